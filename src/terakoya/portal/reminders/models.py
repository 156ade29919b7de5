"""When an organisation reminds, and who was reminded of what."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from ..accounts.models import Member
from ..common.models import PublicIdModel, TenantModel
from ..learning.models import Assignment
from .choices import Channel, ReminderState, RunKind
from .working_days import FIRST_HOUR, LAST_HOUR, WEEKDAYS, WorkCalendar


def working_weekdays() -> list[int]:
    """Monday to Friday."""
    return sorted(WEEKDAYS)


def planned_days() -> list[int]:
    """Five working days before the due date, on it, and three after."""
    return [-5, 0, 3]


class ReminderSettings(TenantModel):
    """An organisation's working days and hours, and how it reminds; no row: the defaults.

    `offsets`: days of reminders from the due date, in working days.
    """

    weekdays = models.JSONField(default=working_weekdays)
    keeps_holidays = models.BooleanField(default=True)
    closed_days = models.JSONField(default=list)
    opens = models.PositiveSmallIntegerField(default=FIRST_HOUR)
    closes = models.PositiveSmallIntegerField(default=LAST_HOUR)
    is_on = models.BooleanField(default=True)
    offsets = models.JSONField(default=planned_days)
    escalates = models.BooleanField(default=False)
    # From whom mails come, and what they say of working hours; empty: the usual words.
    sender_name = models.CharField(max_length=60, blank=True, default="", db_default="")
    hours_ja = models.CharField(max_length=100, blank=True, default="", db_default="")
    hours_en = models.CharField(max_length=100, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="reminder_settings_once"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens"), closes__lte=24), name="reminder_hours_forward"
            ),
        ]

    @property
    def hours_words(self) -> dict[str, str]:
        """What mails say of working hours, by language; empty: the usual sentence."""
        return {"ja": self.hours_ja, "en": self.hours_en}

    @property
    def calendar(self) -> WorkCalendar:
        """The working days as they are reckoned with."""
        return WorkCalendar(
            weekdays=frozenset(self.weekdays),
            keeps_holidays=self.keeps_holidays,
            closed_days=frozenset(map(dt.date.fromisoformat, self.closed_days)),
            opens=self.opens,
            closes=self.closes,
        )


class ReminderPlan(TenantModel):
    """The days of reminders of one assignment, where they are not the organisation's."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField(default=True)
    offsets = models.JSONField(default=planned_days)


class ReminderRun(PublicIdModel, TenantModel):
    """One sending of reminders of an assignment, by hand or by plan.

    It is worked off in batches: `last_member` says how far, `queued_at` that it is done. Whom it
    is for stands in `choice` (selectors.py); texts are empty where the usual ones are sent.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=RunKind.choices)
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField(null=True)
    offset = models.SmallIntegerField(null=True)
    choice = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    send_at = models.DateTimeField()
    last_member = models.BigIntegerField(default=0)
    queued_at = models.DateTimeField(null=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], condition=Q(queued_at=None), name="reminder_run_unfinished"
            ),
            models.Index(fields=["assignment", "-id"], name="reminder_run_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "due_on", "offset"],
                condition=Q(kind=RunKind.BY_PLAN),
                name="reminder_run_planned_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[RunKind.BY_HAND, RunKind.NEW], offset=None)
                | Q(kind=RunKind.BY_PLAN, offset__isnull=False, due_on__isnull=False),
                name="reminder_run_plan_has_day",
            ),
        ]


class Reminder(PublicIdModel, TenantModel):
    """What one member was reminded of. `on`: the day for which it was queued.

    `message`: the mail in the outbox, whose kind of number is its Message-ID; null without one.
    """

    run = models.ForeignKey(ReminderRun, on_delete=models.CASCADE, related_name="reminders")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    channel = models.CharField(max_length=8, choices=Channel.choices)
    state = models.CharField(
        max_length=8, choices=ReminderState.choices, default=ReminderState.WAITING
    )
    message = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["member", "-id"], name="reminder_newest")]
        constraints = [
            models.UniqueConstraint(fields=["run", "member"], name="reminder_once_a_run"),
            models.UniqueConstraint(fields=["member", "on"], name="reminder_once_a_day"),
            models.CheckConstraint(
                condition=Q(channel=Channel.PAGE, message=None)
                | Q(channel=Channel.MAIL, message__isnull=False),
                name="reminder_mail_has_message",
            ),
        ]


class LastReminder(TenantModel):
    """The day of a member's last reminder: the row that is locked to keep the pause."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="last_reminder")
    on = models.DateField(null=True)
