"""集合受講: one screen for a group, who came, and what was shown when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ...accounts.models import Member
from ...catalogue.models import Revision
from ...common.models import PublicIdModel, TenantModel
from ..choices import CheckInWay
from .assignments import Assignment
from .records import Enrolment


class GroupSession(PublicIdModel, TenantModel):
    """One time at which a group takes an assigned course together.

    It shows the revision that was newest when it opened, and ends by itself at `closes_at`. The
    record keeps its own copy of the leader's name. `is_recorded`: everybody's share was written.
    """

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="group_sessions"
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    place = models.CharField(max_length=100)
    led_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    led_by_name = models.CharField(max_length=200)
    token = models.CharField(max_length=64, unique=True)
    pin = models.CharField(max_length=6)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)  # the first slide was shown
    ended_at = models.DateTimeField(null=True)
    is_recorded = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"], name="group_session_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "pin"],
                condition=Q(ended_at=None),
                name="group_session_pin_once",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")), name="group_session_forward"
            ),
            models.CheckConstraint(
                condition=Q(is_recorded=False) | Q(ended_at__isnull=False),
                name="group_session_recorded_after_end",
            ),
        ]


class GroupShowing(TenantModel):
    """A slide on the group's screen, from a moment until another."""

    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="showings")
    slide_id = models.CharField(max_length=64)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(until_at=None), name="group_showing_one_now"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")),
                name="group_showing_forward",
            ),
        ]


class Attendance(TenantModel):
    """出席: a member who came to a group session, and from when their presence counts.

    Nobody is at two sessions at a time (`is_open`). `slides` and `seconds`: what was counted.
    """

    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attendances")
    way = models.CharField(max_length=8, choices=CheckInWay.choices)
    checked_in_at = models.DateTimeField()
    counts_from = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    is_open = models.BooleanField(default=True)
    slides = models.PositiveSmallIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="attendance_once"),
            models.UniqueConstraint(
                fields=["member"], condition=Q(is_open=True), name="attendance_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(way__in=CheckInWay.values), name="attendance_way_known"
            ),
        ]
