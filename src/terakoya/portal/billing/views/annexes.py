"""費用内訳書 of an invoice that is out: the contract holder's page, and the operator's."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...accounts.access import officer_page, operator_page, owner_of, signed_in_person
from ...accounts.choices import Right
from ...accounts.models import Person
from ...common.refusals import form_page, refusals_on
from ..access import get_invoice, get_invoice_for
from ..cost_split import split_of, top_departments
from ..forms.split import AnnexForm
from ..invoice_sentences import returned_sentence
from ..models import Invoice
from ..selectors.invoice_documents import annexes_of, documents_in_force
from ..services.annexes import issue_annex, offer_annex


@officer_page
@require_http_methods(["GET", "POST"])
def annex(request: HttpRequest, invoice: uuid.UUID) -> HttpResponse:
    """How an invoice of ours is split over departments, shown first and issued by a click."""
    owner = owner_of(request)
    found = get_invoice_for(owner, invoice)
    return _page(request, owner.person, found, "billing/annex.html")


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def operator_annex(request: HttpRequest, invoice: uuid.UUID) -> HttpResponse:
    """The same at the desk, for a customer who asks for it."""
    return _page(
        request, signed_in_person(request), get_invoice(invoice), "billing/operator_annex.html"
    )


def _page(request: HttpRequest, person: Person, invoice: Invoice, template: str) -> HttpResponse:
    """The form; `do=show` shows what it makes of the invoice, `do=issue` issues it."""
    organisation = invoice.organisation
    form = AnnexForm(
        request.POST if request.method == "POST" else None,
        kept=split_of(organisation),
        departments=top_departments(organisation),
    )
    offer, found = None, documents_in_force(invoice)
    if request.method == "POST" and form.is_valid():
        split, shown = form.split(organisation), request.POST.get("shown", "")
        with refusals_on(form):
            offer = offer_annex(invoice, split)
            if request.POST.get("do") == "issue":
                made = issue_annex(by=person, invoice=invoice, split=split, shown=shown)
                told = _("費用内訳書 %(number)s を発行しました。") % {"number": made.number}
                messages.success(request, told)
                return redirect(request.path)
    context = {"invoice": invoice, "document": found.document, "form": form, "offer": offer}
    context |= {"returned": returned_sentence(found.credits), "annexes": annexes_of(invoice)}
    return form_page(request, template, context, form)
