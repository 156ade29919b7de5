"""Members whom no mail reaches: what was sent to their address came back."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from ...delivery.choices import BounceKind
from ...delivery.models import Bounce
from ..models import Member, Organisation

PROVEN = Q(person__email__isnull=False, person__email_confirmed_at__isnull=False)


def returned_from(kind: BounceKind | None = None) -> Q:
    """Members from whose address mail came back: their own where it is proven, else the roster's.

    `kind`: for one reason alone.
    """
    rows = Bounce.objects.filter(organisation_uuid=OuterRef("organisation__uuid"))
    rows = rows.filter(kind=kind) if kind else rows
    own = Exists(rows.filter(email=OuterRef("person__email")))
    listed = Exists(rows.filter(email=OuterRef("email")))
    return Q(PROVEN & own) | Q(~PROVEN & listed)


def unreachable_members(organisation: Organisation) -> QuerySet[Member, Any]:
    """Present members whom mail did not reach, in order, with `kind` and `since`."""
    bounces = Bounce.objects.filter(
        organisation_uuid=organisation.uuid, email=OuterRef("mailed_to")
    )
    return (
        Member.objects.present()
        .filter(returned_from(), organisation=organisation)
        .annotate(mailed_to=Case(When(PROVEN, then=F("person__email")), default=F("email")))
        .annotate(
            kind=Subquery(bounces.values("kind")[:1]), since=Subquery(bounces.values("since")[:1])
        )
        .select_related("person")
        .order_by("name_kana", "name", "id")
    )


def unreachable_count(organisation: Organisation) -> int:
    """How many they are; one statement where no mail has come back, two otherwise."""
    if not Bounce.objects.filter(organisation_uuid=organisation.uuid).exists():
        return 0
    rows = Member.objects.present().filter(returned_from(), organisation=organisation)
    return rows.count()


def bounce_of(member: Member) -> Bounce | None:
    """Why mail to a member came back last, if it did; one statement."""
    person = member.person
    proven = person.email if person.email_confirmed_at else None
    address = proven or member.email
    if not address:
        return None
    rows = Bounce.objects.filter(organisation_uuid=member.organisation.uuid, email=address)
    return rows.first()
