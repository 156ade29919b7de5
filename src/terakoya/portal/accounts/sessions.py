"""Beginning and ending sessions; the only place that writes them."""

from __future__ import annotations

from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest

from .access import SESSION_KEY
from .models import Member, Person

BACKEND = "terakoya.portal.accounts.backends.EmailBackend"


def sign_in_as(request: HttpRequest, member: Member) -> None:
    """Sign the member's person in, acting as this member. Costs three or four statements."""
    sign_in_person(request, member.person)
    act_as(request, member)


def sign_in_person(request: HttpRequest, person: Person) -> None:
    """Sign a person in; the next page finds out as which member (access.find_current_member)."""
    login(request, person, backend=BACKEND)
    _forget_member(request)


def act_as(request: HttpRequest, member: Member) -> None:
    """Go on as this member of the signed-in person."""
    _forget_member(request)
    request.session[SESSION_KEY] = str(member.uuid)


def keep_session(request: HttpRequest, person: Person) -> None:
    """Keep this session after the person's password or session version changed; others end."""
    update_session_auth_hash(request, person)


def sign_out(request: HttpRequest) -> None:
    """Forget everything of the session on this device."""
    logout(request)
    _forget_member(request)


def _forget_member(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
    if hasattr(request, "member"):
        del request.member
