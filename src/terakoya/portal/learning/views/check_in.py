"""出席する: a member notes on their own phone that they are in the room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ...accounts.access import current_member, learner_page
from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ...limits.networks import network_of
from ..access import get_session_by_token
from ..choices import CheckInWay
from ..errors import SurveyOpen
from ..forms.group_session import PinForm
from ..models import GroupSession
from ..selectors.courses import assigned_title, survey_at_stake
from ..selectors.group_session import own_attendance
from ..services import check_in, find_by_pin


@learner_page
@never_cache
@require_http_methods(["GET", "POST"])
def check_in_pin(request: HttpRequest) -> HttpResponse:
    """By the digits on the group's screen."""
    member = current_member(request)
    form = PinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            pin = form.cleaned_data["pin"]
            found = find_by_pin(member=member, pin=pin, network=network_of(request))
            return _come(request, found, CheckInWay.PIN)
    return form_page(request, "learning/check_in.html", {"form": form}, form)


@learner_page
@never_cache
@require_http_methods(["GET", "POST"])
def check_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """By the QR code on the group's screen; one tap more, so that no link notes anybody."""
    member = current_member(request)
    session = get_session_by_token(member, token)
    form = PinForm(request.POST if request.method == "POST" else None)
    form.fields.clear()
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return _come(request, session, CheckInWay.QR)
    context = {
        "form": form,
        "session": session,
        "title": assigned_title(session.assignment, current_language()),
        "attendance": own_attendance(member, session),
        "survey": survey_at_stake(member, session.assignment) if session.started_at else None,
    }
    return form_page(request, "learning/check_in_link.html", context, form)


def _come(request: HttpRequest, session: GroupSession, way: CheckInWay) -> HttpResponse:
    """Note them; where a survey would end by it, the page of the session asks first."""
    skips = request.POST.get("survey") == "skip"
    try:
        check_in(member=current_member(request), session=session, way=way, without_survey=skips)
    except SurveyOpen:
        if way == CheckInWay.QR:
            raise
    return redirect("learning:check-in-link", session.token)
