"""Notices of the operator: those of a member, and how far they were read."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ...common import clock
from ..choices import NoticeReaders
from ..models import CustomerNotice, Member, NoticeReading, RoleGrant

SHOWN = 100


def notices_of(member: Member) -> QuerySet[CustomerNotice]:
    """Those that the member may read now, each with `is_read`; newest first."""
    today = clock.today()
    held = RoleGrant.objects.in_force().filter(member=member.pk)
    rows = CustomerNotice.objects.filter(
        Q(organisation=None) | Q(organisation=member.organisation_id),
        Q(readers=NoticeReaders.ALL) | Q(readers__in=held.values("role")),
        ended_at=None,
        from_on__lte=today,
        until_on__gte=today,
    )
    read = NoticeReading.objects.filter(notice=OuterRef("pk"), member=member.pk)
    return rows.annotate(is_read=Exists(read)).order_by("-from_on", "-pk")


def unread_notices(member: Member) -> list[CustomerNotice]:
    """What stands on the first page until it was read; at most three, for owners and officers."""
    if not member.is_officer:
        return []
    return list(notices_of(member).exclude(readings__member=member.pk)[:3])


def notice_rows() -> QuerySet[CustomerNotice]:
    """All notices with how many have read each, for the operator; newest first."""
    rows = CustomerNotice.objects.select_related("organisation")
    return rows.annotate(read=Count("readings")).order_by("-pk")[:SHOWN]
