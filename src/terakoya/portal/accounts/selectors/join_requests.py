"""Requests to join that wait for an officer, each with the members it may be a double of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ...common import clock
from ..choices import JoinRequestState
from ..models import InviteLink, JoinRequest, Member, Organisation
from ..names import name_key
from ..seats import seats_of

PAGE: Final = 20
MOST_DOUBLES: Final = 5


@dataclass(frozen=True, slots=True)
class Double:
    """A member who may be the same person, and by what."""

    member: Member
    reason: str
    has_password: bool


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as the officer sees it; `alike`: other requests that look the same."""

    request: JoinRequest
    doubles: list[Double]
    alike: int
    from_network: int
    suggested_number: str


def waiting_requests(organisation: Organisation) -> QuerySet[JoinRequest, Any]:
    """Those that wait and have not run out, oldest first."""
    return JoinRequest.objects.filter(
        organisation=organisation, state=JoinRequestState.WAITING, expires_at__gt=clock.now()
    ).order_by("id")


def waiting_counts(link: InviteLink, network: str) -> tuple[int, int]:
    """How many wait in the organisation, and how many of them from one network; one statement."""
    rows = waiting_requests(link.organisation).order_by()
    counts = rows.aggregate(all=Count("id"), here=Count("id", filter=Q(network=network)))
    return counts["all"], counts["here"]


def most_waiting(organisation: Organisation) -> int:
    """How many may wait at a time: twice the seats, and never fewer than 200."""
    return max(200, 2 * seats_of(organisation))


def request_rows(organisation: Organisation, requests: Sequence[JoinRequest]) -> list[RequestRow]:
    """The requests of a page with their likely doubles; four statements, however many."""
    found = _candidates(organisation, requests)
    networks = _counts(organisation, "network", [one.network for one in requests])
    readings = _counts(organisation, "name_kana", [one.name_kana for one in requests])
    free = free_number(organisation)
    return [
        RequestRow(
            request=one,
            doubles=_doubles_of(one, found),
            alike=readings.get(one.name_kana, 1) - 1,
            from_network=networks.get(one.network, 1),
            suggested_number=one.employee_number or free,
        )
        for one in requests
    ]


def free_number(organisation: Organisation) -> str:
    """A number for somebody who has none: P-0001 and so on, the first after those given."""
    given = Member.objects.filter(
        organisation=organisation, employee_number__regex=r"^P-[0-9]{4}$"
    ).order_by("-employee_number")
    last = given.values_list("employee_number", flat=True).first()
    return f"P-{int(last[2:]) + 1:04d}" if last else "P-0001"


def _candidates(organisation: Organisation, requests: Sequence[JoinRequest]) -> list[Member]:
    """Members with one of the numbers, readings or names, spaces ignored; one statement."""
    numbers = {one.employee_number for one in requests if one.employee_number}
    readings = {_packed(one.name_kana) for one in requests if one.name_kana}
    names = {_packed(one.name) for one in requests} | {name_key(one.name) for one in requests}
    rows = Member.objects.filter(organisation=organisation).annotate(
        reading=Replace("name_kana", Value(" "), Value("")),
        packed=Replace("name", Value(" "), Value("")),
    )
    wanted = Q(employee_number__in=numbers) | Q(reading__in=readings) | Q(packed__in=names)
    return list(rows.filter(wanted).select_related("person").order_by("id")[: 50 * MOST_DOUBLES])


def _doubles_of(request: JoinRequest, members: Sequence[Member]) -> list[Double]:
    found = []
    for member in members:
        reasons = [
            word
            for word, is_same in (
                (_("社員番号が同じ"), _same(member.employee_number, request.employee_number)),
                (_("フリガナが同じ"), _same(_packed(member.name_kana), _packed(request.name_kana))),
                (_("氏名が同じ"), name_key(member.name) == name_key(request.name)),
            )
            if is_same
        ]
        if reasons:
            has_password = member.person.has_usable_password() or bool(member.person.email)
            found.append(
                Double(member, pgettext("between facts", "・").join(reasons), has_password)
            )
    return sorted(found, key=lambda one: -len(one.reason))[:MOST_DOUBLES]


def _same(one: str | None, other: str) -> bool:
    return bool(one) and one == other


def _packed(text: str) -> str:
    return "".join(text.split())


def _counts(organisation: Organisation, field: str, values: Sequence[str]) -> dict[str, int]:
    rows = waiting_requests(organisation).order_by().filter(**{f"{field}__in": values})
    return dict(rows.values_list(field).annotate(Count("id")))
