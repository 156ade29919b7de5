"""The storefront: what is offered, what it costs, and a chapter to play."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ...catalogue.choices import Item
from ...catalogue.pages import CourseCard
from ...catalogue.selectors import course_card, listed_courses, sample_chapter
from ...common.download_names import attachment
from ...common.languages import current_language
from ..cancelling import cancelling_sentence, free_days
from ..frequent_questions import frequent_questions
from ..samples import find_sample, sample_file
from ..selectors.pricing import hero_slide, price_examples, price_tag


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
    cancelling = cancelling_sentence(free_days())
    return {
        "hero": hero_slide(flagship, current_language()),
        "online": online,
        "manuscript": manuscript,
        "sample": find_sample(flagship.course),
        "examples": price_examples(flagship.course),
        "questions": frequent_questions(
            seat_yen=online.yen_with_tax,
            manuscript_yen=manuscript.yen_with_tax,
            cancelling=cancelling,
        ),
        "cancelling": cancelling,
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
        "sample": find_sample(card.course),
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
def sample_archive(_request: HttpRequest, slug: str) -> HttpResponse:
    """The free sample of the manuscript, made when the course was published."""
    content = sample_file(slug)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = attachment(f"{slug}-sample.zip")
    return response


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


@require_GET
def quote_request(request: HttpRequest) -> HttpResponse:
    """Where a quote was asked for until inquiries became threads; old links still lead there."""
    asked = {"kind": "quote"} | {
        name: request.GET[name] for name in ("seats", "months") if name in request.GET
    }
    return redirect(f"{reverse('inquiries:contact')}?{urlencode(asked)}")
