"""Whose record somebody may open, and how much of it; strangers get 404."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from ..accounts.access import current_member, get_member_for, learner_page, units_led_by
from ..accounts.landing import landing_of
from ..accounts.models import DepartmentMembership, Member


@dataclass(frozen=True)
class Sight:
    """A person's record as one reader may see it."""

    member: Member
    sees_scores: bool
    may_act: bool


def sight_of(reader: Member, member_uuid: uuid.UUID) -> Sight:
    """Officers see everything and act, auditors see it; supervisors see their own unit's people
    without scores. Everybody else, and for anybody else, 404.
    """
    if reader.reads_records:
        return Sight(get_member_for(reader, member_uuid), True, reader.is_officer)
    if not reader.leads_unit:
        raise Http404
    member = get_member_for(reader, member_uuid)
    below = Q(pk__in=[])
    for department in units_led_by(reader):
        below |= Q(department__path__startswith=department.path)
    if not DepartmentMembership.objects.filter(below, member=member, until_on=None).exists():
        raise Http404
    return Sight(member, False, False)


def home_page(view: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The officers' first page; supervisors and auditors are led to theirs, others get 404."""

    @wraps(view)
    def page(request: HttpRequest) -> HttpResponseBase:
        reader = current_member(request)
        if reader.is_officer:
            return view(request)
        if reader.leads_unit or reader.reads_records:
            return redirect(landing_of(request))
        raise Http404

    return learner_page(page)
