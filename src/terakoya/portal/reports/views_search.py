"""検索: people and courses, from the head of every manage page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..accounts.access import reader_of, records_page
from ..accounts.selectors import department_tree
from ..common.languages import current_language
from .search import search, words_of_search


@records_page
@require_GET
def manage_search(request: HttpRequest) -> HttpResponse:
    """Names, readings, numbers, addresses; courses and assignments."""
    reader = reader_of(request)
    text = request.GET.get("q", "")[:100]
    found = None
    if words_of_search(text):
        found = search(reader, text, department_tree(reader.organisation), current_language())
    return render(request, "reports/search.html", {"text": text, "found": found})
