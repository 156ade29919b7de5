"""The results of a closed wave, for officers: page, workbook, PDF and the board's deck."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from ...accounts.access import officer_of, officer_page
from ...accounts.models import Member
from ...audit.services import record_soon
from ...common import clock
from ..access import get_wave_for
from ..documents import write_document
from ..heat_map import heat_rows
from ..result_deck import result_deck
from ..result_document import result_document
from ..result_page import result_page, why_nothing
from ..result_words import coming_words, not_compared
from ..result_workbook import result_workbook
from ..selectors_results import CourseResults, course_results

UNITS_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@officer_page
@require_GET
def wave_result(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """The result page; that it was opened is noted in the audit log."""
    officer = officer_of(request)
    results = course_results(get_wave_for(officer, wave))
    shown = result_page(results)
    context = {
        "results": results,
        "wave": results.chosen.wave,
        "shown": shown,
        "not_compared": not_compared(results),
    }
    if shown is None:
        context |= {"why": why_nothing(results), "coming": coming_words(results)}
        return render(request, "surveys/wave_result_none.html", context)
    page = Paginator(shown.units, UNITS_A_PAGE).get_page(request.GET.get("page"))
    _note(officer, wave, "surveys.result_viewed")
    context |= {"page": page, "rows": heat_rows(results, list(page.object_list))}
    return render(request, "surveys/wave_result.html", context)


@officer_page
@require_GET
def result_xlsx(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """All units and comments of the published table; noted in the audit log."""
    officer = officer_of(request)
    results = course_results(get_wave_for(officer, wave))
    if (page := result_page(results)) is None:
        return redirect("surveys:wave-result", wave=wave)  # says why there is nothing
    content = result_workbook(results, page, written_at=_closed_at(results))
    _note(officer, wave, "surveys.result_exported")
    return _file(content, XLSX, results, "xlsx")


@officer_page
@require_GET
def result_pdf(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """All units of the published table, to be printed; noted in the audit log."""
    officer = officer_of(request)
    results = course_results(get_wave_for(officer, wave))
    if (page := result_page(results)) is None:
        return redirect("surveys:wave-result", wave=wave)
    document = result_document(results, page, officer.organisation.name)
    content = write_document(document, written_at=_closed_at(results))
    _note(officer, wave, "surveys.result_exported")
    return _file(content, "application/pdf", results, "pdf")


@officer_page
@require_GET
def result_pptx(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """A short deck for the board, of the published table; noted in the audit log."""
    officer = officer_of(request)
    results = course_results(get_wave_for(officer, wave))
    if (page := result_page(results)) is None:
        return redirect("surveys:wave-result", wave=wave)
    content = result_deck(results, page, officer.organisation.name)
    _note(officer, wave, "surveys.result_exported")
    return _file(content, PPTX, results, "pptx")


def _closed_at(results: CourseResults) -> dt.datetime:
    return results.chosen.wave.closed_at or clock.now()


def _file(content: bytes, kind: str, results: CourseResults, suffix: str) -> HttpResponse:
    name = f"survey-{results.chosen.wave.kind}-{_closed_at(results):%Y%m%d}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _note(officer: Member, wave: uuid.UUID, verb: str) -> None:
    record_soon(
        organisation_uuid=officer.organisation.uuid,
        actor_uuid=officer.person.uuid,
        verb=verb,
        target=str(wave),
    )
