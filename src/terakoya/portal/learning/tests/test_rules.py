"""How learners go through a course: what the officer sets, and whom it touches."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.audit.models import AuditEntry, AuditPayload
from terakoya.portal.common import clock
from terakoya.portal.learning.choices import Counting, Gate, TopSpeed
from terakoya.portal.learning.gate import reading_seconds
from terakoya.portal.learning.models import Assignment, Enrolment, Event, SlideProgress
from terakoya.portal.learning.rules import Rules
from terakoya.portal.learning.selectors.progress import needs_for, standing_of
from terakoya.portal.learning.services import change_rules
from tests.factories import make_member, make_organisation, make_owner
from tests.statements import counted_statements

from .kept import again, kept_learner
from .learners import OPENED, Learner, after, make_learner, signed_in

__all__ = ["kept_learner"]

STRICT = Rules(Gate.GATE, top_speed=100, min_seconds=60, counts_hidden=False)
MILD = Rules(Gate.FREE, top_speed=200, min_seconds=0, counts_hidden=True)
every_rule = st.builds(
    Rules,
    gate=st.sampled_from(Gate),
    top_speed=st.sampled_from(TopSpeed.values),
    min_seconds=st.integers(0, 90),
    counts_hidden=st.booleans(),
)


@pytest.fixture
def learner(kept_learner: Learner, db: None) -> Learner:
    """Somebody who has just begun, by the rules of every day."""
    return again(kept_learner)


def set_rules(learner: Learner, rules: Rules) -> None:
    owner = make_owner(learner.member.organisation, "担当 一郎")
    change_rules(by=owner, assignment=learner.enrolment.assignment, rules=rules)
    learner.enrolment.refresh_from_db()


# -- pure -----------------------------------------------------------------------------------------


@given(every_rule, every_rule)
def test_milder_asks_for_no_more_than_either(one: Rules, two: Rules) -> None:
    both = one.milder(two)
    assert both == two.milder(one) == both.milder(one) == both.milder(two)
    assert both.min_seconds <= min(one.min_seconds, two.min_seconds)
    assert both.top_speed >= max(one.top_speed, two.top_speed)


@pytest.mark.parametrize(
    ("reading", "listen", "least", "expected"),
    [
        (12, 40, 0, 12),
        (12, 40, 30, 30),
        (12, 40, 60, 40),  # never longer than the narration
        (12, 0, 60, 60),  # of which nothing is known
        (12, 8, 0, 8),
        (30, 40, 20, 30),
    ],
)
def test_reading_seconds_are_raised_up_to_the_narration(
    reading: float, listen: float, least: float, expected: float
) -> None:
    assert reading_seconds(reading, listen, least) == expected


# -- the judge ------------------------------------------------------------------------------------


def test_min_seconds_raise_what_is_to_be_read(learner: Learner) -> None:
    first = learner.text.slides[0]
    plain = needs_for(learner.enrolment)[0].read
    Enrolment.objects.update(min_seconds=plain + 5)
    learner.enrolment.refresh_from_db()
    assert needs_for(learner.enrolment)[0].read == plain + 5
    with clock.fixed_at(after(120)):
        learner.post(learner.event("seen", first.id), learner.read(first.id, 0, plain + 4))
        assert standing_of(learner.enrolment).met == frozenset()
        answer = learner.post(learner.read(first.id, plain + 4, plain + 5)).json()
    assert answer["met"] == [first.id]


def test_min_seconds_never_wait_longer_than_the_narration(learner: Learner) -> None:
    Enrolment.objects.update(min_seconds=90)
    learner.enrolment.refresh_from_db()
    for need in needs_for(learner.enrolment):
        assert need.read <= min(need.listen.values())


@pytest.mark.parametrize(("top_speed", "is_met"), [(200, True), (100, False)])
def test_top_speed_bounds_what_may_have_been_heard(
    learner: Learner, top_speed: int, is_met: bool
) -> None:
    first = learner.text.slides[0]
    Enrolment.objects.update(top_speed=top_speed)
    heard = learner.heard(first.id, 0, [0, first.listen], speed=2)
    with clock.fixed_at(after(3600)):
        answer = learner.post(learner.event("seen", first.id), heard).json()
        assert answer["met"] == ([first.id] if is_met else [])
        rest = learner.heard(first.id, 1800, [0, first.listen], speed=2)
        assert learner.post(rest).json()["met"] == [first.id]


def test_slide_heard_faster_than_allowed_stays_met_by_the_first_rule_alone(
    learner: Learner,
) -> None:
    """By the first rule the judge looks at the present speed; by moments what was met is kept."""
    first = learner.text.slides[0]
    heard = learner.heard(first.id, 0, [0, first.listen], speed=2)
    met = []
    for counting in Counting:
        SlideProgress.objects.all().delete()
        Event.objects.all().delete()
        Enrolment.objects.update(counting=counting, top_speed=200)
        with clock.fixed_at(after(first.listen / 2)):
            learner.post(heard)
            Enrolment.objects.update(top_speed=100)
            met.append(learner.post().json()["met"])
    assert met == [[], [first.id]]


def test_text_path_is_600_characters_or_200_words_a_minute_and_ten_seconds_at_least(
    learner: Learner,
) -> None:
    """The arithmetic is courseware's (its test: times); here, what the gate takes from it."""
    needs = {need.slide: need.read for need in needs_for(learner.enrolment)}
    shortest = {slide.id: slide.read for slide in learner.text.slides}
    assert all(needs[slide] <= read for slide, read in shortest.items())
    dividers = {slide.id for slide in learner.text.slides if slide.layout == "chapter"}
    assert all(needs[slide] >= 10 for slide in needs.keys() - dividers)
    assert all(0 < needs[slide] < 10 for slide in dividers)


