"""The same events by several workers at once: stored once, united once, counted once."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from functools import partial

from terakoya.portal.common import clock
from terakoya.portal.delivery.tests.concurrency import (
    in_thread,
    in_threads,
    shared_database,
)
from terakoya.portal.learning.batch import read_batch
from terakoya.portal.learning.models import Enrolment, Event
from terakoya.portal.learning.selectors.progress import stored_state, union_of_events
from terakoya.portal.learning.services import record_events

from .learners import Learner, claims, make_learner

__all__ = ["shared_database"]


def begun() -> Learner:
    """Somebody who began an hour ago."""
    with clock.fixed_at(clock.now() - dt.timedelta(hours=1)):
        return make_learner()


def deliver(learner: Learner, events: list[dict[str, object]]) -> tuple[int, list[str]]:
    """Save a batch as a worker does; how many were saved, and what is met."""
    batch = read_batch(json.dumps({"events": events}).encode())
    receipt = record_events(
        member=learner.member, enrolment=learner.enrolment.uuid, events=batch.events
    )
    assert receipt.refused == ()
    return len(receipt.saved), list(receipt.met)


def found(learner: Learner) -> tuple[int, int | None, bool]:
    """The stored events, the seconds spent, and whether the slides are their union."""
    run = Enrolment.objects.get(pk=learner.enrolment.pk)
    is_union = claims(stored_state(run)) == union_of_events(run).slides
    return Event.objects.count(), run.seconds_spent, is_union


def test_batch_sent_to_eight_workers_at_once_counts_once(shared_database: str) -> None:
    learner = in_thread(begun)
    slide = in_thread(lambda: learner.text.slides[0])
    events = [learner.event("seen", slide.id), learner.read(slide.id, 0, slide.read)]
    answers = in_threads([partial(deliver, learner, events)] * 8)
    assert answers == [(2, [slide.id])] * 8
    assert in_thread(partial(found, learner)) == (2, slide.read, True)


def test_batches_that_overlap_at_once_lose_nothing(shared_database: str) -> None:
    """Eight workers, each with its own part of one slide and with the part of its neighbour."""
    learner = in_thread(begun)
    slide = in_thread(lambda: learner.text.slides[0])
    parts = [learner.read(slide.id, n, n + 2, uuid=str(uuid.UUID(int=n))) for n in range(8)]
    pairs = [[parts[n], parts[(n + 1) % 8]] for n in range(8)]
    answers = in_threads([partial(deliver, learner, pair) for pair in pairs])
    assert [saved for saved, _met in answers] == [2] * 8
    assert in_thread(partial(found, learner)) == (8, 9, True)
