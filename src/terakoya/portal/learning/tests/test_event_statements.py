"""The largest batch costs no more statements than the smallest."""

from __future__ import annotations

import itertools

import pytest

from terakoya.portal.common import clock
from terakoya.portal.learning.models import Event, SlideProgress
from tests.statements import counted_statements

from .learners import OPENED, after, make_learner

pytestmark = pytest.mark.both  # how many values one takes, each database decides
LARGEST = 200


def test_events_cost_six_statements_for_one_and_for_200(db: None) -> None:
    with clock.fixed_at(OPENED):
        learner = make_learner()
    slides = [slide.id for slide in learner.text.slides]
    kinds = itertools.cycle(slides)
    with clock.fixed_at(after(3600)):
        learner.post(learner.event("seen", slides[0], 1))
        costs = []
        for size in (1, LARGEST - 1):
            batch = [learner.event("seen", slides[-1], 3 + size)]
            batch += [learner.read(next(kinds), at, at + 1) for at in range(size)]
            with counted_statements() as statements:
                answer = learner.post(*batch).json()
            costs.append((len(answer["saved"]), len(statements)))
    assert costs == [(2, 6), (LARGEST, 6)]
    assert (Event.objects.count(), SlideProgress.objects.count()) == (LARGEST + 3, len(slides))
