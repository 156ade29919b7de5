"""The first page of the operator's desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ...accounts.access import operator_page, rights_of
from ...accounts.choices import Right
from ...common import clock
from ...common.languages import current_language
from ..selectors.home import home_of


@operator_page
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What needs the seller's people today, as far as the reader's rights reach."""
    rights = rights_of(request)
    context = {
        "page": home_of(rights, current_language()),
        "now": clock.now(),
        "finds_customers": Right.SUPPORT in rights,
    }
    return render(request, "operator/home.html", context)
