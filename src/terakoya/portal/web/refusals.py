"""One place that answers refusals: JSON for scripts, else a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from ..common.errors import PortalError
from ..common.refusals import say_when


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a script that reads JSON."""
    return (
        request.content_type == "application/json"
        or request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    )


def refusal_response(request: HttpRequest, error: PortalError) -> HttpResponse:
    """The sentence of the refusal, with its status and code."""
    return say_when(_answer(request, error), error)


def _answer(request: HttpRequest, error: PortalError) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(
            {"error": {"code": error.code, "message": str(error), "field": error.field}},
            status=error.status,
        )
    return render(request, "web/refused.html", {"refusal": error}, status=error.status)
