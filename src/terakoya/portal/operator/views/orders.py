"""申し込み: the list, and deciding about those that wait."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ...accounts.access import operator_page, signed_in_person
from ...accounts.choices import Right
from ...common.refusals import form_page, refusals_on
from ...orders.choices import OrderStatus
from ...orders.hold_words import hold_sentences
from ...orders.services.approvals import approve_order, decline_order
from ..access import get_order
from ..forms import DecisionForm, OrderFilterForm
from ..selectors.orders import order_details, order_page, order_row


@operator_page(Right.BILLING)
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """The applications, those in one state or of one customer."""
    form = OrderFilterForm(request.GET)
    status, query = form.wanted()
    context = {"page": order_page(status, query), "form": form, "is_narrow": status or query}
    return render(request, "operator/orders.html", context)


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, order: uuid.UUID) -> HttpResponse:
    """One application: what was asked for; approving or declining it while it waits."""
    found, by = get_order(order), signed_in_person(request)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            if form.cleaned_data["do"] == "approve":
                approve_order(order=found, by=by)
                messages.success(request, _("承認し、お客様にメールで知らせました。"))
            else:
                decline_order(order=found, by=by, reason=form.cleaned_data["reason"])
                messages.success(request, _("お断りし、お客様に理由をメールで知らせました。"))
            if form.cleaned_data["back"]:
                return redirect("operator:home")
            return redirect("operator:order", found.uuid)
    context = {
        "row": order_row(found),
        "holds": hold_sentences(found),
        "said": order_details(found),
        "form": form,
        "is_waiting": found.status == OrderStatus.WAITING,
    }
    return form_page(request, "operator/order.html", context, form)
