"""The operator's pages of corrections of an invoice and of refunds."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import ask_to_confirm, is_confirmed, operator_page, signed_in_person
from ...accounts.choices import Right
from ...common import clock
from ...common.refusals import form_page, refusals_on
from ..access import get_invoice
from ..choices import ChangeKind
from ..forms.payments import ChangeForm, RefundForm
from ..invoice_sentences import change_sentences
from ..selectors.invoice_documents import latest_content
from ..selectors.invoices import changed_lines, credit_of, status_of
from ..services.changes import change_invoice
from ..services.refunds import record_refund


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def invoice_change(request: HttpRequest, invoice: uuid.UUID, kind: str) -> HttpResponse:
    """Give back amounts of lines (返還), or issue a corrected invoice (修正)."""
    if kind not in ChangeKind.values:
        raise Http404
    found = get_invoice(invoice)
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        kind=ChangeKind(kind),
        lines=changed_lines(found),
        addressee=latest_content(found).addressee.name,
    )
    if request.method == "POST" and not is_confirmed(request):
        return ask_to_confirm(request)  # what is owed changes
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            change_invoice(by=signed_in_person(request), invoice=found, wish=form.wish())
            messages.success(request, _("書類を発行し、メールでお送りしました。"))
            return redirect("billing:invoice", found.uuid)
    title, words = change_sentences(ChangeKind(kind))
    context = {"invoice": found, "form": form, "title": title, "words": words}
    return form_page(request, "billing/invoice_change.html", context, form)


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def refund(request: HttpRequest, invoice: uuid.UUID) -> HttpResponse:
    """Money that was sent back to a customer who has paid too much."""
    found = get_invoice(invoice)
    free = credit_of(found.organisation_id) + max(0, -status_of(found).open_yen)
    first = {"refunded_on": clock.today(), "amount": free or "", "key": uuid.uuid4()}
    form = RefundForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and not is_confirmed(request):
        return ask_to_confirm(request)  # money is said to have gone out
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            record_refund(by=signed_in_person(request), invoice=found, **form.entered())
            messages.success(request, _("返金を記録しました。"))
            return redirect("billing:invoice", found.uuid)
    context = {"invoice": found, "form": form, "free": free}
    return form_page(request, "billing/refund.html", context, form)
