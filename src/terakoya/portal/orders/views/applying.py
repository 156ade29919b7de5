"""Applying in four steps; everything typed is kept in a draft that the session names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from ...accounts.access import current_member, officer_page
from ...accounts.choices import LegalDocument, SignInWay
from ...accounts.models import Member
from ...accounts.selectors import versions_in_force
from ...accounts.sessions import sign_in_as
from ...catalogue.choices import Item
from ...catalogue.pages import CourseCard
from ...catalogue.selectors import course_card, listed_courses
from ...common.errors import BadInput, PortalError
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on, say_when
from ...common.text import whole_number
from ...limits.networks import network_of
from ...limits.rules import APPLICATIONS, DRAFTS
from ...limits.services import spend
from ..access import buyer_of, draft_of, remember_draft
from ..apply_addresses import has_taken_address, refuse_taken
from ..apply_words import later_words, said_of
from ..forms.apply_steps import ApplyCustomerForm, ApplyItemsForm, chosen_items
from ..holds import Applicant, approval_rules, holds_on, waits_by_size
from ..models import ApplicationDraft, Quote
from ..selectors.contracts import bought_of, later_start
from ..selectors.pricing import price_selection, price_tag
from ..selectors.quotes import is_valid, quote_by_code, selection_of, units_of
from ..services.applying import Placed, keep_entries, place_order, start_draft
from ..specs import Application, Selection

MOST_YEN = 10**12


class _NothingListed(Exception):
    """No course can be applied for."""


def _where_listed(view: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead to the storefront, which says so, where no course can be applied for."""

    @wraps(view)
    def applied(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except _NothingListed:
            return redirect("orders:storefront")

    return applied


def _card(request: HttpRequest, entries: dict[str, Any]) -> CourseCard:
    language = current_language()
    slug = request.GET.get("course") or entries.get("items", {}).get("course", "")
    card = course_card(slug, language) if slug else None
    if card is None:
        card = next(iter(listed_courses(language)), None)
    if card is None:
        raise _NothingListed
    return card


def _draft(request: HttpRequest) -> ApplicationDraft:
    draft = draft_of(request)
    if draft is None or draft.order_id is not None:
        spend(DRAFTS.by(network_of(request)))
        draft = start_draft()
        remember_draft(request, draft)
    return draft


def _quote(entries: dict[str, Any]) -> Quote | None:
    """The quote that is applied by, while it is valid."""
    code = entries.get("quote", {}).get("code")
    quote = quote_by_code(code) if code else None
    return quote if quote is not None and is_valid(quote) else None


def _selection(card: CourseCard, entries: dict[str, Any]) -> Selection:
    """The kept selection, or what the summary shows before there is one."""
    slug, quote = card.course.slug, _quote(entries)
    offered = selection_of(quote) if quote else Selection(slug, 1, 1)
    if "items" not in entries:
        return offered
    form, quote = chosen_items(entries["items"], slug, quote)
    if not form.is_valid():
        return offered
    chosen = form.selection(slug)
    return replace(offered, starts_on=chosen.starts_on, renews=chosen.renews) if quote else chosen


def _context(
    card: CourseCard, selection: Selection, step: int, form: Any, quote: Quote | None = None
) -> dict[str, Any]:
    units = units_of(quote) if quote else None
    priced = price_selection(card.course, selection, units=units)
    waits = waits_by_size(priced)
    return {
        "quote": quote,
        "card": card,
        "online": price_tag(card.course, Item.ONLINE),
        "manuscript": price_tag(card.course, Item.MANUSCRIPT),
        "priced": priced,
        "said": said_of(priced, waits_days=approval_rules().answer_days if waits else None),
        "opens_at_once": not waits and not selection.starts_on,
        "step": step,
        "form": form,
    }


@require_http_methods(["GET", "POST"])
@_where_listed
def apply_items(request: HttpRequest) -> HttpResponse:
    """Step 1: course, seats, months, first day, renewal, manuscript."""
    if request.method == "POST":
        return _keep_items(request)
    kept = draft_of(request)
    entries = kept.entries if kept else {}
    card = _card(request, entries)
    first = {"with_online": "on", "seats": "1", "months": "1"}
    if request.GET.get("item") == Item.MANUSCRIPT:
        first = {"with_manuscript": "on", "seats": "1", "months": "1"}
    quote = _quote(entries)
    form = ApplyItemsForm(initial=cast(dict[str, Any], first))
    if "items" in entries:  # what was valid when it was typed may not be any more
        form, quote = chosen_items(entries["items"], card.course.slug, quote)
    context = _context(card, _selection(card, entries), 1, form, quote)
    return render(request, "orders/apply_items.html", context)


def _keep_items(request: HttpRequest) -> HttpResponse:
    known = draft_of(request)
    entries = known.entries if known else {}
    card = _card(request, entries)
    form, quote = chosen_items(request.POST, card.course.slug, _quote(entries))
    with refusals_on(form):
        draft = _draft(request)
        typed = {**request.POST.dict(), "course": card.course.slug}
        keep_entries(draft=draft, step="items", entries=_without_token(typed))
        if quote is None:
            keep_entries(draft=draft, step="quote", entries={})  # another choice: today's price
        entries = draft.entries
    if form.is_valid():
        return redirect("orders:apply-customer")
    context = _context(card, _selection(card, entries), 1, form, quote)
    return form_page(request, "orders/apply_items.html", context, form)


@require_http_methods(["GET", "POST"])
@_where_listed
def apply_customer(request: HttpRequest) -> HttpResponse:
    """Step 2: organisation and person."""
    draft = draft_of(request)
    if draft is None or "items" not in draft.entries:
        return redirect("orders:apply-items")
    card, quote = _card(request, draft.entries), _quote(draft.entries)
    selection = _selection(card, draft.entries)
    if request.method == "POST":
        keep_entries(draft=draft, step="customer", entries=_without_token(request.POST.dict()))
        form = ApplyCustomerForm(request.POST)
        if request.headers.get("X-Autosave"):
            return HttpResponse(status=204)
        with refusals_on(form):
            refuse_taken(request, form)
        if form.is_valid():
            return redirect("orders:apply-check")
        context = _context(card, selection, 2, form, quote)
        if has_taken_address(form) and not request.user.is_authenticated:
            context["sign_in_url"] = _sign_in_url()
        return render(request, "orders/apply_customer.html", context, status=422)
    typed = draft.entries.get("customer", {})
    form = ApplyCustomerForm(initial={**_known_of(buyer_of(request)), **typed})
    context = _context(card, selection, 2, form, quote)
    return render(request, "orders/apply_customer.html", context)


def _sign_in_url() -> str:
    """Signing in, and then on with the application."""
    return f"{reverse('accounts:sign-in')}?{urlencode({'next': reverse('orders:apply-customer')})}"


def _known_of(buyer: Member | None) -> dict[str, Any]:
    """What is known of an organisation whose owner is signed in."""
    if buyer is None:
        return {}
    of = buyer.organisation
    return {
        "organisation_name": of.name,
        "postal_code": of.postal_code,
        "prefecture": of.prefecture,
        "address": of.address,
        "building": of.building,
        "phone": of.phone,
        "person_name": buyer.name,
        "person_kana": buyer.name_kana,
        "email": buyer.person.email or "",
    }


@require_http_methods(["GET", "POST"])
@_where_listed
def apply_check(request: HttpRequest) -> HttpResponse:
    """Step 3: everything once more, the six legal items, and the final click."""
    draft = draft_of(request)
    if draft is not None and draft.order_id is not None:
        return redirect("orders:apply-start")
    if draft is None or not _has_valid_items(request, draft):
        return redirect("orders:apply-items")
    typed = _valid_customer(draft)
    if typed is None:
        return redirect("orders:apply-customer")
    card = _card(request, draft.entries)
    refusal: PortalError | None = None
    if request.method == "POST":
        try:
            placed = _place(request, draft, card, typed)
        except PortalError as error:
            refusal = error
        else:
            sign_in_as(request, placed.owner, SignInWay.APPLICATION)
            remember_draft(request, draft)
            return redirect("orders:apply-start")
    quote = _quote(draft.entries)
    context = _context(card, _selection(card, draft.entries), 3, None, quote)
    applicant = Applicant(typed.customer(), typed.billing(), buyer_of(request))
    if holds_on(context["priced"], applicant):
        context["said"] = said_of(context["priced"], waits_days=approval_rules().answer_days)
    context |= {
        "customer": typed.customer(),
        "billing": typed.billing(),
        "purchase_order": typed.cleaned_data["purchase_order"],
        "refusal": refusal,
        "sign_in_url": _sign_in_url(),
        "buyer": buyer_of(request),
    }
    status = refusal.status if refusal else 200
    return say_when(render(request, "orders/apply_check.html", context, status=status), refusal)


def _place(
    request: HttpRequest, draft: ApplicationDraft, card: CourseCard, typed: ApplyCustomerForm
) -> Placed:
    application = Application(
        _selection(card, draft.entries),
        typed.customer(),
        whole_number(request.POST.get("total_yen", ""), most=MOST_YEN),
        versions_in_force(LegalDocument.TERMS)[LegalDocument.TERMS],
        _shown_day(request),
        typed.billing(),
        typed.cleaned_data["purchase_order"],
        again="again" in request.POST,
    )
    spend(APPLICATIONS.by(network_of(request)))
    return place_order(
        draft=draft,
        course=card.course,
        application=application,
        quote=_quote(draft.entries),
        by=buyer_of(request),
    )


def _shown_day(request: HttpRequest) -> dt.date | None:
    """The first day that the final check showed; none where it was sent without."""
    shown = request.POST.get("starts_on", "")
    try:
        return dt.date.fromisoformat(shown) if shown else None
    except ValueError as error:
        raise BadInput from error


def _has_valid_items(request: HttpRequest, draft: ApplicationDraft) -> bool:
    """Whether nothing of step 1 is to be mended."""
    slug = _card(request, draft.entries).course.slug
    form, _kept = chosen_items(draft.entries.get("items", {}), slug, _quote(draft.entries))
    return form.is_valid()


def _valid_customer(draft: ApplicationDraft) -> ApplyCustomerForm | None:
    """What was typed in step 2, where nothing of it is to be mended."""
    form = ApplyCustomerForm(draft.entries.get("customer", {}))
    return form if form.is_valid() else None


@officer_page
@require_GET
def apply_start(request: HttpRequest) -> HttpResponse:
    """Step 4: signed in; begin at once, set a password, invite others."""
    member = current_member(request)
    draft = draft_of(request)
    order = draft.order if draft else None
    if order is None or order.organisation_id != member.organisation_id:
        return redirect("learning:my")
    bought = bought_of(order, current_language())
    context = {
        "order": order,
        "later_on": later_start(order),
        "answer_days": approval_rules().answer_days,
        "bought": bought,
        "later_words": later_words(bought),
        "member": member,
        "has_password": member.person.has_usable_password(),
        "invite_url": request.build_absolute_uri(reverse("accounts:invite")),
        "step": 4,
    }
    return render(request, "orders/apply_start.html", context)


@require_GET
@_where_listed
def apply_price(request: HttpRequest) -> HttpResponse:
    """The order summary for the numbers typed so far (a fragment)."""
    draft = draft_of(request)
    card = _card(request, draft.entries if draft else {})
    slug = card.course.slug
    form, quote = chosen_items(request.GET, slug, _quote(draft.entries if draft else {}))
    valid = form.is_valid()
    selection = form.selection(slug) if valid else Selection(slug, 1, 1)
    context = _context(card, selection, 1, form, quote if valid else None)
    status = 200 if valid else 422
    return render(request, "orders/summary.html", context, status=status)


def _without_token(entries: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if key != "csrfmiddlewaretoken"}
