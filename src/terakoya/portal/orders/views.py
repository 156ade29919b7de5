"""The storefront: what is offered, what it costs, and a chapter to play."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ..catalogue.choices import Item
from ..catalogue.pages import CourseCard
from ..catalogue.selectors import course_card, listed_courses, sample_chapter
from ..common.languages import current_language
from ..common.refusals import form_page, refusals_on
from ..limits.networks import network_of
from ..limits.rules import QUOTES
from ..limits.services import spend
from .forms import QuoteForm
from .frequent_questions import frequent_questions
from .selectors import hero_slide, price_examples, price_tag
from .services import request_quote

_QUOTE = "quote"  # in the session: the number of the request made last


@require_GET
def storefront(request: HttpRequest) -> HttpResponse:
    """`/`: promise, three steps, courses, prices."""
    cards = listed_courses(current_language())
    flagship = cards[0] if cards else None
    offer = _offer(flagship) if flagship else {}
    return render(
        request, "orders/storefront.html", {"cards": cards, "flagship": flagship, **offer}
    )


def _offer(flagship: CourseCard) -> dict[str, Any]:
    online = price_tag(flagship.course, Item.ONLINE)
    manuscript = price_tag(flagship.course, Item.MANUSCRIPT)
    return {
        "hero": hero_slide(flagship, current_language()),
        "online": online,
        "manuscript": manuscript,
        "examples": price_examples(flagship.course),
        "questions": frequent_questions(
            seat_yen=online.yen_with_tax, manuscript_yen=manuscript.yen_with_tax
        ),
    }


@require_GET
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """A course: contents, goals, minutes, price both ways."""
    card = course_card(slug, current_language())
    if card is None:
        raise Http404
    context = {
        "card": card,
        "online": price_tag(card.course, Item.ONLINE),
        "manuscript": price_tag(card.course, Item.MANUSCRIPT),
    }
    return render(request, "orders/course.html", context)


@require_GET
def sample(_request: HttpRequest, slug: str) -> HttpResponse:
    """The first slide of the sample chapter."""
    chapter = sample_chapter(slug, current_language())
    if chapter is None or not chapter.slides:
        raise Http404
    return redirect("orders:sample-slide", slug=slug, slide=chapter.slides[0].slide_id)


@require_GET
def sample_slide(request: HttpRequest, slug: str, slide: str) -> HttpResponse:
    """One slide of the sample chapter, cases and checks working; nothing is recorded."""
    chapter = sample_chapter(slug, current_language())
    if chapter is None:
        raise Http404
    ids = [one.slide_id for one in chapter.slides]
    if slide not in ids:
        raise Http404
    number = ids.index(slide)
    context = {
        "slug": slug,
        "chapter": chapter,
        "slide": chapter.slides[number],
        "number": number + 1,
        "before": ids[number - 1] if number else None,
        "after": ids[number + 1] if number + 1 < len(ids) else None,
    }
    return render(request, "orders/sample_slide.html", context)


@require_http_methods(["GET", "POST"])
def quote_request(request: HttpRequest) -> HttpResponse:
    """A request for a quote (101 seats and more) or a question."""
    form = QuoteForm(request.POST or None, initial={"seats": request.GET.get("seats", "")})
    if request.method == "POST" and form.is_valid():
        cards = listed_courses(current_language())
        with refusals_on(form):
            spend(QUOTES.by(network_of(request)))
            course = cards[0].course if cards else None
            request.session[_QUOTE] = request_quote(course=course, **form.cleaned_data).number
            return redirect("orders:quote-thanks")
    return form_page(request, "orders/quote_request.html", {"form": form}, form)


@require_GET
def quote_thanks(request: HttpRequest) -> HttpResponse:
    """Says that the request arrived and what happens next."""
    context = {"number": request.session.get(_QUOTE)}
    return render(request, "orders/quote_thanks.html", context)
