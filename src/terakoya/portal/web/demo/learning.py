"""How the demo's people read the course and take its test."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Final

from ...accounts.models import Member
from ...catalogue.pages import TocSlide
from ...catalogue.selectors import revision_text
from ...common import clock
from ...learning.batch import read_batch
from ...learning.draws import read_draw
from ...learning.models import Enrolment
from ...learning.selectors.progress import choices_of
from ...learning.services import record_events, start_attempt, submit_attempt
from .reading import Sending, Visit, sendings

# A demo saves what ten batches would have brought in one, as after a tunnel without a network.
_TOGETHER: Final = 10


def visits_of(enrolment: Enrolment, *, share: float, rng: Random) -> list[Visit]:
    """How somebody reads the first share of a course: every slide a little longer than needed."""
    slides = revision_text(enrolment.revision_id, enrolment.language).slides
    count = max(1, round(len(slides) * share))
    return [
        Visit(
            slide=slide.id,
            slide_hash=slide.hash,
            seconds=_seconds(slide, rng),
            answer=_answer(enrolment, slide, rng) if slide.asks else "",
        )
        for slide in slides[:count]
    ]


def read_course(*, member: Member, enrolment: Enrolment, visits: list[Visit]) -> dt.datetime:
    """Read some slides from now on; returns when the last report was sent."""
    start = clock.now()
    at = start
    # Events of two demo organisations have two uuids, though their stories are the same.
    rng = Random(str(enrolment.uuid))  # noqa: S311 - no secret
    reading = sendings(visits, start=start.timestamp(), language=enrolment.language, rng=rng)
    for group in _groups(reading):
        at = dt.datetime.fromtimestamp(group[-1].at, dt.UTC)
        events = [event for sending in group for event in sending.events]
        batch = read_batch(json.dumps({"events": events}).encode())
        with clock.fixed_at(at):
            receipt = record_events(member=member, enrolment=enrolment.uuid, events=batch.events)
        assert not receipt.refused and not batch.refused, "a story has no mistakes"
    return at


def take_test(*, member: Member, enrolment: Enrolment, wrong: int) -> None:
    """Take the test with a number of wrong answers, and hand it in five minutes later.

    Wrong are first the questions that no rule of passing is about: so few mistakes pass.
    """
    attempt = start_attempt(member=member, enrolment=enrolment)
    draw = read_draw(attempt.draw)
    ruled = {question for rule in draw.must for question in rule.questions}
    answers = {}
    for place, question in enumerate(sorted(draw.questions, key=lambda one: one.id in ruled)):
        others = [choice for choice in question.choices if choice not in question.correct]
        answers[question.id] = others[:1] if place < wrong else list(question.correct)
    with clock.fixed_at(clock.now() + dt.timedelta(minutes=5)):
        submit_attempt(member=member, attempt=attempt, answers=answers, language=enrolment.language)


def _seconds(slide: TocSlide, rng: Random) -> float:
    return round(max(slide.read + 1.0, slide.seconds * rng.uniform(0.9, 1.2)), 1)


def _answer(enrolment: Enrolment, slide: TocSlide, rng: Random) -> str:
    return rng.choice(sorted(choices_of(enrolment.revision_id, enrolment.language, slide.id)))


def _groups(reading: Iterator[Sending]) -> Iterator[list[Sending]]:
    while group := list(islice(reading, _TOGETHER)):
        yield group
