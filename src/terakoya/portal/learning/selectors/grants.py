"""How many seats of a grant are taken, by whom, and who could have one."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import (
    Case,
    Count,
    Exists,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from ...accounts.models import Member
from ...common import clock
from ..models import Enrolment, SeatHolder
from .progress import running_grants


def taken_seats(organisation_id: int, sources: Collection[str]) -> dict[str, int]:
    """Source of a grant → how many sit on its seats now; 0 is left out. One statement."""
    held = SeatHolder.objects.filter(
        organisation_id=organisation_id, until_on=None, seat__grant__source__in=sources
    )
    return dict(held.values_list("seat__grant__source").annotate(n=Count("id")).order_by())


def seats_by_department(organisation_ids: Collection[int]) -> dict[tuple[int, str], int]:
    """(Organisation, path of the member's department or "") → seats held now; one statement."""
    now = FilteredRelation(
        "member__departments", condition=Q(member__departments__until_on__isnull=True)
    )
    held = SeatHolder.objects.filter(organisation_id__in=organisation_ids, until_on=None)
    rows = (
        held.annotate(post=now)
        .order_by()
        .values_list("organisation_id", "post__department__path")
        .annotate(n=Count("id"))
    )
    return {(organisation, path or ""): n for organisation, path, n in rows}


def were_seats_taken(organisation_id: int, sources: Collection[str]) -> bool:
    """Whether anybody has ever sat on a seat of these grants; one statement."""
    held = SeatHolder.objects.filter(
        organisation_id=organisation_id, seat__grant__source__in=sources
    )
    return held.exists()


def holders_of(organisation_id: int, sources: Collection[str]) -> QuerySet[SeatHolder]:
    """Who sits on the seats of these grants now: whose seat is needed least comes first.

    Each row has `is_gone` (left the organisation), `is_done` (completed the course), `has_begun`
    and `is_fresh` (the seat was given on this month already).
    """
    today = clock.today()
    runs = Enrolment.objects.filter(
        member_id=OuterRef("member_id"), assignment__course_id=OuterRef("seat__grant__course_id")
    )
    given_on = SeatHolder.objects.filter(
        seat_id=OuterRef("seat_id"), until_on__gte=today.replace(day=1)
    )
    is_gone = Q(member__left_on__lte=today)
    need = Case(
        When(is_gone, then=Value(0)),
        When(is_done=True, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = SeatHolder.objects.filter(
        organisation_id=organisation_id, until_on=None, seat__grant__source__in=sources
    )
    return (
        found.select_related("member", "seat__grant")
        .annotate(
            is_done=Exists(runs.filter(completed_at__isnull=False)),
            has_begun=Exists(runs.filter(first_slide_at__isnull=False)),
            is_fresh=Exists(given_on),
            is_gone=Case(When(is_gone, then=Value(True)), default=Value(False)),
        )
        .annotate(need=need)
        .order_by("need", "member__name_kana", "member__name", "id")
    )


def named_holders(holders: QuerySet[SeatHolder], words: str) -> QuerySet[SeatHolder]:
    """Those of them whose name, reading or employee number has these words."""
    return holders.filter(_named(words, "member__")) if words.strip() else holders


def _named(words: str, path: str = "") -> Q:
    text = unicodedata.normalize("NFKC", words).strip()
    columns = ("name", "name_kana", "employee_number")
    return reduce(or_, (Q(**{f"{path}{column}__icontains": text}) for column in columns))


def candidates_for(organisation_id: int, course_id: int, words: str) -> QuerySet[Member]:
    """Whom a seat of a course may be given, found by name or number; who has begun comes first."""
    waiting = Enrolment.objects.filter(
        member=OuterRef("pk"), assignment__course=course_id, completed_at=None
    )
    found = without_seat_of(organisation_id, course_id)
    if words.strip():
        found = found.filter(_named(words))
    return found.annotate(waits=Exists(waiting)).order_by("-waits", "name_kana", "name", "id")


def without_seat_of(organisation_id: int, course_id: int) -> QuerySet[Member]:
    """Present members who sit on no running seat of a course, by name."""
    seated = SeatHolder.objects.filter(
        until_on=None, seat__grant__in=running_grants(organisation_id).filter(course=course_id)
    )
    present = Member.objects.present().filter(organisation_id=organisation_id)
    return present.exclude(pk__in=seated.values("member_id")).order_by("name_kana", "name", "id")
