"""The officer's home: what needs somebody today, with its way; the line; the dates."""

from __future__ import annotations

import datetime as dt
import re
from copy import deepcopy
from dataclasses import replace

import pytest

from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.accounts.services import create_invite_link
from terakoya.portal.accounts.services.join_requests import ask_to_join
from terakoya.portal.common import clock
from terakoya.portal.learning.models import AccessGrant, Assignment, Enrolment
from terakoya.portal.learning.services import (
    assign_course,
    end_assignment,
    grant_access,
    open_enrolment,
)
from terakoya.portal.reports.home import Home, home_of
from terakoya.portal.reports.status_list import status_members, status_rows
from terakoya.portal.surveys.choices import WaveKind
from terakoya.portal.surveys.models import Wave
from terakoya.portal.surveys.services import open_wave
from terakoya.portal.surveys.services.opening import prepare_wave
from tests.factories import (
    give_course,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)
from tests.made_once import made_once_by
from tests.statements import counted_statements

from .test_status import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages, and both databases keep the same
BEGUN = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)


def make_owner_of_assignment() -> Member:
    """The owner of an organisation whose assignment of 2 November is due on 2 December."""
    with clock.fixed_at(BEGUN):
        owner = make_owner(make_organisation())
        give_course(owner, publish_flagship().course)
    return owner


kept_owner = made_once_by(make_owner_of_assignment)


@pytest.fixture
def owner(kept_owner: Member, db: None) -> Member:
    """The same, with rows of their own."""
    return deepcopy(kept_owner)


def home(owner: Member, days: int) -> Home:
    """The page so many days after the assignment."""
    with clock.fixed_at(BEGUN + dt.timedelta(days=days)):
        return home_of(owner, "ja")


def complete(owner: Member, name: str, days: int) -> None:
    """Somebody completes so many days after the assignment."""
    member = make_member(owner.organisation, name)
    with clock.fixed_at(BEGUN + dt.timedelta(days=days)):
        run = open_enrolment(member=member, assignment=Assignment.objects.get(), language="ja")
        Enrolment.objects.filter(pk=run.pk).update(completed_at=clock.now())


def titles(page: Home) -> list[str]:
    return [task.title for task in page.tasks]


def test_nothing_needs_anybody_before_anything_is_late(owner: Member) -> None:
    assert titles(home(owner, 10)) == []


def test_seats_added_to_a_term_are_one_number_with_it_and_no_other(owner: Member) -> None:
    first = AccessGrant.objects.get()
    later = first.ends_on + dt.timedelta(days=30)
    for source, ends_on in (("test:added", first.ends_on), ("test:other", later)):
        grant_access(
            organisation=owner.organisation,
            course=first.course,
            seats=2,
            starts_on=first.starts_on,
            ends_on=ends_on,
            source=source,
        )
    shown = [(use.seats, use.taken, use.ends_on) for use in home(owner, 10).seats]
    assert shown == [(102, 0, first.ends_on), (2, 0, later)]


def test_who_is_late_comes_first_with_the_way_to_remind(owner: Member) -> None:
    complete(owner, "修了 花子", 3)
    make_member(owner.organisation, "未開始 太郎")
    task = home(owner, 33).tasks[0]
    assert (task.title, task.chip, task.warns) == ("2名が期限を過ぎています", "3日超過", True)
    assert task.text.endswith("。未開始2名、受講中0名です。まだ案内していません。")
    assert task.url.endswith("?state=late")
    with clock.fixed_at(BEGUN + dt.timedelta(days=33)):
        client = signed_in(owner)
        assert client.get(task.url).status_code == 200
        assert "2名が期限を過ぎています" in client.get("/manage/").content.decode()


def test_end_of_the_contract_is_said_instead_of_urging_who_cannot_learn(owner: Member) -> None:
    make_member(owner.organisation, "未開始 太郎")
    AccessGrant.objects.update(ends_on=(BEGUN + dt.timedelta(days=40)).date())
    assert titles(home(owner, 40)) == ["2名が期限を過ぎています"]
    (task,) = home(owner, 41).tasks
    assert (task.title, task.url) == ("契約の期間が終わりました", "/manage/contracts/")
    assert "受講枠は2026年12月12日（土）まででした。" in task.text
    grant_access(
        organisation=owner.organisation,
        course=Assignment.objects.get().course,
        seats=2,
        starts_on=(BEGUN + dt.timedelta(days=41)).date(),
        ends_on=(BEGUN + dt.timedelta(days=90)).date(),
        source="test:next",
    )
    assert titles(home(owner, 41)) == ["2名が期限を過ぎています"]


def test_ended_assignment_needs_nobody(owner: Member) -> None:
    make_member(owner.organisation, "未開始 太郎")
    ended = Assignment.objects.get()
    with clock.fixed_at(BEGUN + dt.timedelta(days=33)):
        end_assignment(by=owner, assignment=ended)
        going = assign_course(by=owner, course=ended.course, due_on=clock.today())
    assert titles(home(owner, 33)) == []
    assert [card.assignment for card in home(owner, 33).cards] == [going]
    late = home(owner, 35).tasks
    assert [str(going.uuid) in task.url for task in late] == [True]
    assert late[0].title == "2名が期限を過ぎています"
    ended.refresh_from_db()
    with clock.fixed_at(BEGUN + dt.timedelta(days=35)):
        for one, days in ((ended, 0), (going, 2)):
            assert {row.days_late for row in status_rows(status_members(one))} == {days}


