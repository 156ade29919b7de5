"""Item analysis: right figures, few answers kept back, nobody named, officers alone."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Member
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Attempt, Enrolment
from terakoya.portal.learning.tests.exams import Examinee, at_the_test, make_examinee
from terakoya.portal.reports.item_statistics import (
    AnsweredQuestion,
    ItemStatistics,
    item_statistics,
)
from tests.factories import make_member, make_organisation, make_owner

from .test_status import signed_in

ADDRESS = "/manage/status/analysis/"


def answered(name: str, right: bool) -> AnsweredQuestion:
    return AnsweredQuestion(name, frozenset("a"), frozenset("a" if right else "b"))


# -- the figures


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=30, max_size=60))
def test_discrimination_is_the_correlation_with_the_rest(people: list[tuple[bool, ...]]) -> None:
    found = item_statistics(
        [answered(str(n), right) for n, right in enumerate(person)] for person in people
    )["0"]
    xs = [float(person[0]) for person in people]
    ys = [sum(person[1:]) / 2 for person in people]
    n, mean_x, mean_y = len(people), sum(xs) / len(people), sum(ys) / len(people)
    spread_x = math.sqrt(sum((x - mean_x) ** 2 for x in xs))
    spread_y = math.sqrt(sum((y - mean_y) ** 2 for y in ys))
    assert (found.asked, found.right) == (n, sum(xs))
    if spread_x < 1e-6 or spread_y < 1e-6:
        assert found.discrimination is None
    else:
        shared = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
        assert found.discrimination == pytest.approx(shared / spread_x / spread_y, abs=1e-6)


def test_example_of_the_document() -> None:
    item = ItemStatistics(asked=40, right=30, _rest=29, _rest_squared=22, _rest_of_right=24)
    assert item.discrimination == pytest.approx(0.83, abs=0.005)


def test_few_answers_are_kept_back() -> None:
    few = item_statistics([[answered("q", True)]] * 9)["q"]
    some = item_statistics([[answered("q", True), answered("r", False)]] * 29)["q"]
    assert (few.is_shown, some.is_shown, some.discrimination) == (False, True, None)


# -- the page


@pytest.fixture
def examinee(db: None) -> Examinee:
    """Somebody who has handed in a first attempt with one right answer."""
    made = make_examinee()
    with at_the_test():
        made.start()
        made.submit(made.answers(right=1))
    return made


def owner_of(examinee: Examinee) -> Member:
    return Member.objects.get(organisation=examinee.member.organisation, roles__role=Role.OWNER)


def copies(examinee: Examinee, count: int) -> None:
    """So many colleagues who have answered the same."""
    attempt, run = examinee.attempt, examinee.enrolment
    for n in range(count):
        member = make_member(run.organisation, f"同僚 {n}")
        other = Enrolment.objects.get(pk=run.pk)
        other.pk, other.member, other.uuid = None, member, member.uuid
        other.save(force_insert=True)
        copy = Attempt.objects.get(pk=attempt.pk)
        copy.pk, copy.enrolment, copy.uuid = None, other, member.uuid
        copy.save(force_insert=True)


def test_page_says_nothing_of_few_and_advises_on_many(examinee: Examinee) -> None:
    client = signed_in(owner_of(examinee))
    with at_the_test():
        page = client.get(ADDRESS)
        assert (page.context["found"].items, page.context["found"].too_few) == ([], 10)
        assert "まだ、10名以上が答えた問題はありません。" in page.content.decode()
        copies(examinee, 9)
        found = client.get(ADDRESS).context["found"]
    assert found.people == 10
    assert len(found.items) == 10
    first, last = found.items[0], found.items[-1]
    assert (first.percent, first.asked) == (0, 10)
    assert first.advice.startswith("正解より「")
    assert (last.percent, last.advice) == (100, "")
    assert sum(choice.percent for choice in first.choices) >= 100


def test_page_is_as_of_a_day_and_counts_first_attempts(examinee: Examinee) -> None:
    copies(examinee, 9)
    Attempt.objects.update(number=2)
    client = signed_in(owner_of(examinee))
    with at_the_test():
        assert client.get(ADDRESS).context["found"].people == 0
        Attempt.objects.update(number=1)
        day = clock.today()
        assert client.get(ADDRESS, {"as_of": day.isoformat()}).context["found"].people == 10
        day -= dt.timedelta(days=1)
        assert client.get(ADDRESS, {"as_of": day.isoformat()}).context["found"].people == 0
        assert client.get(ADDRESS, {"as_of": "9999-12-31"}).context["found"].people == 10
        assert client.get(ADDRESS, {"as_of": "0001-01-01"}).context["found"].people == 0
        assert client.get(ADDRESS, {"as_of": "x", "assignment": "y"}).status_code == 200


def test_page_counts_who_rests_at_a_slide(examinee: Examinee) -> None:
    run = Enrolment.objects.get()
    client = signed_in(owner_of(examinee))
    slide = examinee.text.slides[3]
    run.last_slide, run.last_at = slide.id, run.opened_at
    run.save()
    with at_the_test():
        assert client.get(ADDRESS).context["found"].stops == []
    with clock.fixed_at(run.opened_at + dt.timedelta(days=8)):
        stops = client.get(ADDRESS).context["found"].stops
        html = client.get(ADDRESS).content.decode()
    assert [(row.number, row.title, row.people) for row in stops] == [(4, slide.title, 1)]
    assert examinee.member.name not in html.split("<main")[1]


def test_page_is_for_officers_of_the_organisation(examinee: Examinee) -> None:
    organisation = examinee.member.organisation
    auditor = make_member(organisation, "監査", roles=(Role.AUDITOR,))
    supervisor = make_member(organisation, "所属長", roles=(Role.SUPERVISOR,))
    for member in (examinee.member, auditor, supervisor):
        assert signed_in(member).get(ADDRESS).status_code == 404
    assert Client().get(ADDRESS).status_code == 302
    stranger = signed_in(make_owner(make_organisation("別会社")))
    own = str(examinee.enrolment.assignment.uuid)
    assert stranger.get(ADDRESS, {"assignment": own}).context["found"] is None
