"""マイ研修, and beginning a course."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..accounts.access import current_member, learner_page
from ..common.errors import PortalError
from .access import get_assignment_for, get_enrolment_for
from .selectors import my_courses, officers_to_ask
from .selectors_continuing import continuation_of
from .services import continue_enrolment, open_enrolment


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
    """Begin or go on with an assigned course: to its slide or test, or back with the reason."""
    member = current_member(request)
    found = get_assignment_for(member, assignment)
    try:
        enrolment = open_enrolment(member=member, assignment=found, language=get_language() or "ja")
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("learning:my")
    to_test = request.POST.get("to") == "test"
    return redirect("learning:attempt" if to_test else "learning:enrolment", enrolment.uuid)


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
    continuation = continuation_of(found, get_language() or "ja")
    if continuation is None:
        return redirect("learning:my")
    return render(request, "learning/enrolment_continue.html", {"page": continuation})
