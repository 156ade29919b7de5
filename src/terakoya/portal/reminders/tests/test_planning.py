"""Reminders around the due date, begun by the worker."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import RoleGrant
from terakoya.portal.common import clock
from terakoya.portal.common.clock import TOKYO
from terakoya.portal.delivery.worker import send_waiting
from terakoya.portal.learning.models import Assignment
from terakoya.portal.learning.services import extend_members, move_due_date
from terakoya.portal.reminders.errors import DaysUnusable
from terakoya.portal.reminders.models import Reminder, ReminderRun, ReminderSettings
from terakoya.portal.reminders.services import (
    begin_planned_runs,
    change_plan,
    change_settings,
    queue_unfinished,
)
from terakoya.portal.reminders.services.settings import SettingsDetails
from tests.factories import give_course, make_department, make_member
from tests.statements import counted_statements

from .kept import kept_office, office
from .world import DUE, Office

__all__ = ["kept_office", "office"]


def work(day: str, hour: int = 10) -> list[int | None]:
    """Let the worker run at an hour of a day; the offsets of the runs that it began."""
    known = set(ReminderRun.objects.values_list("pk", flat=True))
    with clock.fixed_at(dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), TOKYO)):
        begin_planned_runs()
        queue_unfinished()
        send_waiting()
    found = ReminderRun.objects.exclude(pk__in=known).order_by("offset")
    return list(found.values_list("offset", flat=True))


def details(**changes: object) -> SettingsDetails:
    values = {
        "weekdays": (0, 1, 2, 3, 4),
        "keeps_holidays": True,
        "closed_days": (),
        "opens": 9,
        "closes": 18,
        "is_on": True,
        "offsets": (-5, 0, 3),
        "escalates": False,
    }
    return SettingsDetails(**{**values, **changes})  # type: ignore[arg-type]


def test_the_usual_days_are_five_before_the_day_itself_and_three_after(office: Office) -> None:
    begun = {
        day.isoformat(): offsets
        for number in range(-10, 15)
        if (offsets := work((day := DUE + dt.timedelta(days=number)).isoformat()))
    }
    assert begun == {"2026-11-13": [-5], "2026-11-20": [0], "2026-11-26": [3]}
    assert len(mail.outbox) == 9


def test_a_run_is_begun_once_a_day_and_in_working_hours(office: Office) -> None:
    assert work("2026-11-20", hour=8) == []
    assert work("2026-11-20", hour=9) == [0]
    assert work("2026-11-20", hour=17) == []
    assert len(mail.outbox) == 3


def test_a_day_without_a_worker_is_made_up_for_on_the_next_and_not_later(office: Office) -> None:
    assert work("2026-11-16") == [-5]
    assert work("2026-11-25") == []


def test_who_has_more_time_is_reminded_around_their_own_day(office: Office) -> None:
    with clock.fixed_at(dt.datetime(2026, 11, 18, 10, tzinfo=TOKYO)):
        extend_members(
            by=office.owner,
            assignment=office.assignment,
            members=office.learners[:1],
            due_on=dt.date(2026, 12, 4),
        )
    assert work("2026-11-20") == [0]
    assert len(mail.outbox) == 2
    assert work("2026-11-26") == [3]
    assert len(mail.outbox) == 4
    assert work("2026-11-27") == [-5]
    assert [one.to for one in mail.outbox[4:]] == [[office.learners[0].person.email]]


def test_a_moved_due_date_has_days_of_its_own(office: Office) -> None:
    assert work("2026-11-20") == [0]
    with clock.fixed_at(dt.datetime(2026, 11, 20, 12, tzinfo=TOKYO)):
        move_due_date(by=office.owner, assignment=office.assignment, due_on=dt.date(2026, 11, 27))
    assert work("2026-11-24") == []
    assert work("2026-11-27") == [0]


def test_an_assignment_may_have_days_of_its_own_or_none(office: Office) -> None:
    change_plan(by=office.owner, assignment=office.assignment, is_on=True, offsets=(-2,))
    assert (work("2026-11-18"), work("2026-11-20"), work("2026-11-26")) == ([-2], [], [])
    change_plan(by=office.owner, assignment=office.assignment, is_on=False, offsets=(0,))
    assert work("2026-11-20") == []


def test_the_organisations_own_closed_days_count(office: Office) -> None:
    closed = (dt.date(2026, 11, 20),)
    change_settings(by=office.owner, details=details(closed_days=closed))
    assert (work("2026-11-19"), work("2026-11-20")) == ([0], [])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weekdays": ()}, "weekdays"),
        ({"opens": 18}, "closes"),
        ({"offsets": (-1, 1)}, "offsets"),
        ({"offsets": (31,)}, "offsets"),
        ({"closed_days": tuple(DUE + dt.timedelta(days=n) for n in range(101))}, "closed_days"),
    ],
)
def test_settings_that_cannot_be_kept_are_refused(
    office: Office, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(DaysUnusable) as refusal:
        change_settings(by=office.owner, details=details(**changes))
    assert refusal.value.field == field
    assert not ReminderSettings.objects.exists()


def test_supervisors_are_told_only_where_it_is_switched_on_and_of_their_own(
    office: Office,
) -> None:
    boss = make_member(office.organisation, "所属 長子")
    other = make_member(office.organisation, "隣の 長")
    for member, department in (
        (boss, office.sales),
        (other, make_department(office.organisation, "総務部")),
    ):
        office.complete(member)
        RoleGrant.objects.create(
            organisation=office.organisation,
            member=member,
            role=Role.SUPERVISOR,
            department=department,
        )
    assert work("2026-11-26") == [3]
    assert len(mail.outbox) == 3
    mail.outbox.clear()
    ReminderRun.objects.all().delete()
    change_settings(by=office.owner, details=details(escalates=True))
    assert work("2026-11-26") == [3]
    (sent,) = mail.outbox  # the learners have had theirs today
    assert sent.to == [boss.person.email]
    assert [name in str(sent.body) for name in ("佐藤 美咲", "鈴木 一郎", "高橋 未来")] == [
        True
    ] * 3
    assert work("2026-11-26", hour=11) == []
    assert len(mail.outbox) == 1


def test_looking_for_due_days_costs_the_same_for_one_and_five_assignments(office: Office) -> None:
    costs = []
    for number in (0, 4):
        for _ in range(number):
            give_course(office.owner, office.assignment.course)
        Assignment.objects.update(due_on=DUE)
        with clock.fixed_at(dt.datetime(2026, 11, 18, 10, tzinfo=TOKYO)):
            with counted_statements() as statements:
                begin_planned_runs()
            costs.append(len(statements))
    assert costs[0] == costs[1]
    assert not Reminder.objects.exists()
