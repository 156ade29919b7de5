"""Before a wave opens: its items, what the headcount can yield, and opening it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ...accounts.access import officer_of, officer_page
from ...common import clock
from ...common.languages import current_language
from ...common.refusals import refusals_on
from ..access import get_surveyed_assignment_for
from ..choices import Axis, Medium
from ..documents import write_document
from ..explanation import explanation_document
from ..forms import OpeningForm
from ..headcounts import expectations
from ..selectors import minutes_of, shown_items_of_wave, survey_of_wave
from ..selectors_opening import (
    first_wave_of,
    headcount_of,
    survey_revision_of,
    title_of,
    wave_to_come,
)
from ..services import open_first_wave


@officer_page
@require_http_methods(["GET", "POST"])
def wave_open(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """The survey as respondents see it, and the form that opens it."""
    officer = officer_of(request)
    found = get_surveyed_assignment_for(officer, assignment)
    opened, headcount = first_wave_of(found), headcount_of(found)
    form = OpeningForm(request.POST or None) if headcount.may_open and not opened else None
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        with refusals_on(form):
            new = open_first_wave(
                by=officer,
                assignment=found,
                axis=Axis(data["axis"]),
                medium=Medium(data["medium"]),
                closes_on=data["closes_on"],
                shares_company=data["shares_company"],
            )
            if new.is_on_paper:
                messages.success(request, _("意識調査を開きました。用紙をダウンロードできます。"))
                return redirect("surveys:wave-paper", paper_wave=new.uuid)
            messages.success(request, _("意識調査を開きました。数秒で受付が始まります。"))
            return redirect("surveys:wave-list")
    revision, language = survey_revision_of(found), current_language()
    wave = opened or wave_to_come(found, revision)
    context = {
        "assignment": found,
        "title": title_of(revision),
        "expectations": expectations(headcount),
        "form": form,
        "opened": opened,
        "survey": survey_of_wave(wave, language),
        "items": shown_items_of_wave(wave, language),
        "wave": wave,
        "desk": officer.organisation.variables.get("desk.name", ""),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "surveys/wave_open.html", context, status=status)


@officer_page
@require_GET
def explanation(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """実施説明書, two pages for a union or a works council."""
    officer = officer_of(request)
    found = get_surveyed_assignment_for(officer, assignment)
    revision = survey_revision_of(found)
    medium = Medium.PAPER if request.GET.get("medium") == Medium.PAPER else Medium.ONLINE
    wave = first_wave_of(found) or wave_to_come(found, revision, medium)
    document = explanation_document(
        organisation=officer.organisation.name,
        title=title_of(revision),
        survey=survey_of_wave(wave, current_language()),
        minutes=minutes_of(wave),
        headcount=headcount_of(found),
        wave=wave,
    )
    content = write_document(document, written_at=clock.now())
    headers = {"Content-Disposition": 'attachment; filename="survey-explanation.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
