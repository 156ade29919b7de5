"""Pages of the law watch: for officers their own courses, for the operator all of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from ..accounts.access import officer_of, officer_page, operator_page
from .law_watch import ahead_days, editions_concerned, watch_of_catalogue, watch_of_organisation


@officer_page
@require_GET
def law_watch(request: HttpRequest) -> HttpResponse:
    """根拠の確認: which slides and questions of our courses rest on a fact that ends or changed."""
    rows = watch_of_organisation(officer_of(request), get_language() or "ja")
    return render(request, "reports/law_watch.html", {"rows": rows, "days": ahead_days()})


@operator_page
@require_GET
def law_watch_operator(request: HttpRequest) -> HttpResponse:
    """The same over the catalogue, and the editions that are concerned."""
    language = get_language() or "ja"
    context = {
        "rows": watch_of_catalogue(language),
        "editions": editions_concerned(language),
        "days": ahead_days(),
    }
    return render(request, "reports/law_watch_operator.html", context)
