"""所属の受講状況: a supervisor's own unit, and a reminder to those who are late."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ..accounts.access import supervisor_of, supervisor_page, units_led_by
from ..accounts.models import Member
from ..common.errors import PortalError
from ..common.languages import current_language
from ..learning.access import get_assignment_of_organisation
from ..learning.models import Assignment
from ..learning.selectors.assignments import first_shown, titled_assignments
from ..learning.standing_choice import Choice
from ..reminders.services import remind_members
from ..reminders.wording import LANGUAGES, usual_words
from .status_list import status_rows, status_values
from .unit import Unit

PAGE = 50
MOST_TICKED = 1000
SHOWN_STATES = ("late", "all", "running", "new", "leave", "completed")


@supervisor_page
@require_GET
def unit(request: HttpRequest) -> HttpResponse:
    """Who of the unit has begun, completed, is late; no score and no time."""
    supervisor = supervisor_of(request)
    titled = titled_assignments(supervisor, current_language())
    wanted = request.GET.get("assignment", "")
    chosen = next((pair for pair in titled if str(pair[0].uuid) == wanted), first_shown(titled))
    assignment = chosen[0] if chosen else None
    own = Unit(units_led_by(supervisor))
    context = {"unit": own, "assignments": titled, "assignment": assignment}
    if assignment is not None:
        state = request.GET.get("state", "all")
        state = state if state in SHOWN_STATES else "all"
        members = status_values(own.members(assignment, state))
        page = Paginator(members, PAGE).get_page(request.GET.get("page"))
        context |= {
            "funnel": own.funnel(assignment),
            "state": state,
            "page": page,
            "rows": list(status_rows(page.object_list)),
        }
    return render(request, "reports/unit.html", context)


@supervisor_page
@require_POST
def unit_remind(request: HttpRequest, assignment: uuid.UUID) -> HttpResponse:
    """Send the usual reminder to the ticked, or to all of the unit who are late."""
    supervisor = supervisor_of(request)
    found = get_assignment_of_organisation(supervisor, assignment)
    _remind(request, supervisor, found)
    query = urlencode({"assignment": str(found.uuid), "state": "late"})
    return redirect(f"{reverse('reports:unit')}?{query}")


def _remind(request: HttpRequest, supervisor: Member, assignment: Assignment) -> None:
    ticked = [uuid.UUID(one) for one in request.POST.getlist("member")[:MOST_TICKED] if _is_id(one)]
    own = Unit(units_led_by(supervisor))
    members = own.open_uuids(assignment, ticked, MOST_TICKED)
    if not members:
        messages.warning(
            request, _("案内を送る人がいません。期限を過ぎた人か、選んだ人に送ります。")
        )
        return
    texts = {language: usual_words(language) for language in LANGUAGES}
    try:
        remind_members(
            by=supervisor, assignment=assignment, choice=Choice(members=members), texts=texts
        )
    except PortalError as error:
        messages.warning(request, str(error))
        return
    told = _("%(n)d名への案内を受け付けました。3日以内に案内した人には送りません。")
    messages.success(request, told % {"n": len(members)})


def _is_id(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False
