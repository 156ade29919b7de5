"""集合受講 for who leads it: opening, the screen, who came, the end."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...accounts.access import leader_of, leader_page
from ...accounts.emails import address_of
from ...catalogue.selectors import slide_page
from ...common.errors import PortalError
from ...common.languages import current_language
from ...common.qr import qr_markup
from ...common.refusals import form_page, refusals_on
from ..access import get_attendance_for, get_group_session_for
from ..forms.group_session import GroupSessionForm
from ..models import GroupSession
from ..selectors.courses import assigned_title
from ..selectors.group_session import (
    MOST_SHOWN,
    attendances_of,
    members_to_tick,
    missing_slides,
    open_assignments,
    screen_of,
    sessions_of,
)
from ..services import (
    end_group_session,
    let_leave,
    open_group_session,
    pause_screen,
    show_slide,
    strike_out,
    tick_members,
)
from ..services.group_sessions import first_slide_of

PAGE = 20


@leader_page
@require_http_methods(["GET", "POST"])
def group_session_list(request: HttpRequest) -> HttpResponse:
    """The sessions there were, and opening one."""
    leader = leader_of(request)
    language = current_language()
    assignments = [(one, assigned_title(one, language)) for one in open_assignments(leader)]
    is_post = request.method == "POST"
    form = GroupSessionForm(
        request.POST if is_post else None,
        assignments=assignments,
        initial={"language": language, "assignment": request.GET.get("assignment")},
    )
    if is_post and form.is_valid():
        with refusals_on(form):
            session = open_group_session(by=leader, **form.values)
            return redirect("learning:group-session", session.uuid)
    page = Paginator(sessions_of(leader), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "sessions": [(one, assigned_title(one.assignment, language)) for one in page.object_list],
        "has_assignments": bool(assignments),
    }
    return form_page(request, "learning/group_session_list.html", context, form)


@leader_page
@require_GET
def group_session(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """Who has come, the ways in, what still counts for nobody, and the end."""
    leader = leader_of(request)
    found = get_group_session_for(leader, session)
    words = request.GET.get("q", "")[:100]
    to_tick = Paginator(members_to_tick(leader, found, words), MOST_SHOWN)
    context = {
        "session": found,
        "title": assigned_title(found.assignment, current_language()),
        "is_running": found.ended_at is None,
        "came": Paginator(attendances_of(found), MOST_SHOWN).get_page(request.GET.get("page")),
        "to_tick": to_tick.get_page(request.GET.get("list")) if found.ended_at is None else None,
        "words": words,
        "missing": missing_slides(found),
        **_way_in(found),
    }
    return render(request, "learning/group_session.html", context)


@leader_page
@require_POST
def group_session_tick(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """Note the ticked members as present, from the beginning or from now on."""
    leader = leader_of(request)
    found = get_group_session_for(leader, session)
    ticked = [one for one in request.POST.getlist("member")[:MOST_SHOWN] if _is_id(one)]
    members = list(
        members_to_tick(leader, found)
        .select_related("person", "organisation")
        .filter(uuid__in=ticked)
    )
    is_late = request.POST.get("since") == "now"
    try:
        count, refused = tick_members(
            by=leader, session=found, members=members, from_beginning=not is_late
        )
        messages.success(request, _("%(n)d名を出席にしました。") % {"n": count})
        for sentence in refused:
            messages.warning(request, sentence)
    except PortalError as error:
        messages.error(request, str(error))
    return redirect("learning:group-session", found.uuid)


@leader_page
@require_POST
def group_session_person(request: HttpRequest, session: uuid.UUID, attendance: int) -> HttpResponse:
    """Somebody left early, or is not in the room."""
    leader = leader_of(request)
    found = get_group_session_for(leader, session)
    one = get_attendance_for(found, attendance)
    try:
        if request.POST.get("act") == "strike":
            strike_out(by=leader, attendance=one)
        elif request.POST.get("act") == "leave":
            let_leave(by=leader, attendance=one)
        else:
            raise Http404
    except PortalError as error:
        messages.error(request, str(error))
    return redirect("learning:group-session", found.uuid)


@leader_page
@require_POST
def group_session_end(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """End it; everybody's share is written."""
    leader = leader_of(request)
    found = get_group_session_for(leader, session)
    end_group_session(by=leader, session=found)
    messages.success(request, _("集合受講を終了し、出席した人の記録に書きました。"))
    return redirect("learning:group-session", found.uuid)


@leader_page
@require_http_methods(["GET", "POST"])
def group_screen(request: HttpRequest, session: uuid.UUID) -> HttpResponse:
    """To the slide where the screen goes on; sent: a break."""
    leader = leader_of(request)
    found = get_group_session_for(leader, session)
    if request.method == "POST":
        try:
            pause_screen(session=found)
            messages.info(
                request, _("画面を止めました。止めている間は、だれの時間にも数えません。")
            )
        except PortalError as error:
            messages.error(request, str(error))
        return redirect("learning:group-session", found.uuid)
    return redirect("learning:group-slide", found.uuid, first_slide_of(found))


@leader_page
@require_http_methods(["GET", "POST"])
def group_slide(request: HttpRequest, session: uuid.UUID, slide: str) -> HttpResponse:
    """A slide for the room, large; sent: it is on the screen from now on."""
    leader = leader_of(request)
    found = get_group_session_for(leader, session)
    screen = screen_of(found, slide)
    if screen is None:
        raise Http404
    if request.method == "POST":
        try:
            show_slide(by=leader, session=found, slide=slide)
        except PortalError as error:
            messages.error(request, str(error))
            return redirect("learning:group-session", found.uuid)
        return redirect("learning:group-slide", found.uuid, slide)
    shown = found.showings.filter(until_at=None, slide_id=slide).exists()
    context = {
        "session": found,
        "screen": screen,
        "slide": slide_page(found.revision_id, found.language, slide),
        "is_shown": shown,
        "came": found.attendances.count(),
        **_way_in(found),
    }
    return render(request, "learning/group_slide.html", context)


def _way_in(session: GroupSession) -> dict[str, str]:
    """The QR code and the digits; nothing once it has ended."""
    if session.ended_at is not None:
        return {}
    address = address_of("learning:check-in-link", token=session.token)
    return {"qr": qr_markup(address, scale=5), "pin": f"{session.pin[:3]} {session.pin[3:]}"}


def _is_id(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False
