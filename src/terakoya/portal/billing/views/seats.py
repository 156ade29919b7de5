"""受講枠の引き継ぎ: who sits on the seats of a contract, and giving one on."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ...accounts.access import officer_of, officer_page
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ...learning.selectors.grants import candidates_for, holders_of, named_holders
from ...learning.services import give_seat_on
from ...orders.access_contracts import get_contract_for, get_holder_for, seats_of
from ...orders.selectors.contracts import contract_use
from ..contract_words import given_on_sentence, holder_chip
from ..forms.seats import GiveOnForm

SHOWN = 50  # holders a page
OFFERED = 20  # people of whom one may be chosen; others are found by a search


@officer_page
@require_GET
def seat_list(request: HttpRequest, contract: uuid.UUID) -> HttpResponse:
    """Who sits on the seats of a contract, first whose seat is needed least."""
    officer = officer_of(request)
    found = get_contract_for(officer, contract)
    words = request.GET.get("words", "")[:60]
    holders = named_holders(holders_of(officer.organisation_id, seats_of(found)), words)
    shown = Paginator(holders, SHOWN).get_page(request.GET.get("page", "1"))
    context = {
        "contract": found,
        "use": contract_use(officer, found, current_language()),
        "holders": shown,
        "rows": [(one, holder_chip(one)) for one in shown.object_list],
        "words": words,
    }
    return render(request, "billing/seat_list.html", context)


@officer_page
@require_http_methods(["GET", "POST"])
def seat_give_on(request: HttpRequest, contract: uuid.UUID, member: uuid.UUID) -> HttpResponse:
    """Free somebody's seat, for a chosen person or for whoever begins next."""
    officer = officer_of(request)
    found = get_contract_for(officer, contract)
    holder = get_holder_for(officer, found, member)
    words = request.GET.get("words", "")[:60]
    people = list(candidates_for(officer.organisation_id, found.course_id, words)[: OFFERED + 1])
    form = GiveOnForm(request.POST if request.method == "POST" else None, people[:OFFERED])
    if form.is_valid():
        with refusals_on(form):
            to = form.receiver()
            give_seat_on(by=officer, holder=holder, to=to)
            messages.success(request, given_on_sentence(holder.member, to))
            return redirect("billing:seat-list", contract=found.uuid)
    context = {
        "contract": found,
        "use": contract_use(officer, found, current_language()),
        "holder": holder,
        "chip": holder_chip(holder),
        "form": form,
        "words": words,
        "has_more": len(people) > OFFERED,
    }
    return form_page(request, "billing/seat_give_on.html", context, form)
