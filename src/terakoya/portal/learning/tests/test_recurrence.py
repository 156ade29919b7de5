"""Assignments that come round every year, over many years and 29 February."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from terakoya.portal.accounts.models import Member
from terakoya.portal.common import clock
from terakoya.portal.learning.anniversaries import anniversary, name_of_round, years_between
from terakoya.portal.learning.choices import Audience, EnrolmentKind
from terakoya.portal.learning.errors import RecurrenceRefused
from terakoya.portal.learning.models import (
    AccessGrant,
    Assignment,
    Enrolment,
    Exemption,
    Recurrence,
)
from terakoya.portal.learning.selectors.courses import my_courses
from terakoya.portal.learning.services import (
    Details,
    end_assignment,
    exempt_members,
    make_due_rounds,
    open_enrolment,
    repeat_yearly,
    stop_recurrence,
)
from tests.factories import make_member

from .learners import signed_in
from .test_assignments import Place, names

LEAP = dt.date(2028, 2, 29)


def at(day: dt.date, hour: int = 10) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), clock.TOKYO)


@pytest.fixture
def place(db: None) -> Place:
    with clock.fixed_at(at(LEAP)):
        place = Place()
    AccessGrant.objects.update(ends_on=dt.date(2040, 1, 1))
    return place


def yearly(place: Place, **changes: object) -> Assignment:
    """From 29 February 2028 until 31 March, every year."""
    details = Details(name="2028年度 全社研修", starts_on=LEAP)
    given = place.give(due_on=dt.date(2028, 3, 31), details=details, **changes)
    repeat_yearly(by=place.owner, assignment=given)
    return given


def rounds() -> list[tuple[int, str, str, str]]:
    rows = Assignment.objects.exclude(recurrence=None).order_by("round")
    return [(one.round, one.name, str(one.starts_on), str(one.due_on)) for one in rows]


def test_anniversaries() -> None:
    assert [anniversary(LEAP, years).isoformat() for years in range(5)] == [
        "2028-02-29",
        "2029-02-28",
        "2030-02-28",
        "2031-02-28",
        "2032-02-29",
    ]
    days = [dt.date(2029, 2, 27), dt.date(2029, 2, 28), dt.date(2032, 2, 28), dt.date(2032, 2, 29)]
    assert [years_between(LEAP, day) for day in days] == [0, 1, 3, 4]


def test_names_of_rounds() -> None:
    assert name_of_round("2026年度 全社研修", 2026, 2027) == "2027年度 全社研修"
    assert name_of_round("全社研修（2025年度）", 2026, 2028) == "全社研修（2027年度）"
    assert name_of_round("令和８年・２０２６年", 2026, 2027) == "令和８年・2027年"
    assert name_of_round("1999人の研修", 2026, 2027) == "1999人の研修（2027年）"
    assert name_of_round("", 2026, 2027) == ""
    assert len(name_of_round("長" * 100, 2026, 2027)) == 100


def test_a_round_every_year(place: Place) -> None:
    with clock.fixed_at(at(LEAP)):
        yearly(place)
    for year in range(2029, 2033):
        day = anniversary(LEAP, year - 2028)
        with clock.fixed_at(at(day - dt.timedelta(days=1), 23)):
            assert make_due_rounds() == 0
        with clock.fixed_at(at(day, 0)):
            assert (make_due_rounds(), make_due_rounds()) == (1, 0)
    assert rounds() == [
        (1, "2028年度 全社研修", "2028-02-29", "2028-03-31"),
        (2, "2029年度 全社研修", "2029-02-28", "2029-03-31"),
        (3, "2030年度 全社研修", "2030-02-28", "2030-03-31"),
        (4, "2031年度 全社研修", "2031-02-28", "2031-03-31"),
        (5, "2032年度 全社研修", "2032-02-29", "2032-03-31"),
    ]


def test_people_are_those_of_the_day(place: Place) -> None:
    with clock.fixed_at(at(LEAP)):
        everyone = yearly(place)
        chosen = yearly(place, audience=Audience.CHOSEN, members=[place.above, place.below])
        run = open_enrolment(member=place.above, assignment=everyone, language="ja")
        Enrolment.objects.filter(pk=run.pk).update(completed_at=clock.now())
        exempt_members(
            by=place.owner, assignment=everyone, members=[place.beside], reason="育児休業中のため"
        )
        Recurrence.objects.filter(rounds=everyone).update(keeps_exemptions=True)
    with clock.fixed_at(at(anniversary(LEAP, 1))):
        Member.objects.filter(pk=place.below.pk).update(left_on=clock.today())
        make_member(place.organisation, "新 入子")
        assert make_due_rounds() == 2
        again = Assignment.objects.get(recurrence=everyone.recurrence, round=2)
        assert names(again) == ["上 部子", "新 入子", "見本 太郎"]
        assert names(Assignment.objects.get(recurrence=chosen.recurrence, round=2)) == ["上 部子"]
        assert Exemption.objects.get(assignment=again).reason == "育児休業中のため"
        # The former round's record stays, and the new one begins anew, for a new certificate.
        assert Enrolment.objects.get(pk=run.pk).completed_at is not None
        states = {one.assignment.pk: one.state for one in my_courses(place.above, "ja")}
        assert (states[everyone.pk], states[again.pk]) == ("completed", "new")
        assert open_enrolment(member=place.above, assignment=again, language="ja").pk != run.pk


def test_rounds_take_over_what_was_set(place: Place) -> None:
    with clock.fixed_at(at(LEAP)):
        given = yearly(place)
        Assignment.objects.filter(pk=given.pk).update(top_speed=150, arrival_days=7)
    with clock.fixed_at(at(anniversary(LEAP, 1))):
        make_due_rounds()
    again = Assignment.objects.get(round=2)
    assert (again.top_speed, again.arrival_days, again.ended_on) == (150, 7, None)


def test_missed_years_make_one_round(place: Place) -> None:
    with clock.fixed_at(at(LEAP)):
        yearly(place)
    with clock.fixed_at(at(dt.date(2031, 6, 1))):
        assert (make_due_rounds(), make_due_rounds()) == (1, 0)
    assert [one[1:] for one in rounds()[1:]] == [("2031年度 全社研修", "2031-02-28", "2031-03-31")]


def test_without_a_contract_a_round_waits(place: Place) -> None:
    with clock.fixed_at(at(LEAP)):
        given = yearly(place)
    AccessGrant.objects.update(ends_on=dt.date(2028, 12, 31))
    with clock.fixed_at(at(dt.date(2029, 3, 5))):
        assert make_due_rounds() == 0
        page = signed_in(place.owner).get(f"/manage/assignments/{given.uuid}/").content.decode()
        assert "契約がないので" in page
        AccessGrant.objects.update(ends_on=dt.date(2029, 12, 31))
        assert make_due_rounds() == 1


def test_stopped_recurrence_makes_no_round(place: Place) -> None:
    with clock.fixed_at(at(LEAP)):
        given = yearly(place)
        end_assignment(by=place.owner, assignment=given)
        assert given.recurrence is not None
        stop_recurrence(by=place.owner, recurrence=given.recurrence)
    with clock.fixed_at(at(anniversary(LEAP, 1))):
        assert make_due_rounds() == 0


def test_an_old_assignment_goes_on_next_year(place: Place) -> None:
    with clock.fixed_at(at(LEAP)):
        given = place.give(due_on=dt.date(2028, 3, 31))
    with clock.fixed_at(at(dt.date(2029, 6, 1))):
        assert repeat_yearly(by=place.owner, assignment=given).next_on == dt.date(2030, 2, 28)
        with pytest.raises(RecurrenceRefused):
            repeat_yearly(by=place.owner, assignment=given)
        delta = place.give(kind=EnrolmentKind.DELTA, audience=Audience.CHOSEN)
        with pytest.raises(RecurrenceRefused):
            repeat_yearly(by=place.owner, assignment=delta)


@pytest.mark.once
def test_pages_begin_and_stop_a_recurrence(place: Place) -> None:
    with clock.fixed_at(at(LEAP)):
        given = place.give(due_on=dt.date(2028, 3, 31))
        client = signed_in(place.owner)
        page = reverse("learning:assignment", args=[given.uuid])
        assert client.post(f"{page}repeat/", {"announces": "on"})["Location"] == page
        assert "次の回は、2029年2月28日（水）に作ります。" in client.get(page).content.decode()
        assert client.post(f"{page}repeat/", {}).status_code == 422
        assert (
            client.post(reverse("learning:assignment-stop", args=[given.uuid]))["Location"] == page
        )
        assert "2028年2月29日（火）に止めました。" in client.get(page).content.decode()
        assert Recurrence.objects.get().announces is True
