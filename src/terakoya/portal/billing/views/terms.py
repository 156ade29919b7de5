"""更新と取り消し: a further term, whether a contract renews by itself, and its cancelling."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ...accounts.access import officer_page, owner_of
from ...accounts.models import Member
from ...common.dates import period
from ...common.errors import PortalError
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ...orders.access_contracts import get_contract_for
from ...orders.models import Contract
from ...orders.pricing import MONTHS, MOST_SEATS, whole_months
from ...orders.selectors.contracts import cancel_state, contract_use, price_next_term, seats_in_all
from ...orders.services.cancelling import cancel_contract
from ...orders.services.terms import check_next_term, renew_contract, set_renewal
from ...orders.specs import Billing
from ..billing_addresses import change_billing, current_billing
from ..contract_words import payment_sentences
from ..forms.contracts import BillingForm, ConfirmTermForm, TermForm
from ..selectors.terms import payment_kind


@officer_page
@require_http_methods(["GET", "POST"])
def contract_renew(request: HttpRequest, contract: uuid.UUID) -> HttpResponse:
    """What a further term costs, with seats and months filled in, and the click that orders it."""
    owner = owner_of(request)
    found = get_contract_for(owner, contract)
    form = _term_form(request, found)
    if form.is_valid():
        with refusals_on(form):
            if isinstance(form, ConfirmTermForm):
                made = renew_contract(by=owner, contract=found, confirmed=form.confirmed())
                messages.success(
                    request,
                    _(
                        "契約を更新しました。新しい期間は%(days)sです。控えをメールでお送りしました。"
                    )
                    % {"days": period(made.starts_on, made.ends_on)},
                )
                return redirect("billing:contract-list")
            check_next_term(found, form.cleaned_data["seats"], form.cleaned_data["months"])
    return form_page(request, "billing/contract_renew.html", _term_page(owner, found, form), form)


def _term_form(request: HttpRequest, contract: Contract) -> TermForm:
    """What was sent; first the seats and months of the term that ends."""
    if request.method == "POST":
        return ConfirmTermForm(request.POST)
    if "seats" in request.GET:
        return TermForm(request.GET)
    months = whole_months(contract.starts_on, contract.ends_on)
    seats = min(seats_in_all(contract), MOST_SEATS)
    usual = months if months in MONTHS else max(n for n in MONTHS if n <= max(1, months))
    return TermForm({"seats": str(seats), "months": str(usual)})


def _term_page(owner: Member, contract: Contract, form: TermForm) -> dict[str, Any]:
    refusal = getattr(form, "refusal", None)
    is_stale = getattr(refusal, "code", "") == "price-changed"
    said = form.cleaned_data
    is_priced = is_stale or not form.errors
    priced = price_next_term(contract, said["seats"], said["months"]) if is_priced else None
    return {
        "contract": contract,
        "use": contract_use(owner, contract, current_language()),
        "form": form,
        "months": MONTHS,
        "priced": priced,
        "payment": payment_sentences(payment_kind(contract), priced.billed_on) if priced else [],
        "key": uuid.uuid4(),
    }


@officer_page
@require_POST
def contract_renewal(request: HttpRequest, contract: uuid.UUID) -> HttpResponse:
    """Whether a contract goes on by itself."""
    owner = owner_of(request)
    found = get_contract_for(owner, contract)
    renews = request.POST.get("renews") == "on"
    try:
        set_renewal(by=owner, contract=found, renews=renews)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("自動更新を入れました。最終日まで、いつでも切れます。")
            if renews
            else _("自動更新を切りました。契約は最終日で終わります。"),
        )
    return redirect("billing:contract-list")


@officer_page
@require_http_methods(["GET", "POST"])
def contract_cancel(request: HttpRequest, contract: uuid.UUID) -> HttpResponse:
    """How a contract ends, and the click that cancels it while that is free."""
    owner = owner_of(request)
    found = get_contract_for(owner, contract)
    refusal: PortalError | None = None
    if request.method == "POST":
        try:
            cancel_contract(by=owner, contract=found)
        except PortalError as error:
            refusal = error
        else:
            messages.success(request, _("契約を取り消しました。この契約の請求はありません。"))
            return redirect("billing:contract-list")
    context = {
        "contract": found,
        "use": contract_use(owner, found, current_language()),
        "state": cancel_state(found),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "billing/contract_cancel.html", context, status=status)


@officer_page
@require_http_methods(["GET", "POST"])
def billing_address(request: HttpRequest) -> HttpResponse:
    """To whom coming invoices go, and changing it."""
    owner = owner_of(request)
    now = current_billing(owner.organisation)
    if request.POST.get("do") == "own":
        return _bill_to(request, owner, None)
    form = BillingForm(request.POST if request.method == "POST" else None, initial=dict(now))
    if form.is_valid():
        return _bill_to(request, owner, form.billing())
    context = {"form": form, "now": now, "organisation": owner.organisation}
    return form_page(request, "billing/billing_address.html", context, form)


def _bill_to(request: HttpRequest, owner: Member, billing: Billing | None) -> HttpResponse:
    change_billing(by=owner, billing=billing)
    messages.success(request, _("請求先を変えました。次に発行する請求書から、この宛先になります。"))
    return redirect("billing:contract-list")
