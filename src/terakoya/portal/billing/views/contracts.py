"""契約・請求書: what an organisation has contracted, what it adds, and its documents."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ...accounts.access import officer_of, officer_page, owner_of
from ...accounts.models import Member
from ...common import clock
from ...common.csv_lines import csv_lines
from ...common.download_names import attachment
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ...common.xlsx_stream import xlsx_pieces
from ...orders.access_contracts import get_contract_for
from ...orders.choices import OrderStatus
from ...orders.manuscripts import OFFICE
from ...orders.models import Contract
from ...orders.selectors.contracts import (
    contract_use,
    contract_uses,
    owners_of,
    price_added_seats,
)
from ...orders.selectors.licences import licence_cards
from ...orders.selectors.pricing import orders_of
from ...orders.services.contracts import add_seats, check_added_seats
from ..contract_lines import contract_columns, contract_header, contract_lines, contract_rows
from ..contract_words import CHIPS, end_sentence, payment_sentences, seat_sentence
from ..forms.contracts import ConfirmSeatsForm, SeatsForm
from ..purchase_orders import purchase_orders_of
from ..quote_rows import quote_rows
from ..selectors.documents import document_page, document_years
from ..selectors.terms import payment_kind


@officer_page
@require_GET
def contract_list(request: HttpRequest) -> HttpResponse:
    """Contracts with their seats, manuscripts, and what was ordered."""
    officer, language = officer_of(request), current_language()
    orders = orders_of(officer)
    numbers = purchase_orders_of(orders)
    cards = [
        {
            "use": use,
            "field_id": f"seats-{use.contract.pk}",
            "chip": CHIPS[use.state],
            "seat_sentence": seat_sentence(use),
            "end_sentence": end_sentence(use),
            "purchase_order": numbers[use.contract.order_line.order_id],
        }
        for use in contract_uses(officer, language)
    ]
    context = {
        "cards": cards,
        "licences": licence_cards(officer, language),
        "orders": [(one, numbers[one.pk]) for one in orders],
        "waiting": [one for one in orders if one.status == OrderStatus.WAITING],
        "quotes": quote_rows(officer),
        "organisation": officer.organisation,
        **_documents(request, officer),
        "is_owner": officer.is_owner,
        "seats_label": SeatsForm().fields["seats"].label,
        "owners": []
        if officer.is_owner
        else [one.name for one in owners_of(officer.organisation_id)],
    }
    return render(request, "billing/contract_list.html", context)


def _documents(request: HttpRequest, officer: Member) -> dict[str, Any]:
    words, year = request.GET.get("words", "")[:60], request.GET.get("year", "")
    return {
        "documents": document_page(officer, words, year, request.GET.get("page", "1")),
        "years": document_years(officer),
        "words": words,
        "year": year,
        "is_searched": bool(words.strip() or year),
    }


@officer_page
@require_GET
def contract_export(request: HttpRequest) -> HttpResponse:
    """契約の内容を書き出す: a line for each contract, for the company's own books."""
    officer = officer_of(request)
    lines = csv_lines(contract_header(), contract_lines(officer, current_language()))
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    name = _("契約の内容_%(day)s.csv") % {"day": f"{clock.today():%Y-%m-%d}"}
    response["Content-Disposition"] = attachment(name, "contracts")
    return response


@officer_page
@require_GET
def contract_workbook(request: HttpRequest) -> HttpResponse:
    """The same as an Excel sheet, with days and sums that can be reckoned with."""
    officer = officer_of(request)
    rows = contract_rows(officer, current_language())
    pieces = xlsx_pieces(_("契約の内容"), contract_columns(), rows)
    response = HttpResponse(b"".join(pieces), content_type=f"{OFFICE}.spreadsheetml.sheet")
    name = _("契約の内容_%(day)s.xlsx") % {"day": f"{clock.today():%Y-%m-%d}"}
    response["Content-Disposition"] = attachment(name, "contracts")
    return response


@officer_page
@require_http_methods(["GET", "POST"])
def seats_add(request: HttpRequest, contract: uuid.UUID) -> HttpResponse:
    """What more seats cost until the contract's end, and the click that adds them."""
    owner = owner_of(request)
    found = get_contract_for(owner, contract)
    is_sent = request.method == "POST"
    form = ConfirmSeatsForm(request.POST) if is_sent else SeatsForm(request.GET)
    if form.is_valid():
        with refusals_on(form):
            if isinstance(form, ConfirmSeatsForm):
                add_seats(by=owner, contract=found, confirmed=form.confirmed())
                messages.success(
                    request,
                    _("受講枠を%(n)d枠追加しました。今から使えます。控えをメールでお送りしました。")
                    % {"n": form.cleaned_data["seats"]},
                )
                return redirect("billing:contract-list")
            check_added_seats(found, form.cleaned_data["seats"])
    return form_page(request, "billing/seats_add.html", _seats_page(owner, found, form), form)


def _seats_page(owner: Member, contract: Contract, form: SeatsForm) -> dict[str, Any]:
    """The summary where there is something to sum up; it has a key of its own each time."""
    is_priced = not {"seats", "__all__"} & form.errors.keys() or _is_only_stale(form)
    priced = price_added_seats(contract, form.cleaned_data["seats"]) if is_priced else None
    return {
        "contract": contract,
        "use": contract_use(owner, contract, current_language()),
        "form": form,
        "priced": priced,
        "payment": payment_sentences(payment_kind(contract), priced.billed_on) if priced else [],
        "key": uuid.uuid4(),
    }


def _is_only_stale(form: SeatsForm) -> bool:
    return getattr(getattr(form, "refusal", None), "code", "") == "price-changed"
