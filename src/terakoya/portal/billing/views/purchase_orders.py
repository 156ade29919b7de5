"""The contract holder's page of the 発注番号 of an order."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import officer_page, owner_of
from ...common.refusals import form_page, refusals_on
from ..access import get_order_for
from ..forms.purchase_order import PurchaseOrderForm
from ..purchase_orders import purchase_orders_of
from ..services.purchase_orders import set_purchase_order


@officer_page
@require_http_methods(["GET", "POST"])
def purchase_order(request: HttpRequest, order: uuid.UUID) -> HttpResponse:
    """発注番号 of an order: what it is, and changing it until its invoice is issued."""
    owner = owner_of(request)
    found = get_order_for(owner, order)
    now = purchase_orders_of([found])[found.pk]
    form = PurchaseOrderForm(
        request.POST if request.method == "POST" else None, initial={"purchase_order": now.number}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            set_purchase_order(by=owner, order=found, number=form.cleaned_data["purchase_order"])
            messages.success(request, _("発注番号を保存しました。次に発行する書類から印刷します。"))
            return redirect("billing:contract-list")
    context = {"order": found, "now": now, "form": form}
    return form_page(request, "billing/purchase_order.html", context, form)
