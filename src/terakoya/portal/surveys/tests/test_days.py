"""When waves open and close, and when a person's own time is (survey.md §2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.common import clock
from terakoya.portal.learning.models import Enrolment
from terakoya.portal.learning.services import move_due_date, open_enrolment
from terakoya.portal.surveys.choices import WaveKind
from terakoya.portal.surveys.days import (
    is_time_for_day90,
    last_day,
    latest_due_for_after,
    opened_long_ago,
)
from terakoya.portal.surveys.models import Wave
from terakoya.portal.surveys.selectors import state_for
from terakoya.portal.surveys.services import close_wave, open_due_waves, prepare_waves

from .conftest import Setting
from .kept import kept_setting, setting

__all__ = ["kept_setting", "setting"]

DAY = dt.date(2026, 12, 1)
days = st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1))


@pytest.mark.parametrize(
    ("kind", "due_in", "lasts"),
    [
        ("before", 10, 25),  # the due date and fourteen days more
        ("before", None, 60),
        ("before", 120, 60),
        ("before", -3, 15),  # given late: fourteen days from today
        ("after", 45, 60),
        ("day90", 10, 60),
    ],
)
def test_last_day_is_after_the_due_date_within_sixty_days(
    kind: str, due_in: int | None, lasts: int
) -> None:
    due = None if due_in is None else DAY + dt.timedelta(days=due_in)
    assert (last_day(WaveKind(kind), DAY, due) - DAY).days + 1 == lasts


@given(days, days)
def test_after_wave_that_opens_by_its_rule_lasts_beyond_the_due_date(
    today: dt.date, due: dt.date
) -> None:
    if due <= latest_due_for_after(today):
        wanted = max(due, today) + dt.timedelta(days=14)
        assert last_day(WaveKind.AFTER, today, due) == wanted


@given(st.integers(0, 59), st.integers(0, 59))
def test_everybody_who_completes_in_the_after_wave_has_two_weeks_for_the_90_day_wave(
    completed_after: int, called: int
) -> None:
    after_opened = DAY
    opens = after_opened + dt.timedelta(days=90)
    closes = last_day(WaveKind.DAY90, opens, None)
    completed = after_opened + dt.timedelta(days=completed_after)
    own = [
        opens + dt.timedelta(days=n)
        for n in range(60)
        if is_time_for_day90(completed, opens + dt.timedelta(days=n), closes)
    ]
    assert len(own) >= 14
    assert own == [own[0] + dt.timedelta(days=n) for n in range(len(own))]
    assert own[-1] == closes
    assert (own[0] - completed).days >= 60
    assert (own[0] - completed).days <= max(90, (opens - completed).days)
    assert opened_long_ago(opens + dt.timedelta(days=called))[0] <= after_opened


# -- by the worker --------------------------------------------------------------------------------


def complete(setting: Setting, number: int = 0) -> Enrolment:
    enrolment = open_enrolment(
        member=setting.members[number], assignment=setting.assignment, language="ja"
    )
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=clock.now())
    enrolment.refresh_from_db()
    return enrolment


def kinds() -> list[str]:
    return list(Wave.objects.order_by("id").values_list("kind", flat=True))


def later(number: int) -> Any:
    return clock.fixed_at(clock.now() + dt.timedelta(days=number))


def test_after_wave_opens_with_the_first_who_has_completed(setting: Setting) -> None:
    assert (open_due_waves(), kinds()) == (0, ["before"])
    complete(setting)
    assert (open_due_waves(), kinds()) == (1, ["before", "after"])
    after = Wave.objects.get(kind="after")
    assert (after.revision, after.axis) == (setting.wave.revision, setting.wave.axis)
    assert (after.closes_on - clock.today()).days == 30 + 14  # given for 30 days
    assert open_due_waves() == 0


def test_after_wave_waits_until_it_lasts_beyond_a_far_due_date(setting: Setting) -> None:
    due = clock.today() + dt.timedelta(days=100)
    move_due_date(by=setting.owner, assignment=setting.assignment, due_on=due)
    complete(setting)
    with later(54):
        assert open_due_waves() == 0
    with later(55):
        assert open_due_waves() == 1
        assert Wave.objects.get(kind="after").closes_on == due + dt.timedelta(days=14)


def test_90_day_wave_and_its_key_begin_90_days_after_the_after_wave(setting: Setting) -> None:
    enrolment = complete(setting)
    open_due_waves()
    prepare_waves()
    with later(89):
        assert open_due_waves() == 0
    with later(90):
        assert open_due_waves() == 1
        wave = Wave.objects.get(kind="day90")
        assert wave.closes_on == wave.latest_on == clock.today() + dt.timedelta(days=59)
        assert state_for(wave, enrolment, answered=False) == "preparing"
        assert prepare_waves() == 1
        wave.refresh_from_db()
        assert state_for(wave, enrolment, answered=False) == "open"
        assert state_for(wave, None, answered=False) == "later"


def test_waves_that_are_closed_do_not_come_again(setting: Setting) -> None:
    complete(setting)
    open_due_waves()
    prepare_waves()
    for wave in Wave.objects.all():
        close_wave(wave=wave)
    assert open_due_waves() == 0
    with later(91):
        assert open_due_waves() == 1
        close_wave(wave=Wave.objects.get(kind="day90"))
        assert open_due_waves() == 0
    with later(400):
        assert open_due_waves() == 0


def test_assignment_without_a_survey_gets_no_wave(setting: Setting) -> None:
    Wave.objects.all().delete()
    complete(setting)
    assert (open_due_waves(), kinds()) == (0, [])