def test_seats_that_will_not_do_are_named(owner: Member) -> None:
    AccessGrant.objects.update(seats=1)
    for n in range(3):
        make_member(owner.organisation, f"未開始 {n}")
    task = next(one for one in home(owner, 1).tasks if "受講枠" in one.title)
    assert (task.title, task.chip) == ("受講枠が3枠足りません", "空き 1枠")
    with clock.fixed_at(BEGUN + dt.timedelta(days=1)):
        assert task.title in signed_in(owner).get("/manage/").content.decode()


def test_who_waits_at_a_poster_is_named(owner: Member) -> None:
    Person.objects.update(email_confirmed_at=BEGUN)
    owner.person.refresh_from_db()
    with clock.fixed_at(BEGUN):
        link = create_invite_link(by=owner, open_join=True, needs_approval=True)
        for name in ("浜田 花", "森 葵"):
            ask_to_join(
                link=link,
                name=name,
                name_kana="ハマダ ハナ",
                employee_number="",
                department=None,
                language="ja",
                network="192.0.2.7",
            )
    task = next(one for one in home(owner, 1).tasks if "参加の依頼" in one.title)
    assert (task.title, task.url) == (
        "参加の依頼が2件届いています",
        "/manage/members/join-requests/",
    )
    assert not any("参加の依頼" in title for title in titles(home(owner, 40)))


def test_survey_is_named_in_its_last_week(owner: Member) -> None:
    for n in range(6):
        make_member(owner.organisation, f"同僚 {n}")
    with clock.fixed_at(BEGUN):
        assignment = Assignment.objects.get()
        revision = publish_flagship()
        wave = open_wave(by=owner, assignment=assignment, revision=revision, kind=WaveKind.BEFORE)
        prepare_wave(wave)
    last = Wave.objects.get().closes_on
    days = (last - BEGUN.astimezone(clock.TOKYO).date()).days
    assert not any("意識調査" in title for title in titles(home(owner, days - 8)))
    assert "意識調査（事前）の最終日が近づいています" in titles(home(owner, days - 7))
    assert (last, "意識調査（事前）の最終日") in home(owner, days - 7).dates
    with clock.fixed_at(BEGUN + dt.timedelta(days=days - 7)):
        assert "最終日が近づいています" in signed_in(owner).get("/manage/").content.decode()


def test_trend_counts_up_to_today(owner: Member) -> None:
    for name, days in (("一", 2), ("二", 2), ("三", 12)):
        complete(owner, name, days)
    trend = home(owner, 14).trend
    assert trend is not None
    assert [(one.day.day, one.completed) for one in trend.points] == [
        (2, 0),
        (4, 2),
        (6, 2),
        (8, 2),
        (10, 2),
        (12, 2),
        (14, 3),
        (16, 3),
    ]
    assert [one.day.day for one in trend.points if not one.is_minor] == [2, 6, 10, 16]
    assert [one.anchor for one in trend.points] == ["start", *["middle"] * 6, "end"]
    assert (trend.this_week, trend.whole) == (1, 4)
    assert "11月16日（月）の3名へ。対象は4名です。" in trend.finding
    assert home(owner, 0).trend is None
    assert replace(trend, due_x=None).is_due_early is False
    assert [replace(trend, due_x=x).is_due_early for x in (44, 401, 402)] == [True, True, False]
    page = signed_in(owner).get("/manage/").content.decode()
    assert trend.line.count("L") == 7
    assert 'role="img"' in page


def test_the_line_tells_the_newest_assignment_and_a_card_each_other_one(owner: Member) -> None:
    assert [card.title for card in home(owner, 5).more_cards] == []
    with clock.fixed_at(BEGUN + dt.timedelta(days=4)):
        first = home_of(owner, "ja").cards[0].assignment
        give_course(owner, publish_flagship().course)
    page = home(owner, 5)
    assert [card.assignment for card in page.more_cards] == [first]
    assert page.cards[0].assignment != first
    on_its_day = home(owner, 4)  # no line yet
    assert (on_its_day.trend, len(on_its_day.more_cards)) == (None, 2)


def test_dates_are_those_of_the_next_three_months(owner: Member) -> None:
    found = home(owner, 10).dates
    assert [on for on, _words in found] == [dt.date(2026, 12, 2)]
    assert "の期限　修了 0 / 1名" in found[0][1]
    assert home(owner, 31).dates == []


def test_the_bar_of_the_seats_stands_apart_from_its_words(owner: Member) -> None:
    page = signed_in(owner).get("/manage/").content.decode()
    card = page.split('aria-labelledby="seats"')[1].split("</section>")[0]
    assert re.search(r'<div class="prog">\s*<p class="num">.*?</p>\s*<div class="bar', card, re.S)


def test_what_is_short_stands_below_the_line_and_not_beside_it(owner: Member) -> None:
    page = signed_in(owner).get("/manage/").content.decode()
    _, wide, narrow = page.split('<div class="sides">')[1].split('<div class="stack">')
    cards = [re.findall(r'aria-labelledby="(\w+)"', column) for column in (wide, narrow)]
    assert (cards[0][0], cards[0][-1]) == ("today", "facts")
    assert cards[1][-2:] == ["dates", "seats"]


def test_checklist_folds_away_when_all_is_done(owner: Member) -> None:
    page = signed_in(owner).get("/manage/").content.decode()
    assert page.index("はじめの準備") < page.index("きょう見るところ")
    assert '<details class="card" open>' in page


def test_home_costs_the_same_for_many(owner: Member) -> None:
    client = signed_in(owner)
    client.get("/manage/")
    with counted_statements() as few:
        client.get("/manage/")
    for n in range(20):
        complete(owner, f"修了 {n}", n)
    with counted_statements() as many:
        client.get("/manage/")
    assert len(few) == len(many)
