"""The first slide closes the survey before it, with or without a player's report."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.portal.common import clock
from terakoya.portal.learning.models import Enrolment

from .kept import again, kept_learner
from .learners import Learner, after

__all__ = ["kept_learner"]


@pytest.fixture
def learner(kept_learner: Learner, db: None) -> Learner:
    return again(kept_learner)


def first_slide_at() -> Any:
    return Enrolment.objects.values_list("first_slide_at", flat=True).get()


def test_the_page_of_the_first_slide_notes_it_once(learner: Learner) -> None:
    page, first = learner.url(learner.text.slides[0].id), learner.text.slides[0].id
    with clock.fixed_at(after(10)):
        assert learner.client.get(page).status_code == 200
    with clock.fixed_at(after(20)):
        assert learner.client.get(page).status_code == 200
        learner.post(learner.event("seen", first, 11))
    assert first_slide_at() == after(10)


def test_a_report_before_any_page_notes_it_too(learner: Learner) -> None:
    with clock.fixed_at(after(10)):
        learner.post(learner.event("seen", learner.text.slides[0].id, 1))
    assert first_slide_at() == after(10)


def test_a_locked_slide_is_not_the_first_slide(learner: Learner) -> None:
    with clock.fixed_at(after(10)):
        answer = learner.client.get(learner.url(learner.text.slides[-1].id))
    assert (answer.status_code, first_slide_at()) == (302, None)
