"""操作の記録 of the operators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ...accounts.access import operator_page
from ...accounts.choices import Right
from ..forms import LogForm
from ..selectors.log import operators_log


@operator_page(*Right)
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """What operators did, newest first; for those who hold all rights."""
    before = LogForm(request.GET).before()
    context = {"page": operators_log(before), "is_first": before is None}
    return render(request, "operator/log.html", context)
