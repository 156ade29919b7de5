"""Law watch: facts that end or changed, and what rests on them."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.law_watch import AHEAD, Concern, Watched, fact_uses, watched
from terakoya.courseware.model import Course, Fact
from tests.courses import flagship_material
from tests.courseware.laws import law

COURSE = flagship_material().course
TODAY = dt.date(2026, 11, 26)
RESTED_ON = next(fact for fact in COURSE.source.test.questions[0].facts)


def with_fact(course: Course, fact_id: str, **changes: object) -> Course:
    facts = tuple(
        fact.model_copy(update=changes) if fact.id == fact_id else fact for fact in course.facts
    )
    return course.model_copy(update={"facts": facts})


def with_only(course: Course, *facts: Fact) -> Course:
    return course.model_copy(update={"facts": facts})


def watch(course: Course, newest: Course | None = None) -> tuple[Watched, ...]:
    return watched(
        fact_uses(course), on=TODAY, newest=None if newest is None else fact_uses(newest)
    )


def concerns(course: Course, newest: Course | None = None) -> dict[str, str]:
    return {one.use.fact: one.concern.value for one in watch(course, newest)}


def test_the_course_of_today_rests_on_nothing_that_has_ended() -> None:
    assert Concern.ENDED not in concerns(COURSE).values()
    assert Concern.CHANGED not in concerns(COURSE, COURSE).values()


def test_the_last_valid_day_is_still_valid() -> None:
    def at(day: dt.date) -> str | None:
        return concerns(with_fact(COURSE, RESTED_ON, valid_until=day)).get(RESTED_ON)

    assert at(TODAY - dt.timedelta(days=1)) == "ended"
    assert at(TODAY) == "ending"
    assert at(TODAY + AHEAD) == "ending"
    assert at(TODAY + AHEAD + dt.timedelta(days=1)) is None


def test_a_fact_that_is_stated_otherwise_has_changed() -> None:
    statement = {"ja": "別の文", "en": "another sentence"}
    newest = with_fact(COURSE, RESTED_ON, statement=statement)
    changed = [one.use.fact for one in watch(COURSE, newest) if one.concern == Concern.CHANGED]
    assert changed == [RESTED_ON]


def test_looking_again_on_another_day_changes_nothing() -> None:
    newest = with_fact(COURSE, RESTED_ON, checked_on=TODAY)
    assert concerns(COURSE, newest) == concerns(COURSE)


def test_a_fact_that_the_newest_revision_no_longer_has_is_gone() -> None:
    newest = with_only(COURSE, *(fact for fact in COURSE.facts if fact.id != RESTED_ON))
    assert concerns(COURSE, newest)[RESTED_ON] == "gone"


def test_what_has_ended_is_told_as_ended_though_it_changed_too() -> None:
    ended = with_fact(COURSE, RESTED_ON, valid_until=TODAY - dt.timedelta(days=1))
    assert concerns(ended, COURSE)[RESTED_ON] == "ended"


def test_slides_and_questions_that_rest_on_it_are_named_in_order() -> None:
    ended = with_fact(COURSE, RESTED_ON, valid_until=TODAY - dt.timedelta(days=1))
    (found,) = (one.use for one in watch(ended) if one.use.fact == RESTED_ON)
    assert found.slides == tuple(
        slide.id for _, slide in COURSE.source.slides() if RESTED_ON in slide.facts
    )
    assert found.questions[0] == COURSE.source.test.questions[0].id


def test_a_fact_on_which_only_the_bank_rests_is_left_out() -> None:
    used = {fact for _, slide in COURSE.source.slides() for fact in slide.facts} | {
        fact for one in COURSE.source.test.questions for fact in one.facts
    }
    banked = next(fact.id for fact in COURSE.facts if fact.id not in used)
    assert banked not in concerns(with_fact(COURSE, banked, valid_until=dt.date(2020, 1, 1)))


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
@law
def test_concerns_come_gravest_first(day: dt.date) -> None:
    order = list(Concern)
    found = [order.index(one.concern) for one in watched(fact_uses(COURSE), on=day)]
    assert found == sorted(found)