def test_a_gate_met_in_english_counts_in_japanese(learner: Learner) -> None:
    first = learner.text.slides[0]
    seconds = needs_for(learner.enrolment)[0].read
    with clock.fixed_at(after(60)):
        answer = learner.post(
            learner.event("seen", first.id, language="en"),
            learner.read(first.id, 0, seconds, language="en"),
        ).json()
        assert answer["met"] == [first.id]
        page = learner.client.get(learner.url(learner.text.slides[1].id))
    assert page.status_code == 200


# -- changing -------------------------------------------------------------------------------------


def test_change_rules_is_for_those_who_begin_later(learner: Learner) -> None:
    set_rules(learner, STRICT)
    assert Assignment.objects.get().rules == STRICT
    assert Enrolment.objects.get().rules == Rules()
    late = make_learner(make_member(learner.member.organisation, "後藤 次郎"))
    assert late.enrolment.rules == STRICT


def test_change_rules_makes_it_milder_for_those_on_the_way(learner: Learner) -> None:
    Enrolment.objects.update(**asdict(STRICT))
    set_rules(learner, MILD)
    assert Enrolment.objects.get().rules == MILD == STRICT.milder(MILD)


def test_change_rules_leaves_finished_enrolments_alone(learner: Learner) -> None:
    Enrolment.objects.update(completed_at=after(1500))
    set_rules(learner, MILD)
    assert Enrolment.objects.get().rules == Rules()


def test_change_rules_costs_the_same_for_one_and_for_three(learner: Learner) -> None:
    owner = make_owner(learner.member.organisation, "担当 一郎")
    costs = []
    for seconds in (20, 30, 40):
        rules = Rules(min_seconds=seconds)
        with counted_statements() as statements:
            change_rules(by=owner, assignment=learner.enrolment.assignment, rules=rules)
        costs.append(len(statements))
        make_learner(make_member(learner.member.organisation, f"受講 {seconds}"))
    assert len(set(costs)) == 1


def test_change_rules_is_written_into_the_audit_log_once(learner: Learner) -> None:
    set_rules(learner, STRICT)
    set_rules(learner, STRICT)
    entry = AuditEntry.objects.get(verb="learning.rules_changed")
    payload = AuditPayload.objects.get(entry=entry).data
    assert (payload["before"], payload["after"]) == (asdict(Rules()), asdict(STRICT))


