"""The operator's page of corrections of an invoice."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..accounts.access import operator_page, signed_in_person
from ..accounts.choices import Right
from ..common.refusals import form_page, refusals_on
from .access import get_invoice
from .choices import ChangeKind
from .forms import ChangeForm
from .invoice_sentences import change_sentences
from .selectors import changed_lines, latest_content
from .services.changes import change_invoice


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
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            change_invoice(by=signed_in_person(request), invoice=found, wish=form.wish())
            messages.success(request, _("書類を発行しました。"))
            return redirect("billing:invoice", found.uuid)
    title, words = change_sentences(ChangeKind(kind))
    context = {"invoice": found, "form": form, "title": title, "words": words}
    return form_page(request, "billing/invoice_change.html", context, form)
