"""Applying in four steps; everything typed is kept in a draft that the session names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ..accounts.access import current_member, officer_page
from ..accounts.choices import LegalDocument, SignInWay
from ..accounts.selectors import versions_in_force
from ..accounts.sessions import sign_in_as
from ..catalogue.choices import Item
from ..catalogue.pages import CourseCard
from ..catalogue.selectors import course_card, listed_courses
from ..common.errors import PortalError
from ..common.languages import current_language
from ..common.refusals import form_page, refusals_on, say_when
from ..common.text import whole_number
from ..limits.networks import network_of
from ..limits.rules import APPLICATIONS, DRAFTS
from ..limits.services import spend
from .access import draft_of, remember_draft
from .forms import CustomerForm, ItemsForm
from .models import ApplicationDraft
from .pricing import MONTHS
from .selectors import price_selection, price_tag
from .selectors_contracts import bought_of
from .services import keep_entries, place_order, start_draft
from .specs import Application, Selection

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


def _selection(card: CourseCard, entries: dict[str, Any]) -> Selection:
    """The kept selection, or what the summary shows before there is one."""
    form = ItemsForm(entries["items"]) if "items" in entries else None
    if form is not None and form.is_valid():
        return form.selection(card.course.slug)
    return Selection(card.course.slug, 1, 1)


def _context(card: CourseCard, selection: Selection, step: int, form: Any) -> dict[str, Any]:
    return {
        "card": card,
        "online": price_tag(card.course, Item.ONLINE),
        "manuscript": price_tag(card.course, Item.MANUSCRIPT),
        "priced": price_selection(card.course, selection),
        "months": MONTHS,
        "step": step,
        "form": form,
    }


@require_http_methods(["GET", "POST"])
@_where_listed
def apply_items(request: HttpRequest) -> HttpResponse:
    """Step 1: course, seats, months, manuscript."""
    if request.method == "POST":
        return _keep_items(request)
    kept = draft_of(request)
    entries = kept.entries if kept else {}
    card = _card(request, entries)
    first = {"with_online": "on", "seats": "1", "months": "1"}
    if request.GET.get("item") == Item.MANUSCRIPT:
        first = {"with_manuscript": "on", "seats": "1", "months": "1"}
    form = ItemsForm(initial=cast(dict[str, Any], entries.get("items", first)))
    return render(
        request, "orders/apply_items.html", _context(card, _selection(card, entries), 1, form)
    )


def _keep_items(request: HttpRequest) -> HttpResponse:
    form = ItemsForm(request.POST)
    entries: dict[str, Any] = {}
    card = _card(request, entries)
    with refusals_on(form):
        draft = _draft(request)
        card = _card(request, draft.entries)
        typed = {**request.POST.dict(), "course": card.course.slug}
        keep_entries(draft=draft, step="items", entries=_without_token(typed))
        entries = draft.entries
    if form.is_valid():
        return redirect("orders:apply-customer")
    context = _context(card, _selection(card, entries), 1, form)
    return form_page(request, "orders/apply_items.html", context, form)


@require_http_methods(["GET", "POST"])
@_where_listed
def apply_customer(request: HttpRequest) -> HttpResponse:
    """Step 2: organisation and person."""
    draft = draft_of(request)
    if draft is None or "items" not in draft.entries:
        return redirect("orders:apply-items")
    card = _card(request, draft.entries)
    selection = _selection(card, draft.entries)
    if request.method == "POST":
        keep_entries(draft=draft, step="customer", entries=_without_token(request.POST.dict()))
        form = CustomerForm(request.POST)
        if request.headers.get("X-Autosave"):
            return HttpResponse(status=204)
        if form.is_valid():
            return redirect("orders:apply-check")
        context = _context(card, selection, 2, form)
        return render(request, "orders/apply_customer.html", context, status=422)
    form = CustomerForm(initial=draft.entries.get("customer", {}))
    return render(request, "orders/apply_customer.html", _context(card, selection, 2, form))


@require_http_methods(["GET", "POST"])
@_where_listed
def apply_check(request: HttpRequest) -> HttpResponse:
    """Step 3: everything once more, the six legal items, and the final click."""
    draft = draft_of(request)
    if draft is not None and draft.order_id is not None:
        return redirect("orders:apply-start")
    forms = _valid_forms(draft)
    if draft is None or forms is None:
        return redirect("orders:apply-customer" if draft else "orders:apply-items")
    items, customer = forms
    card = _card(request, draft.entries)
    selection = items.selection(card.course.slug)
    refusal: PortalError | None = None
    if request.method == "POST":
        application = Application(
            selection,
            customer.customer(),
            whole_number(request.POST.get("total_yen", ""), most=MOST_YEN),
            versions_in_force(LegalDocument.TERMS)[LegalDocument.TERMS],
        )
        try:
            spend(APPLICATIONS.by(network_of(request)))
            placed = place_order(draft=draft, course=card.course, application=application)
        except PortalError as error:
            refusal = error
        else:
            sign_in_as(request, placed.owner, SignInWay.APPLICATION)
            remember_draft(request, draft)
            return redirect("orders:apply-start")
    context = _context(card, selection, 3, None)
    context |= {"customer": customer.customer(), "refusal": refusal}
    status = refusal.status if refusal else 200
    return say_when(render(request, "orders/apply_check.html", context, status=status), refusal)


def _valid_forms(draft: ApplicationDraft | None) -> tuple[ItemsForm, CustomerForm] | None:
    if draft is None:
        return None
    items = ItemsForm(draft.entries.get("items", {}))
    customer = CustomerForm(draft.entries.get("customer", {}))
    return (items, customer) if items.is_valid() and customer.is_valid() else None


@officer_page
@require_GET
def apply_start(request: HttpRequest) -> HttpResponse:
    """Step 4: signed in; begin at once, set a password, invite others."""
    member = current_member(request)
    draft = draft_of(request)
    order = draft.order if draft else None
    if order is None or order.organisation_id != member.organisation_id:
        return redirect("learning:my")
    context = {
        "order": order,
        "bought": bought_of(order, current_language()),
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
    form = ItemsForm(request.GET)
    valid = form.is_valid()
    selection = form.selection(card.course.slug) if valid else Selection(card.course.slug, 1, 1)
    context = _context(card, selection, 1, form)
    status = 200 if valid else 422
    return render(request, "orders/summary.html", context, status=status)


def _without_token(entries: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if key != "csrfmiddlewaretoken"}
