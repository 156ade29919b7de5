"""Attempts for tests: a learner before the test, and answers that are right or wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from terakoya.courseware.draw import DrawnQuestion
from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.common import clock
from terakoya.portal.learning.draws import Draw, read_draw
from terakoya.portal.learning.models import Attempt, Enrolment

from .learners import OPENED, Learner, after, make_learner

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

HOUR = 3600.0


class Examinee(Learner):
    """A learner at the confirmation test."""

    @property
    def test_url(self) -> str:
        """The test."""
        return f"/learn/{self.enrolment.uuid}/test/"

    @property
    def attempt(self) -> Attempt:
        """The newest attempt as the database has it."""
        return Attempt.objects.filter(enrolment=self.enrolment).order_by("-number")[0]

    @property
    def draw(self) -> Draw:
        """What the newest attempt shows."""
        return read_draw(self.attempt.draw)

    def start(self) -> Attempt:
        """Press the button."""
        response = self.client.post(self.test_url)
        assert (response.status_code, response["Location"]) == (302, self.test_url)
        return self.attempt

    def put_reading(self) -> None:
        """Let the first question of the newest attempt hold a reading; few of the course's do."""
        attempt, first = self.attempt, self.draw.questions[0].id
        attempt.draw["texts"]["ja"][first]["text"] += "（{毀損|きそん}）"
        attempt.save(update_fields=["draw"])

    def take_time(self, seconds: float = 60) -> None:
        """Let the newest attempt have begun so long ago; those of tests take no time otherwise."""
        begun = clock.now() - dt.timedelta(seconds=seconds)
        Attempt.objects.filter(pk=self.attempt.pk).update(started_at=begun)

    def look_again(self, seconds: float = 10) -> None:
        """Let the last failure have been long enough ago, and look at its slides since then."""
        self.enrolment.refresh_from_db()
        slides = self.enrolment.review_slides
        if self.enrolment.review_from is None:
            return
        now = (clock.now() - self.enrolment.opened_at).total_seconds()
        start = now - seconds * len(slides)
        Enrolment.objects.filter(pk=self.enrolment.pk).update(review_from=self.moment(start))
        for n, slide in enumerate(slides):
            begin = start + seconds * n
            assert self.post(self.read(slide, begin, begin + seconds)).json()["refused"] == []

    def url_of(self, attempt: Attempt, what: str = "") -> str:
        """The result of an attempt, or what is done with it."""
        enrolment = self.enrolment.uuid
        return {
            "": f"/learn/{enrolment}/test/{attempt.uuid}/",
            "answer/": f"/learn/{enrolment}/test/{attempt.uuid}/answer/",
            "submit/": f"/learn/{enrolment}/test/{attempt.uuid}/submit/",
        }[what]

    def answers(self, *, right: int | None = None) -> dict[str, list[str]]:
        """An answer to every question of the newest attempt; the first `right` ones are right."""
        wanted = len(self.draw.questions) if right is None else right
        return {
            one.id: _right(one) if n < wanted else _wrong(one)
            for n, one in enumerate(self.draw.questions)
        }

    def save(self, answers: dict[str, list[str]], **headers: Any) -> Response:
        """Save answers as the script does."""
        return self.client.post(
            self.url_of(self.attempt, "answer/"),
            form_of(answers),
            HTTP_ACCEPT="application/json",
            **headers,
        )

    def submit(self, answers: dict[str, list[str]], **fields: str) -> Response:
        """Hand in the newest attempt with answers."""
        return self.client.post(
            self.url_of(self.attempt, "submit/"), {**form_of(answers), **fields}
        )


def form_of(answers: dict[str, list[str]]) -> dict[str, list[str]]:
    """The fields of the form."""
    return {f"q-{question}": choices for question, choices in answers.items()}


def _right(one: DrawnQuestion) -> list[str]:
    return [choice for choice in one.choices if choice in one.correct]


def _wrong(one: DrawnQuestion) -> list[str]:
    return [next(choice for choice in one.choices if choice not in one.correct)]


def to_examinee(learner: Learner) -> Examinee:
    """The same learner, at the test."""
    return Examinee(learner.member, learner.enrolment, learner.client)


def make_examinee(
    member: Member | None = None, *, publish: Callable[[], Revision] | None = None
) -> Examinee:
    """A learner who has read every slide of the course of `make_learner`, after an hour.

    The mark alone decides who passes: rules of passing are in `test_must_pass.py`.
    """
    with clock.fixed_at(OPENED):
        learner = make_learner(member, publish=publish)
    revision = learner.enrolment.revision
    revision.meta = {**revision.meta, "must": []}
    revision.save(update_fields=["meta"])
    with clock.fixed_at(after(HOUR)):
        read_everything(learner)
    return to_examinee(learner)


def read_everything(learner: Learner) -> None:
    """Every slide read to its end and answered, in one batch."""
    start, events = 0.0, []
    for slide in learner.text.slides:
        end = start + slide.read
        events += [learner.event("seen", slide.id, start), learner.read(slide.id, start, end)]
        if slide.asks:
            events.append(learner.event("answered", slide.id, end, answer="a"))
        start = end
    assert learner.post(*events).json()["refused"] == []


def at_the_test() -> AbstractContextManager[None]:
    """The hour at which the tests of this folder are taken."""
    return clock.fixed_at(after(HOUR))
