"""テストと学習の分析: which questions want mending, and where people stop; for officers alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..accounts.access import officer_of, officer_page
from ..common import clock
from ..common.languages import current_language
from ..learning.selectors.assignments import titled_assignments
from .forms import AnalysisForm
from .item_analysis import analyse_items
from .item_statistics import FEWEST


@officer_page
@require_GET
def analysis(request: HttpRequest) -> HttpResponse:
    """The questions of an assignment's test with their figures, as of any day."""
    officer = officer_of(request)
    titled = titled_assignments(officer, current_language())
    form = AnalysisForm(request.GET, titled=titled)
    assignment, as_of = form.wanted()
    found = analyse_items(officer, assignment, as_of or clock.today()) if assignment else None
    context = {"form": form, "assignment": assignment, "found": found, "fewest": FEWEST}
    return render(request, "reports/analysis.html", context)
