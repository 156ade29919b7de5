"""What is claimed and what counts: scripts that cheat, and learners who do not.

The table of docs/algorithms/progress.md §5 is made of this; with TERAKOYA_RENEW=1 it is written.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from terakoya.portal.catalogue.pages import TocSlide
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Enrolment
from terakoya.portal.learning.ranges import seconds_in, union
from terakoya.portal.learning.selectors.progress import needs_for, standing_of
from tests.factories import make_member
from tests.selection import IS_DEEP

from .kept import again, kept_whole_learner
from .learners import OPENED, Learner, after, make_learner

__all__ = ["kept_whole_learner"]

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = Path(__file__).parents[5] / "docs/algorithms/progress.md"
MARK = "<!-- made by learning/tests/test_counted_minutes.py -->"
HOUR = 3600.0
Events = list[dict[str, Any]]
Batches = Iterator[tuple[float, Events]]  # when it arrives, in seconds after the opening


@dataclass(frozen=True)
class Case:
    """Somebody who sends batches, and what becomes of it."""

    who: str
    sends: Callable[[Learner], Batches]
    opens: bool
    is_deep: bool = False


# -- the course -----------------------------------------------------------------------------------


@pytest.fixture
def learner(kept_whole_learner: Learner, db: None) -> Learner:
    """Somebody who has just begun: 40 slides that take about 9 minutes to read."""
    return again(kept_whole_learner)


def answered(learner: Learner, slides: tuple[TocSlide, ...], at: float) -> Events:
    """A choice on each of the slides that ask."""
    return [learner.event("answered", one.id, at, answer="a") for one in slides if one.asks]


def slides_of(learner: Learner) -> tuple[TocSlide, ...]:
    return learner.text.slides


# -- who cheats -----------------------------------------------------------------------------------


def everything_at_once(learner: Learner) -> Batches:
    """As in the attack: all slides in the same seconds, 50 minutes before the opening."""
    slides = slides_of(learner)
    claims = [learner.read(one.id, -3000, -3000 + one.read) for one in slides]
    yield 0.7, claims + answered(learner, slides, 0)
    yield HOUR, claims


def one_after_the_other_before_the_opening(learner: Learner) -> Batches:
    slides, at, claims = slides_of(learner), -HOUR, []
    for one in slides:
        claims.append(learner.read(one.id, at, at + one.read))
        at += one.read
    yield 0.7, claims + answered(learner, slides, 0)


def all_slides_in_parallel(learner: Learner) -> Batches:
    """In real time, five minutes long, the last slide first."""
    slides = slides_of(learner)
    yield 0, answered(learner, slides, 0)
    for at in range(30, 301, 30):
        yield at, [learner.read(one.id, at - 30, at) for one in reversed(slides)]


def heard_and_read_in_parallel(learner: Learner) -> Batches:
    """Hearing one slide at the top speed while reading another one, three minutes long."""
    slides, at = slides_of(learner), 0.0
    yield 0, answered(learner, slides, 0)
    for heard, read in zip(slides[::2], slides[1::2], strict=True):
        length = heard.listen / 2
        claims = [
            learner.heard(heard.id, at, [0, heard.listen], speed=2),
            learner.read(read.id, at, at + length),
        ]
        at += length
        yield at, claims


def one_minute_again_and_again(learner: Learner) -> Batches:
    """The ranges of one honest minute, with other times and on other slides."""
    slides = slides_of(learner)
    yield 60, answered(learner, slides, 60)
    for n, one in enumerate(slides):
        shift = 60.0 * (n - len(slides) // 2)
        yield 60 + n, [learner.read(one.id, shift, shift + 60)]


def narration_in_a_second(learner: Learner) -> Batches:
    """All that is said, at sixty times the speed."""
    slides = slides_of(learner)
    yield (
        60,
        answered(learner, slides, 60)
        + [
            learner.heard(one.id, n, [0, one.listen], speed=one.listen)
            for n, one in enumerate(slides)
        ],
    )


def narration_without_moments(learner: Learner) -> Batches:
    """The same as a page of before reports it."""
    slides = slides_of(learner)
    yield (
        60,
        answered(learner, slides, 60)
        + [
            learner.event("heard", one.id, 2 * n, ranges=[[0, one.listen]])
            for n, one in enumerate(slides)
        ],
    )


def clock_set_forward(learner: Learner) -> Batches:
    """By an hour, so that the reading of the coming hour is told now."""
    slides, at, claims = slides_of(learner), 60.0, []
    for one in slides:
        claims.append(learner.read(one.id, at, at + one.read))
        at += one.read
    yield 60, claims + answered(learner, slides, at)
    yield HOUR, claims


def patient_script(learner: Learner) -> Batches:
    """It waits as long as reading takes; nobody can tell it from somebody who reads."""
    slides, at = slides_of(learner), 0.0
    for need, one in zip(needs_for(learner.enrolment), slides, strict=True):
        at += need.read
        yield at, [learner.read(one.id, at - need.read, at), *answered(learner, (one,), at)]


# -- who does not ---------------------------------------------------------------------------------


def reading(learner: Learner, *, language: str = "ja", start: float = 2.0) -> Iterator[Any]:
    """Slide by slide as the player tells it: half minutes, the choice, the rest."""
    at = start
    for one in slides_of(learner):
        yield at, learner.event("seen", one.id, at, language=language)
        end = at + one.read + 1
        while end - at > 30:
            yield at + 30, learner.read(one.id, at, at + 30, language=language)
            at += 30
        yield end, learner.read(one.id, at, end, language=language)
        if one.asks:
            yield end, learner.event("answered", one.id, end, answer="a", language=language)
        at = end


def by_text(learner: Learner) -> Batches:
    """Somebody whose screen reader reads the slides aloud: no sound of ours is played."""
    for at, event in reading(learner):
        yield at, [event]


def by_text_with_late_batches(learner: Learner) -> Batches:
    """Every third report is lost and comes when all is over, twice."""
    sent = list(reading(learner))
    for n, (at, event) in enumerate(sent):
        if n % 3:
            yield at, [event]
    yield sent[-1][0] + 60, [event for _at, event in sent[::3]]
    yield sent[-1][0] + 90, [event for _at, event in reversed(sent[::3])]


def by_sound(speed: float) -> Callable[[Learner], Batches]:
    """Listening, the slide visible meanwhile."""

    def listening(learner: Learner) -> Batches:
        at = 1.0
        for one in slides_of(learner):
            end = at + one.listen / speed
            yield (
                end,
                [
                    learner.heard(one.id, at, [0, one.listen], speed=speed),
                    learner.read(one.id, at, end),
                    *answered(learner, (one,), end),
                ],
            )
            at = end + 1

    return listening


def by_sound_of_an_old_page(learner: Learner) -> Batches:
    """A page that does not tell when something was heard."""
    for at, events in by_sound(1.5)(learner):
        yield at, [{k: v for k, v in one.items() if k != "moments"} for one in events]


def hours_without_a_network(learner: Learner) -> Batches:
    """Read in a train; the queue is sent three hours later."""
    events = [event for _at, event in reading(learner, start=600)]
    yield 3 * HOUR, events[:50]
    yield 3 * HOUR + 1, events[50:]


def two_devices_in_turn(learner: Learner) -> Batches:
    """The phone has no network at first, so the second half is known before the first."""
    events = list(reading(learner))
    half = len(events) // 2
    for at, event in events[half:]:
        yield at, [event]
    yield HOUR, [event for _at, event in events[:half]]


def two_devices_at_once(learner: Learner) -> Batches:
    """The course is read at the desk, while a phone that counts hidden time shows slide 1."""
    since, first = 0.0, slides_of(learner)[0].id
    for at, event in reading(learner):
        yield at, [event, *([learner.read(first, since, at)] if at > since else [])]
        since = at


def language_half_way(learner: Learner) -> Batches:
    """The second half is read in English, which takes as long here."""
    ja, en = (list(reading(learner, language=one)) for one in ("ja", "en"))
    half = len(ja) // 2
    for at, event in ja[:half] + en[half:]:
        yield at, [event]


def laptop_that_slept(learner: Learner) -> Batches:
    """Its clock stood still for three hours, so what is read afterwards bears an earlier time."""
    events = list(reading(learner))
    half = len(events) // 2
    for at, event in events[:half]:
        yield at, [event]
    for at, event in events[half:]:
        yield at + 3 * HOUR, [event]


CASES = [
    Case("all slides at once, 50 minutes before the opening", everything_at_once, opens=False),
    Case(
        "slides one after the other, before the opening",
        one_after_the_other_before_the_opening,
        opens=False,
    ),
    Case("all slides in parallel for 5 minutes", all_slides_in_parallel, opens=False),
    Case("one heard while another is read", heard_and_read_in_parallel, opens=False),
    Case("one minute again and again, times shifted", one_minute_again_and_again, opens=False),
    Case("each narration in a second", narration_in_a_second, opens=False),
    Case("the same, without moments", narration_without_moments, opens=False),
    Case("a clock set forward by an hour", clock_set_forward, opens=False),
    Case("a script that waits as long as reading takes", patient_script, opens=True),
    Case("reads, or has a screen reader read", by_text, opens=True),
    Case(
        "the same, every third report late and twice",
        by_text_with_late_batches,
        opens=True,
        is_deep=True,
    ),
    Case("listens", by_sound(1), opens=True, is_deep=True),
    Case("listens at twofold speed", by_sound(2), opens=True),
    Case(
        "listens at 1.5, on a page from before `moments`",
        by_sound_of_an_old_page,
        opens=True,
        is_deep=True,
    ),
    Case("reads for hours without a network", hours_without_a_network, opens=True),
    Case(
        "two devices in turn, the first one told last",
        two_devices_in_turn,
        opens=True,
        is_deep=True,
    ),
    Case("two devices at once", two_devices_at_once, opens=True),
    Case("another language half-way", language_half_way, opens=True),
    Case("a laptop that slept for three hours", laptop_that_slept, opens=True),
]


# -- the judge ------------------------------------------------------------------------------------

MEASURED: dict[str, dict[str, Any]] = {}
"""Who → what was found of them, for the table."""


def played(case: Case, learner: Learner) -> dict[str, Any]:
    """Send what the case sends, each batch when it arrives; the line of the table."""
    claims: dict[str, list[tuple[float, float]]] = {}
    end = 0.0
    for at, events in case.sends(learner):
        with clock.fixed_at(after(at)):
            assert learner.post(*events).json()["refused"] == []
        end = max(end, at)
        for one in events:
            claims.setdefault(one["slide"], []).extend(claimed(one))
    enrolment = Enrolment.objects.get(pk=learner.enrolment.pk)
    standing = standing_of(enrolment)
    return {
        "who": case.who,
        "claimed": sum(seconds_in(union(one)) for one in claims.values()),
        "counted": enrolment.seconds_spent or 0,
        "met": len(standing.met),
        "opens": standing.may_take_test,
        "end": end,
    }


def claimed(event: dict[str, Any]) -> list[tuple[float, float]]:
    """The moments that an event claims, true or not."""
    if event["kind"] == "heard" and not event.get("moments"):
        at = dt.datetime.fromisoformat(event["client_time"]).timestamp()
        return [(at - sum(to - start for start, to in event["ranges"]) / 2, at)]
    ranges = event["ranges"] if event["kind"] == "read" else event.get("moments", [])
    return [(start, to) for start, to in ranges]


@pytest.mark.parametrize(
    "case",
    [
        # Deep: further ways to read or hear, whose ranges test_events.py unites in any order.
        pytest.param(one, id=one.sends.__name__, marks=[pytest.mark.deep] * one.is_deep)
        for one in CASES
    ],
)
def test_test_opens_for_whom_the_time_has_passed(case: Case, learner: Learner) -> None:
    found = MEASURED[case.who] = played(case, learner)
    assert found["opens"] == case.opens
    assert found["counted"] <= found["end"] + 5
    least = sum(
        min(need.read, *(need.to_hear(one) / 2 for one in need.listen))
        for need in needs_for(learner.enrolment)
    )
    assert (found["counted"] >= least - 1) == case.opens
    if case.opens:
        assert found["counted"] <= found["claimed"]


def test_table_of_the_document_is_what_was_measured(learner: Learner) -> None:
    """Each line of the cases that are played; in the deep run the whole table."""
    whole = IS_DEEP or bool(os.environ.get("TERAKOYA_RENEW"))
    cases = [case for case in CASES if whole or not case.is_deep]
    for number, case in enumerate(cases):
        if case.who not in MEASURED:  # the test above was not played in this process
            with clock.fixed_at(OPENED):
                member = make_member(learner.member.organisation, f"受講 {number}")
                other = make_learner(member)
            MEASURED[case.who] = played(case, other)
    rows = [row_of(MEASURED[case.who]) for case in cases]
    before, made, rest = PAGE.read_text("utf-8").partition(MARK)
    old, end, after_it = rest.partition("\n\n")
    table = "\n".join(["", *HEAD, *rows])
    if os.environ.get("TERAKOYA_RENEW"):
        PAGE.write_text(before + made + table + end + after_it, "utf-8")
    lines = table.splitlines()
    assert [line for line in old.splitlines() if whole or line in lines] == lines


HEAD = [
    "| who | minutes passed | claimed | counted | slides met | test opens |",
    "| --- | ---: | ---: | ---: | ---: | --- |",
]


def row_of(found: dict[str, Any]) -> str:
    """A line of the table."""
    minutes = " | ".join(f"{found[name] / 60:.1f}" for name in ("end", "claimed", "counted"))
    opens = "yes" if found["opens"] else "no"
    return f"| {found['who']} | {minutes} | {found['met']} | {opens} |"
