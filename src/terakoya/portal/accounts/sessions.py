"""Beginning and ending sessions; the only place that writes them."""

from __future__ import annotations

import uuid
from typing import Any, Final, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY as PERSON_KEY
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest

from ..common import clock
from .access import ID_KEY, SESSION_KEY, UNTIL_KEY, MemberRequest, note_confirmed
from .choices import SignInWay
from .ended_sessions import new_session_id
from .models import Member, Person
from .selectors import memberships_of
from .services import end_session, record_sign_in, record_sign_out

FIRST_STEP_KEY: Final = "first_step"
FIRST_STEP_SECONDS: Final = 600
BACKEND = "terakoya.portal.accounts.backends.EmailBackend"


def sign_in_as(request: HttpRequest, member: Member, way: SignInWay) -> None:
    """Sign the member's person in, acting as this member. Costs two or three statements.

    Who has a second factor is asked for it first (`finish_sign_in`).
    """
    if _needs_second_step(request, member.person):
        return _keep_first_step(request, member.person, way, member)
    _begin(request, member.person)
    record_sign_in(by=member.person, way=way, member=member)
    act_as(request, member)


def sign_in_person(request: HttpRequest, person: Person, way: SignInWay) -> None:
    """Sign a person in, as their only member; of several the next page finds out as which.

    Who has a second factor is asked for it first (`finish_sign_in`).
    """
    if _needs_second_step(request, person):
        return _keep_first_step(request, person, way)
    _begin(request, person)
    member = record_sign_in(by=person, way=way)
    if member is not None:
        act_as(request, member)


def waiting_person(request: HttpRequest) -> Person | None:
    """Who has taken the first step of signing in here and not the second, in time."""
    kept = request.session.get(FIRST_STEP_KEY)
    if not kept or clock.now().timestamp() > kept["until"]:
        return None
    person = Person.objects.filter(pk=kept["person"], is_active=True).first()
    if person is None or person.get_session_auth_hash() != kept["hash"]:
        return None
    return person


def is_waiting(request: HttpRequest) -> bool:
    """Whether a second step is asked for here."""
    return FIRST_STEP_KEY in request.session


def finish_sign_in(request: HttpRequest, person: Person, second: str) -> None:
    """Sign in who has taken both steps; `second` is how the second was taken."""
    kept = forget_first_step(request)
    way = SignInWay(kept["way"])
    _begin(request, person)
    named = memberships_of(person).with_roles().filter(uuid=kept["member"] or uuid.UUID(int=0))
    member = next((one.keep_roles() for one in named), None)
    member = record_sign_in(by=person, way=way, member=member, second=second)
    if member is not None:
        act_as(request, member)


def forget_first_step(request: HttpRequest) -> dict[str, Any]:
    """Begin anew: what was kept of the first step."""
    return dict(request.session.pop(FIRST_STEP_KEY, {}))


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


def _needs_second_step(request: HttpRequest, person: Person) -> bool:
    """Whether to ask for the second factor; not where the person is signed in here already."""
    if not person.has_second_factor:
        return False
    return not (request.user.is_authenticated and request.user.pk == person.pk)


def _keep_first_step(
    request: HttpRequest, person: Person, way: SignInWay, member: Member | None = None
) -> None:
    """Note who has shown a password or a link; nobody is signed in by it."""
    if _end_present(request):
        logout(request)
        _forget_member(request)
    request.session[FIRST_STEP_KEY] = {
        "person": person.pk,
        "member": str(member.uuid) if member else "",
        "way": str(way),
        "hash": person.get_session_auth_hash(),
        "until": int(clock.now().timestamp()) + FIRST_STEP_SECONDS,
    }


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
