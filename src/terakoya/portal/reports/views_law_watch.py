"""Pages of the law watch: for officers their own courses, for the operator all of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..accounts.access import officer_of, officer_page, operator_page
from ..accounts.choices import Right
from ..common.languages import current_language
from .forms import FactFilterForm
from .law_watch import (
    ahead_days,
    editions_concerned,
    shown_part,
    watch_of_catalogue,
    watch_of_organisation,
    watched_kits,
)


@officer_page
@require_GET
def law_watch(request: HttpRequest) -> HttpResponse:
    """根拠の確認: the facts of our courses, and which slides and questions rest on them."""
    every = watch_of_organisation(officer_of(request), current_language())
    form = FactFilterForm(request.GET, courses=every)
    course, state, query = form.wanted()
    chosen = [one for one in every if course in {"", one.slug}]
    context = {
        "rows": [one.narrowed(state, query) for one in chosen],
        "kits": watched_kits(chosen, current_language()),
        "has_courses": bool(every),
        "form": form,
        "is_narrowed": bool(course or state or query),
        "days": ahead_days(),
    }
    return render(request, "reports/law_watch.html", context)


@officer_page
@require_GET
def law_watch_part(request: HttpRequest, course: str, part: str) -> HttpResponse:
    """A slide or a question that rests on a fact, as our learners have it."""
    shown = shown_part(
        officer_of(request), course, part, current_language(), request.GET.get("edition", "")
    )
    if shown is None:
        raise Http404
    return render(request, "reports/law_watch_part.html", {"part": shown})


@operator_page(Right.CONTENT)
@require_GET
def law_watch_operator(request: HttpRequest) -> HttpResponse:
    """The same over the catalogue, and the editions that are concerned."""
    language = current_language()
    rows = watch_of_catalogue(language)
    context = {
        "rows": rows,
        "kits": watched_kits(rows, language),
        "editions": editions_concerned(language),
        "days": ahead_days(),
    }
    return render(request, "reports/law_watch_operator.html", context)
