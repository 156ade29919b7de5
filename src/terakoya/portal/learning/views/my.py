"""マイ研修, and beginning a course."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.validators import slug_re
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import current_member, learner_page
from ...accounts.models import Member
from ...common.errors import PortalError
from ...common.languages import current_language
from ..access import get_assignment_for, get_enrolment_for
from ..models import Assignment
from ..selectors.continuing import continuation_of
from ..selectors.courses import my_courses, next_start_of, officers_to_ask, survey_at_stake
from ..selectors.policies import version_to_read
from ..services import continue_enrolment, open_enrolment, open_first_slide


@learner_page
@require_GET
def my(request: HttpRequest) -> HttpResponse:
    """マイ研修: what to go on with, due dates, certificates, whom to ask."""
    member = current_member(request)
    courses = my_courses(member, current_language())
    context = {
        "member": member,
        "is_officer": not courses and member.is_officer,
        "current": [one for one in courses if one.state != "completed"],
        "completed": [one for one in courses if one.state == "completed"],
        "officers": [] if courses else officers_to_ask(member),
        "next_on": None if courses else next_start_of(member),
    }
    return render(request, "learning/my.html", context)


@learner_page
@require_GET
def assignment_start(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """Ask once whether to begin without the survey before the course."""
    member = current_member(request)
    found = get_assignment_for(member, assignment)
    context = {
        "assignment": found,
        "survey": survey_at_stake(member, found),
        "slide": request.GET.get("slide", ""),
    }
    return render(request, "learning/assignment_start.html", context)


@learner_page
@require_POST
def assignment_begin(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """Begin or go on with an assigned course: to its slide or test, or back with the reason."""
    member = current_member(request)
    found = get_assignment_for(member, assignment)
    if version_to_read(member, found) is not None:
        keep = {name: request.POST.get(name, "") for name in ("slide", "survey")}
        keep["to"] = request.POST.get("to", "course")
        return redirect(f"{reverse('learning:policy-read', args=[found.uuid])}?{urlencode(keep)}")
    return way_into(request, member, found)


def way_into(request: HttpRequest, member: Member, found: Assignment) -> HttpResponse:
    """Ask for the survey, if one is at stake, or open the course where the learner goes on."""
    without_survey = request.POST.get("survey") == "skip"
    if not without_survey and survey_at_stake(member, found):
        return redirect("learning:assignment-start", found.uuid)
    try:
        enrolment = open_enrolment(member=member, assignment=found, language=current_language())
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("learning:my")
    if without_survey:
        open_first_slide(enrolment=enrolment, without_survey=True)
    return redirect(_way_on(request.POST, enrolment.uuid))


def _way_on(sent: QueryDict, enrolment: uuid.UUID) -> str:
    """To the test, to the slide that was asked for, or to where the learner stopped."""
    if sent.get("to") == "test":
        return reverse("learning:attempt", args=[enrolment])
    slide = sent.get("slide", "")
    if slide and slug_re.fullmatch(slide):
        return reverse("learning:slide", args=[enrolment, slide])
    return reverse("learning:enrolment", args=[enrolment])


@learner_page
@require_http_methods(["GET", "POST"])
def enrolment_continue(request: HttpRequest, enrolment: uuid.UUID) -> HttpResponse:
    """What going on on the newest revision means, and doing it."""
    member = current_member(request)
    found = get_enrolment_for(member, enrolment)
    if request.method == "POST":
        try:
            run = continue_enrolment(member=member, enrolment=found.uuid)
        except PortalError as error:
            messages.error(request, str(error))
            return redirect("learning:my")
        messages.success(request, _("新しい版に移りました。終えたスライドは引き継ぎました。"))
        return redirect("learning:enrolment", enrolment=run.uuid)
    continuation = continuation_of(found, current_language())
    if continuation is None:
        return redirect("learning:my")
    return render(request, "learning/enrolment_continue.html", {"page": continuation})
