"""見積書: made on the page without an account, found again by its code, ordered in one click."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import operator_page, signed_in_person
from ...accounts.choices import Right
from ...catalogue.choices import Item
from ...catalogue.models import Course
from ...catalogue.selectors import listed_courses
from ...common.errors import PortalError
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ...common.text import whole_number
from ...documents.services import document_pdf
from ...limits.networks import network_of
from ...limits.rules import DRAFTS, QUOTE_GUESSES, QUOTES_MADE
from ...limits.services import check, count, spend
from ..access import asker_for, buyer_of, draft_of, remember_draft
from ..choices import QuotePurpose, QuoteState
from ..forms.quotes import OperatorQuoteForm, QuoteNewForm, typed_or_first
from ..models import Quote
from ..quote_words import first_day_words, quote_subject
from ..selectors.contracts import course_titles
from ..selectors.pricing import PricedSelection, list_units, price_tag
from ..selectors.quotes import (
    can_renew,
    latest_quotes,
    priced_quote,
    priced_today,
    quote_by_code,
    quote_state,
)
from ..services.applying import apply_by_quote
from ..services.contract_quotes import order_by_quote, renew_any_quote
from ..services.quotes import issue_quote, price_quote
from ..specs import Selection

MOST_YEN = 10**12


def _courses() -> list[tuple[Course, str]]:
    return [(card.course, card.title) for card in listed_courses(current_language())]


@require_http_methods(["GET", "POST"])
def quote_new(request: HttpRequest) -> HttpResponse:
    """Make a quote: what, how much, for whom."""
    courses = _courses()
    if not courses:
        return redirect("orders:storefront")
    buyer = asker_for(request)
    initial = typed_or_first(request.GET.dict(), courses)
    if buyer is not None:
        initial |= {"company": buyer.organisation.name, "person": buyer.name}
        initial |= {"email": buyer.person.email or ""}
    form = QuoteNewForm(request.POST or None, courses, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            spend(QUOTES_MADE.by(network_of(request)))
            quote = issue_quote(
                course=form.chosen_course(),
                selection=form.selected(),
                asker=form.asker(),
                by=buyer.person if buyer else None,
                organisation=buyer.organisation if buyer else None,
                key=form.cleaned_data["key"],
            )
            return redirect("orders:quote", quote.code)
    context = {"form": form, "is_single": len(courses) == 1, **_tags(courses)}
    return form_page(request, "orders/quote_new.html", context, form)


def _tags(courses: list[tuple[Course, str]]) -> dict[str, Any]:
    first = courses[0][0]
    return {
        "online": price_tag(first, Item.ONLINE),
        "manuscript": price_tag(first, Item.MANUSCRIPT),
    }


def _found(request: HttpRequest, code: str) -> Quote:
    """The quote of a code, or 404; too many wrong codes from one network are asked to wait."""
    guesses = QUOTE_GUESSES.by(network_of(request))
    check(guesses)
    quote = quote_by_code(code)
    if quote is None:
        count(guesses)
        raise Http404
    return quote


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Names belong into no search engine and no shared cache.

    The portal's referrer policy, `same-origin`, keeps the code within the portal. `no-referrer`
    would let browsers send the page's own forms with `Origin: null`, which are refused.
    """
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_GET
def quote(request: HttpRequest, code: str) -> HttpResponse:
    """A quote by its code: what it says, its PDF, and the way on."""
    found = _found(request, code)
    return _unlisted(render(request, "orders/quote.html", _shown(request, found)))


def _shown(
    request: HttpRequest, found: Quote, refusal: PortalError | None = None
) -> dict[str, Any]:
    state, priced = quote_state(found), priced_quote(found)
    titles = course_titles({found.course_id}, current_language())
    shown = {
        "quote": found,
        "subject": quote_subject(found),
        "first_day": first_day_words(found, priced),
        "course_title": titles.get(found.course_id, ""),
        "priced": priced,
        "is_valid": state == QuoteState.VALID,
        "is_ordered": state == QuoteState.ORDERED,
        "can_renew": can_renew(found),
        "refusal": refusal,
    }
    if found.contract is not None and state == QuoteState.VALID:
        buyer, today = buyer_of(request), priced_today(found)
        shown |= {
            "priced": today,
            "is_of_today": today.sums.total_yen != found.total_yen,
            "contract": found.contract,
            "may_order": buyer is not None
            and buyer.organisation_id == found.contract.organisation_id,
        }
    return shown


