"""The results of a closed wave, for officers."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ...accounts.access import officer_of, officer_page
from ...audit.services import record_soon
from ..access import get_wave_for
from ..heat_map import heat_rows
from ..result_page import result_page, why_nothing
from ..selectors_results import course_results

UNITS_A_PAGE = 50


@officer_page
@require_GET
def wave_result(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """The result page; that it was opened is noted in the audit log."""
    officer = officer_of(request)
    results = course_results(get_wave_for(officer, wave))
    shown = result_page(results)
    context = {"results": results, "wave": results.chosen.wave, "shown": shown}
    if shown is None:
        context["why"] = why_nothing(results)
        return render(request, "surveys/wave_result_none.html", context)
    page = Paginator(shown.units, UNITS_A_PAGE).get_page(request.GET.get("page"))
    record_soon(
        organisation_uuid=officer.organisation.uuid,
        actor_uuid=officer.person.uuid,
        verb="surveys.result_viewed",
        target=str(wave),
    )
    context |= {"page": page, "rows": heat_rows(results, list(page.object_list))}
    return render(request, "surveys/wave_result.html", context)
