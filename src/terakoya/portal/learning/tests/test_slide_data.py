"""The pieces of a slide for a change in place, and 「読みました」 for pages without a script."""

from __future__ import annotations

import pytest
from django.urls import reverse

from terakoya.portal.learning.models import Event

from .learners import Learner, make_learner

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once


@pytest.fixture
def learner(db: None) -> Learner:
    """Somebody who has just begun the course."""
    return make_learner()


@pytest.fixture
def other(learner: Learner) -> Learner:
    """Somebody of another organisation."""
    return make_learner()


def test_slide_data_gives_the_learner_the_slide_alone(learner: Learner, other: Learner) -> None:
    first = learner.text.slides[0].id
    address = reverse("learning:slide-data", args=[learner.enrolment.uuid, first])
    answer = learner.client.get(address, HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert f'data-slide="{first}"' in answer.content.decode().replace('\\"', '"')
    assert other.client.get(address).status_code == 404
    missing = reverse("learning:slide-data", args=[learner.enrolment.uuid, "no-such-slide"])
    assert learner.client.get(missing).status_code == 404


def test_slide_read_needs_the_time_that_reading_takes(learner: Learner, other: Learner) -> None:
    first = learner.text.slides[0].id
    learner.client.get(learner.url(first))
    address = reverse("learning:slide-read", args=[learner.enrolment.uuid, first])
    assert other.client.post(address).status_code == 404
    before = Event.objects.filter(kind="read").count()
    assert learner.client.post(address).status_code in {302, 303}
    assert Event.objects.filter(kind="read").count() == before
