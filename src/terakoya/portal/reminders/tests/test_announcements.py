"""Telling the members of a new assignment."""

from __future__ import annotations

import datetime as dt

from django.core import mail

from terakoya.portal.common import clock
from terakoya.portal.delivery.worker import send_waiting
from terakoya.portal.learning.models import AccessGrant, Assignment
from terakoya.portal.learning.services import (
    Details,
    assign_course,
    make_due_rounds,
    note_arrivals,
    repeat_yearly,
)
from terakoya.portal.learning.tests.learners import signed_in
from terakoya.portal.reminders.choices import RunKind
from terakoya.portal.reminders.models import ReminderPlan, ReminderRun
from terakoya.portal.reminders.services import change_plan, queue_unfinished
from tests.factories import make_member

from .kept import kept_office, office
from .world import TEN, Office

__all__ = ["kept_office", "office"]

NEW = "/manage/assignments/new/"


def form_of(office: Office, **changes: str) -> dict[str, str]:
    plain = {"course": office.assignment.course.slug, "audience": "everyone", "gate": "gate"}
    return {**plain, "top_speed": "200", "again": "on", **changes}


def test_the_members_are_told_course_due_date_and_working_hours(office: Office) -> None:
    due = {"due_on": "2026-12-18"}
    with clock.fixed_at(TEN):
        signed_in(office.owner).post(
            NEW, form_of(office, **due, announce="on", in_working_hours="on")
        )
        queue_unfinished()
        send_waiting()
    assert len(mail.outbox) == 4
    text = str(mail.outbox[0].body)
    for words in (
        "カスタマーハラスメント",
        "2026年12月18日（金）",
        "勤務時間内に受講してください。",
    ):
        assert words in text
    mail.outbox.clear()
    with clock.fixed_at(TEN + dt.timedelta(days=6)):
        signed_in(office.owner).post(NEW, form_of(office, **due, announce="on"))
        signed_in(office.owner).post(NEW, form_of(office, **due))
        queue_unfinished()
        send_waiting()
    assert len(mail.outbox) == 4
    assert "勤務時間" not in str(mail.outbox[0].body)


def test_what_starts_later_is_announced_on_its_day(office: Office) -> None:
    with clock.fixed_at(TEN):
        starts = {"starts_on": "2026-12-01", "announce": "on"}
        signed_in(office.owner).post(NEW, form_of(office, **starts))
        queue_unfinished()
        send_waiting()
    assert mail.outbox == []
    with clock.fixed_at(dt.datetime(2026, 12, 1, 9, tzinfo=clock.TOKYO)):
        send_waiting()
    assert len(mail.outbox) == 4


def test_who_comes_later_is_told_where_the_others_were(office: Office) -> None:
    with clock.fixed_at(TEN):
        for announce in (True, False):
            assign_course(
                by=office.owner,
                course=office.assignment.course,
                due_on=dt.date(2026, 12, 18),
                details=Details(arrival_days=14),
                announce=announce,
            )
        note_arrivals()
        joiner = make_member(office.organisation, "新 入子")
        assert note_arrivals() == 2
    told = ReminderRun.objects.order_by("-id")[0]
    assert told.choice == {"members": [str(joiner.uuid)]}
    assert ReminderRun.objects.filter(kind=RunKind.NEW).count() == 2


def test_a_round_is_announced_and_keeps_its_days_of_reminders(office: Office) -> None:
    with clock.fixed_at(TEN):
        change_plan(by=office.owner, assignment=office.assignment, is_on=True, offsets=(-10, 0))
        repeat_yearly(by=office.owner, assignment=office.assignment)
    AccessGrant.objects.update(ends_on=dt.date(2030, 1, 1))
    with clock.fixed_at(TEN + dt.timedelta(days=365)):
        assert make_due_rounds() == 1
    again = Assignment.objects.get(round=2)
    assert ReminderPlan.objects.get(assignment=again).offsets == [-10, 0]
    assert ReminderRun.objects.get(assignment=again).by is None