@require_GET
def quote_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The document of a quote."""
    document = _found(request, code).document
    assert document is not None  # none without one is found
    response = HttpResponse(document_pdf(document), content_type="application/pdf")
    name = _("見積書_%(number)s.pdf") % {"number": document.number}
    response["Content-Disposition"] = content_disposition_header(True, name)
    return _unlisted(response)


@require_POST
def quote_act(request: HttpRequest, code: str) -> HttpResponse:
    """Apply by a quote, or make one anew that is valid no longer."""
    found = _found(request, code)
    deed = request.POST.get("do", "")
    try:
        if deed == "apply" and found.purpose == QuotePurpose.NEW:
            return _apply(request, found)
        if deed == "order" and found.purpose != QuotePurpose.NEW:
            return _order(request, found)
        if deed == "renew":
            spend(QUOTES_MADE.by(network_of(request)))
            return redirect("orders:quote", renew_any_quote(quote=found).code)
    except PortalError as error:
        context = _shown(request, _found(request, code), error)
        return _unlisted(render(request, "orders/quote.html", context, status=error.status))
    raise Http404


def _apply(request: HttpRequest, found: Quote) -> HttpResponse:
    """Fill the application in: the browser's own draft, or a new one."""
    known = draft_of(request)
    if known is None or known.order_id is not None:
        spend(DRAFTS.by(network_of(request)))
    remember_draft(request, apply_by_quote(draft=known, quote=found))
    return redirect("orders:apply-customer")


def _order(request: HttpRequest, found: Quote) -> HttpResponse:
    """Add the seats or order the next term; whoever holds the contract alone."""
    buyer, contract = buyer_of(request), found.contract
    if buyer is None or contract is None or buyer.organisation_id != contract.organisation_id:
        raise Http404
    total = whole_number(request.POST.get("total_yen", ""), most=MOST_YEN)
    made = order_by_quote(by=buyer, quote=found, total_yen=total)
    said = {"number": made.order.number}
    if made.is_new:
        messages.success(
            request,
            _("お申し込みを受け付けました（申込番号 %(number)s）。控えをメールでお送りしました。")
            % said,
        )
    else:
        messages.info(
            request,
            _("この見積もりでのお申し込みは、すでに受け付けています（申込番号 %(number)s）。")
            % said,
        )
    return redirect("billing:contract-list")


@operator_page(Right.BILLING)
@require_http_methods(["GET", "POST"])
def operator_quote_new(request: HttpRequest) -> HttpResponse:
    """A quote of the seller's for any number of seats, at a price of its own."""
    courses = _courses()
    asked = request.GET.dict()
    initial = typed_or_first(asked, courses)
    initial |= {name: asked.get(name, "") for name in ("company", "person", "email")}
    if courses:
        units = list_units(courses[0][0], Selection(courses[0][0].slug, 1, 1))
        initial |= {"online_yen": units.online_yen, "manuscript_yen": units.manuscript_yen}
    form = OperatorQuoteForm(request.POST or None, courses, initial=initial)
    priced = None
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            if "total" not in request.POST:
                return redirect("orders:quote", _issued(request, form).code)
            priced = _price(form)
    context = {"form": form, "priced": priced, "quotes": latest_quotes()}
    return form_page(request, "orders/operator_quote_new.html", context, form)


def _price(form: OperatorQuoteForm) -> PricedSelection:
    """What the quote would come to: no number is taken, nothing is written."""
    return price_quote(
        course=form.chosen_course(),
        selection=form.selected(),
        units=form.units(),
        valid_until=form.cleaned_data["valid_until"],
        licence=form.licence(),
    )


def _issued(request: HttpRequest, form: OperatorQuoteForm) -> Quote:
    return issue_quote(
        course=form.chosen_course(),
        selection=form.selected(),
        asker=form.asker(),
        by=signed_in_person(request),
        units=form.units(),
        valid_until=form.cleaned_data["valid_until"],
        note=form.cleaned_data["note"],
        licence=form.licence(),
        key=form.cleaned_data["key"],
    )
