"""契約・請求書: what an organisation has contracted, and its documents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..accounts.access import officer_of, officer_page
from ..common.languages import current_language
from ..orders.selectors import orders_of
from ..orders.selectors_contracts import contract_uses, licence_cards
from .contract_words import CHIPS, end_sentence, seat_sentence


@officer_page
@require_GET
def contract_list(request: HttpRequest) -> HttpResponse:
    """Contracts with their seats, manuscripts, and what was ordered."""
    officer, language = officer_of(request), current_language()
    cards = [
        {
            "use": use,
            "chip": CHIPS[use.state],
            "seat_sentence": seat_sentence(use),
            "end_sentence": end_sentence(use),
        }
        for use in contract_uses(officer, language)
    ]
    context = {
        "cards": cards,
        "licences": licence_cards(officer, language),
        "orders": orders_of(officer),
        "organisation": officer.organisation,
    }
    return render(request, "billing/contract_list.html", context)
