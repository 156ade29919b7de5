"""Attempts for tests: a learner before the test, and answers that are right or wrong."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from terakoya.portal.common import clock
from terakoya.portal.learning.draws import Draw, read_draw
from terakoya.portal.learning.models import Attempt

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

    def url_of(self, attempt: Attempt, what: str = "") -> str:
        """The result of an attempt, or what is done with it."""
        return f"{self.test_url}{attempt.uuid}/{what}"

    def answers(self, *, right: int | None = None) -> dict[str, list[str]]:
        """An answer to every question of the newest attempt; the first `right` ones are right."""
        wanted = len(self.draw.questions) if right is None else right
        return {
            one.id: list(one.correct) if n < wanted else _wrong(one.choices, one.correct)
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


def _wrong(choices: Collection[str], correct: Collection[str]) -> list[str]:
    return [next(choice for choice in choices if choice not in correct)]


def make_examinee() -> Examinee:
    """A learner who has read every slide, an hour after the opening."""
    with clock.fixed_at(OPENED):
        learner = make_learner()
    with clock.fixed_at(after(HOUR)):
        learner.finish(len(learner.text.slides))
    return Examinee(learner.member, learner.enrolment, learner.client)
