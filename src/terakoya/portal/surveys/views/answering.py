"""Answering: the survey, thanks, the self-check."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from ...accounts.access import current_member, learner_page
from ...accounts.models import Member
from ...common.errors import PortalError
from ...common.languages import current_language
from ...learning.access import get_enrolment_for
from ...learning.models import Enrolment
from ..access import get_shared_wave_for, get_wave_for
from ..errors import AlreadyAnswered
from ..heat_map import heat_row
from ..models import Wave
from ..result_page import why_nothing
from ..result_words import not_compared
from ..selectors import (
    leads_to_course,
    minutes_of,
    open_enrolment_of,
    shown_items,
    shown_items_of_wave,
    state_for,
    survey_of,
    survey_of_wave,
)
from ..selectors_results import course_results
from ..services import submit_answers
from ..words import why_not


@learner_page
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def wave_answer(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """The survey: what it promises, its items, and sending the answers once."""
    member = current_member(request)
    found = get_wave_for(member, wave)
    enrolment = open_enrolment_of(member, found)
    refusal: PortalError | None = None
    if request.method == "POST":
        answers = {
            key.removeprefix("item-"): str(value)
            for key, value in request.POST.items()
            if key.startswith("item-")
        }
        try:
            submit_answers(by=member, wave=found, enrolment=enrolment, answers=answers)
        except PortalError as error:
            refusal = error
        else:
            return redirect("surveys:wave-thanks", wave=found.uuid)
    context = _answer_page(member, found, enrolment, refusal)
    return render(request, "surveys/wave_answer.html", context, status=409 if refusal else 200)


def _answer_page(
    member: Member, wave: Wave, enrolment: Enrolment | None, refusal: PortalError | None
) -> dict[str, Any]:
    language = current_language()
    state = state_for(wave, enrolment, answered=isinstance(refusal, AlreadyAnswered))
    return {
        "wave": wave,
        "survey": survey_of_wave(wave, language),
        "items": shown_items_of_wave(wave, language),
        "minutes": minutes_of(wave),
        "refusal": refusal,
        "state": state,
        "why_not": "" if state == "open" else why_not(wave, enrolment, state),
        "desk": member.organisation.variables.get("desk.name", ""),
    }


@learner_page
@require_GET
def wave_thanks(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """Says that the answers arrived, clears the draft on the device, and leads to the course."""
    member = current_member(request)
    found = get_wave_for(member, wave)
    context = {"wave": found, "leads_to_course": leads_to_course(found, member)}
    return render(request, "surveys/wave_thanks.html", context)


@learner_page
@require_GET
def company_result(request: HttpRequest, wave: uuid.UUID) -> HttpResponse:
    """The company's row of a closed wave, for everybody whom it asked."""
    results = course_results(get_shared_wave_for(current_member(request), wave), shared_only=True)
    table = results.chosen.table
    context: dict[str, Any] = {
        "results": results,
        "wave": results.chosen.wave,
        "not_compared": not_compared(results),
    }
    if table is not None and table.company is not None:
        company = heat_row(results, table.company, "")
        names = [results.name_of(topic) for topic in results.scored_topics]
        context |= {"company": company, "topics": list(zip(names, company.cells, strict=True))}
    else:
        context["why"] = why_nothing(results)
    return render(request, "surveys/company_result.html", context)


@learner_page
@require_GET
def self_check(request: HttpRequest, enrolment: uuid.UUID) -> HttpResponse:
    """For organisations under 5 members: scored on the device, nothing is sent or stored."""
    found = get_enrolment_for(current_member(request), enrolment)
    language = current_language()
    context = {
        "survey": survey_of(found.revision_id, language),
        "items": shown_items(found.revision_id, language),
    }
    return render(request, "surveys/self_check.html", context)
