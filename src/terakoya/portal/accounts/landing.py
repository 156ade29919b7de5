"""Which page somebody sees first after signing in: the one of their role."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url

from .access import find_current_member
from .models import Member, Person


def landing_of(request: HttpRequest) -> str:
    """The first page of the member this session acts as, マイ研修 for learners; without one the
    operator's, or the page to choose as whom.

    One statement, unless the request has read its member, as signing in has.
    """
    member = find_current_member(request)
    if member is not None:
        return resolve_url(_page_of(member))
    is_operator = isinstance(request.user, Person) and request.user.is_operator
    return resolve_url("operator:home" if is_operator else "accounts:organisations")


def _page_of(member: Member) -> str:
    if member.organisation.is_house:
        return "operator:home"
    if member.is_officer:
        return "reports:home"
    if member.leads_unit:
        return "reports:unit"
    if member.reads_records:
        return "reports:status"
    return settings.LOGIN_REDIRECT_URL
