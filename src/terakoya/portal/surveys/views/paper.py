"""A wave on paper: its sheets to hand out, looking through those that came back, counting once."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import officer_of, officer_page
from ...audit.services import record_soon
from ...common.errors import PortalError
from ...common.large_bodies import MEGABYTE, takes_files_in_memory
from ..access import get_paper_wave_for, get_wave_for
from ..choices import WaveState
from ..models import Wave
from ..paper_sheets import MOST_FILES, MOST_TOLD, SentFile, counted_by_unit
from ..selectors_opening import title_of
from ..selectors_paper import answer_workbook, paper_units, unit_names, workbook_parts
from ..services import check_sheets, count_sheets, sealed, turn_to_paper
from ..words import found_words, part_words
from .results import XLSX

MOST_BYTES: Final = 12 * MEGABYTE


@takes_files_in_memory(MOST_BYTES)
@officer_page
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def wave_paper(request: HttpRequest, paper_wave: uuid.UUID) -> HttpResponse:
    """Hand out, send what came back, look through it, count it."""
    officer = officer_of(request)
    found = get_paper_wave_for(officer, paper_wave)
    if found.state == WaveState.CLOSED and request.method == "GET":
        return redirect("surveys:wave-result", wave=paper_wave)
    context = _page(found)
    try:
        if request.method == "POST" and request.POST.get("step") == "count":
            count_sheets(
                by=officer,
                wave=found,
                field=request.POST.get("counted", ""),
                is_confirmed="confirmed" in request.POST,
            )
            messages.success(request, _("数えて、公開しました。送られたファイルは残していません。"))
            return redirect("surveys:wave-result", wave=paper_wave)
        if request.method == "POST":
            context |= _findings(request, found)
    except PortalError as error:
        context["refusal"] = error
        return render(request, "surveys/wave_paper.html", context, status=error.status)
    return render(request, "surveys/wave_paper.html", context)


def _page(wave: Wave) -> dict[str, Any]:
    parts = [[unit.name for unit in part] for part in workbook_parts(paper_units(wave))]
    return {
        "wave": wave,
        "title": title_of(wave.revision),
        "headcount": sum(wave.cells.values_list("headcount", flat=True)),
        "parts": list(enumerate(part_words(parts), 1)),
        "sheet_languages": wave.revision.meta["languages"],
        "most_files": MOST_FILES,
        "megabytes": MOST_BYTES // MEGABYTE,
    }


@sensitive_variables()
def _findings(request: HttpRequest, wave: Wave) -> dict[str, Any]:
    sent = request.FILES.getlist("files")
    files = [SentFile(one.name or "", one.read()) for one in sent]
    found = check_sheets(wave=wave, files=files)
    return {
        "findings": found,
        "field": "" if found.problems else sealed(wave, found.counted),
        "counted": counted_by_unit(found.counted, unit_names(wave)),
        "told": found.remarks[:MOST_TOLD],
        "untold": max(0, len(found.remarks) - MOST_TOLD),
        "sentence": found_words(found),
    }


@officer_page
@require_GET
def paper_workbook(
    request: HttpRequest, paper_wave: uuid.UUID, sheet_language: str, sheet_list: int
) -> HttpResponse:
    """The workbook to print or to send round; noted in the audit log."""
    officer = officer_of(request)
    found = get_paper_wave_for(officer, paper_wave)
    parts = workbook_parts(paper_units(found))
    if sheet_language not in found.revision.meta["languages"] or not 1 <= sheet_list <= len(parts):
        raise Http404
    content = answer_workbook(found, sheet_language, parts[sheet_list - 1])
    record_soon(
        organisation_uuid=officer.organisation.uuid,
        actor_uuid=officer.person.uuid,
        verb="surveys.paper_handed_out",
        target=str(found.uuid),
    )
    name = f"survey-{found.kind}-{sheet_language}-{sheet_list}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@officer_page
@require_POST
def wave_to_paper(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """Move an online wave that nobody has answered to paper."""
    officer = officer_of(request)
    found = get_wave_for(officer, wave)
    turn_to_paper(by=officer, wave=found)
    messages.success(request, _("この回は、紙・Excelで集めます。用紙をダウンロードできます。"))
    return redirect("surveys:wave-paper", paper_wave=wave)
