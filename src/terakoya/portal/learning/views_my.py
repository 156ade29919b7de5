"""マイ研修, and beginning a course."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from ..accounts.access import current_member, learner_page
from ..common.errors import PortalError
from .access import get_assignment_for
from .selectors import my_courses, officers_to_ask
from .services import open_enrolment


@learner_page
@require_GET
def my(request: HttpRequest) -> HttpResponse:
    """マイ研修: what to go on with, due dates, certificates, whom to ask."""
    member = current_member(request)
    courses = my_courses(member, get_language() or "ja")
    context = {
        "member": member,
        "current": [one for one in courses if one.state != "completed"],
        "completed": [one for one in courses if one.state == "completed"],
        "officers": [] if courses else officers_to_ask(member),
    }
    return render(request, "learning/my.html", context)


@learner_page
@require_POST
def assignment_begin(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """Begin or go on with an assigned course: to its slide, or back with the reason."""
    member = current_member(request)
    found = get_assignment_for(member, assignment)
    try:
        enrolment = open_enrolment(member=member, assignment=found, language=get_language() or "ja")
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("learning:my")
    return redirect("learning:enrolment", enrolment=enrolment.uuid)
