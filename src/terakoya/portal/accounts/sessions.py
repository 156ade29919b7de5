"""Beginning and ending sessions; the only place that writes them."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY as PERSON_KEY
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest

from ..common import clock
from .access import ID_KEY, SESSION_KEY, UNTIL_KEY, MemberRequest, note_confirmed
from .choices import SignInWay
from .ended_sessions import new_session_id
from .models import Member, Person
from .services import end_session, record_sign_in, record_sign_out

BACKEND = "terakoya.portal.accounts.backends.EmailBackend"


def sign_in_as(request: HttpRequest, member: Member, way: SignInWay) -> None:
    """Sign the member's person in, acting as this member. Costs two or three statements."""
    _begin(request, member.person)
    record_sign_in(by=member.person, way=way, member=member)
    act_as(request, member)


def sign_in_person(request: HttpRequest, person: Person, way: SignInWay) -> None:
    """Sign a person in, as their only member; of several the next page finds out as which."""
    _begin(request, person)
    member = record_sign_in(by=person, way=way)
    if member is not None:
        act_as(request, member)


def act_as(request: HttpRequest, member: Member) -> None:
    """Go on as this member of the signed-in person."""
    _forget_member(request)
    request.session[SESSION_KEY] = str(member.uuid)
    if member.read_roles is not None:
        cast(MemberRequest, request).member = member


def keep_session(request: HttpRequest, person: Person) -> None:
    """Keep this session after the person's password or session version changed; others end."""
    update_session_auth_hash(request, person)


def sign_out(request: HttpRequest) -> None:
    """End this session, here and wherever a copy of its cookie is."""
    _end_present(request)
    logout(request)
    _forget_member(request)


def _begin(request: HttpRequest, person: Person) -> None:
    """Begin a session with an end of its own; one that was there ends, whoever's it was."""
    if _end_present(request):
        person.refresh_from_db(fields=["session_version"])
    login(request, person, backend=BACKEND)
    request.session[ID_KEY] = new_session_id()
    request.session[UNTIL_KEY] = int(clock.now().timestamp()) + settings.SESSION_COOKIE_AGE
    note_confirmed(request)
    _forget_member(request)


def _end_present(request: HttpRequest) -> bool:
    """End the session of this request; False: there is none."""
    session = request.session
    if PERSON_KEY not in session or not isinstance(request.user, Person):
        return False
    session_id, until = str(session.get(ID_KEY, "")), int(session.get(UNTIL_KEY, 0))
    end_session(by=request.user, session_id=session_id, until=until)
    record_sign_out(by=request.user, member=getattr(request, "member", None))
    return True


def _forget_member(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
    if hasattr(request, "member"):
        del request.member