def test_met_slides_stay_met_when_the_rules_become_stricter(learner: Learner) -> None:
    with clock.fixed_at(after(3600)):
        learner.finish(3)
        before = standing_of(learner.enrolment).met
        set_rules(learner, STRICT)
        assert standing_of(learner.enrolment).met == before != frozenset()


@pytest.mark.parametrize("wrong", [{"top_speed": 300}, {"top_speed": 0}, {"min_seconds": 91}])
def test_impossible_rules_cannot_be_stored(learner: Learner, wrong: dict[str, int]) -> None:
    with pytest.raises(IntegrityError):
        Assignment.objects.update(**wrong)


# -- pages ----------------------------------------------------------------------------------------


def test_assignment_rules_page_shows_and_changes_them(learner: Learner) -> None:
    officer = signed_in(make_owner(learner.member.organisation, "担当 一郎"))
    address = f"/manage/assignments/{learner.enrolment.assignment.uuid}/rules/"
    page = officer.get(address).content.decode()
    assert "終えたスライドが、終えていない扱いに戻ることはありません。" in page
    entered = {"gate": "free", "top_speed": "150", "min_seconds": "２０", "counts_hidden": "on"}
    assert officer.post(address, entered).status_code == 302
    assert Assignment.objects.get().rules == Rules(Gate.FREE, 150, 20, counts_hidden=True)
    shown = officer.get("/manage/assignments/").content.decode()
    assert ("音声は1.5倍まで" in shown, "1枚20秒以上" in shown) == (True, True)
    assert officer.post(address, {"gate": "gate", "top_speed": "200"}).status_code == 302
    assert Assignment.objects.get().rules == Rules()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"min_seconds": "91"}, "0から90までの秒数を入力してください"),
        ({"min_seconds": "-1"}, "0から90までの秒数を入力してください"),
        ({"min_seconds": "はやめ"}, "0から90までの秒数を入力してください"),
        ({"top_speed": "300"}, "300"),
        ({"gate": "shut"}, "shut"),
    ],
)
def test_assignment_rules_refuses_what_cannot_be(
    learner: Learner, wrong: dict[str, str], sentence: str
) -> None:
    officer = signed_in(make_owner(learner.member.organisation, "担当 一郎"))
    address = f"/manage/assignments/{learner.enrolment.assignment.uuid}/rules/"
    answer = officer.post(address, {"gate": "free", "top_speed": "200", **wrong})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert Assignment.objects.get().rules == Rules()


def test_assignment_rules_are_for_officers_of_the_organisation(learner: Learner) -> None:
    address = f"/manage/assignments/{learner.enrolment.assignment.uuid}/rules/"
    stranger = make_owner(make_organisation("株式会社よその商店"), "他社 太郎")
    owner = make_owner(learner.member.organisation, "担当 一郎")
    answers = [signed_in(one).get(address).status_code for one in (owner, stranger)]
    assert [*answers, learner.client.get(address).status_code] == [200, 404, 404]


def test_assignment_new_takes_the_rules(learner: Learner) -> None:
    officer = signed_in(make_owner(learner.member.organisation, "担当 一郎"))
    entered = {"audience": "everyone", "gate": "gate", "top_speed": "125", "min_seconds": "15"}
    entered |= {"course": learner.enrolment.assignment.course.slug, "again": "on"}  # it is open
    assert officer.post("/manage/assignments/new/", entered).status_code == 302
    assert Assignment.objects.latest("id").rules == Rules(top_speed=125, min_seconds=15)


def test_player_is_told_the_rules(learner: Learner) -> None:
    Enrolment.objects.update(top_speed=150, min_seconds=25, counts_hidden=True)
    with clock.fixed_at(OPENED + dt.timedelta(seconds=30)):
        page = learner.client.get(learner.url(learner.text.slides[0].id)).content.decode()
    assert '"topSpeed": 1.5, "minSeconds": 25, "countsHidden": true' in page
