"""A quote about a contract: more seats until its end, or its next term."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ...accounts.access import officer_of, officer_page
from ...accounts.models import Member
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ...limits.networks import network_of
from ...limits.rules import QUOTES_MADE
from ...limits.services import spend
from ...orders.access_contracts import get_contract_for
from ...orders.models import Contract
from ...orders.pricing import MONTHS, whole_months
from ...orders.selectors.contracts import contract_use
from ...orders.services.contract_quotes import WantedOfContract, quote_contract
from ...orders.specs import Asker
from ..forms.contracts import ContractQuoteForm


@officer_page
@require_http_methods(["GET", "POST"])
def contract_quote(request: HttpRequest, contract: uuid.UUID) -> HttpResponse:
    """What the quote is of; whoever makes it, it is the organisation's. Ordering comes later."""
    officer = officer_of(request)
    found = get_contract_for(officer, contract)
    form = ContractQuoteForm(request.POST or None, initial=_first(request, found))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            spend(QUOTES_MADE.by(network_of(request)))
            made = quote_contract(
                wanted=WantedOfContract(found, **form.wanted),
                asker=_asker(officer),
                by=officer.person,
                key=form.cleaned_data["key"],
            )
            return redirect("orders:quote", made.code)
    context = {
        "contract": found,
        "use": contract_use(officer, found, current_language()),
        "form": form,
        "seats": form["seats"].value(),
    }
    return form_page(request, "billing/contract_quote.html", context, form)


def _first(request: HttpRequest, contract: Contract) -> dict[str, Any]:
    """What a link asks for; else one more seat, and a next term as long as this one."""
    months = whole_months(contract.starts_on, contract.ends_on)
    asked = request.GET
    return {
        "key": uuid.uuid4(),
        "purpose": asked.get("purpose", ""),
        "seats": asked.get("seats", "1"),
        "months": asked.get("months", str(months if months in MONTHS else max(MONTHS))),
    }


def _asker(officer: Member) -> Asker:
    return Asker(officer.organisation.name, officer.name, officer.person.email or "")
