"""The journeys that are played while the server is killed."""

from __future__ import annotations

from random import Random

from ..bench import journey
from ..bench.journey import Learner, Rehearsal
from .ledger import Ledger, StubbornBrowser

_BEFORE = (journey.sign_in_page, journey.sign_in, journey.my_courses, journey.survey_page)
_READING = (journey.player_page, journey.batches, journey.language, journey.batches_after)
_TEST = (journey.exam_intro, journey.exam_start, journey.exam_answers)


async def play(
    rehearsal: Rehearsal,
    number: int,
    base_url: str,
    ledger: Ledger | None = None,
    pause: float = 0.0,
) -> Ledger:
    """One learner from sign-in to certificate; what was lost on the way is sent again."""
    person = rehearsal.learners[number]
    ledger = ledger or Ledger(person["enrolment"])
    browser = StubbornBrowser(base_url, ledger, pause)
    learner = Learner(rehearsal, person, browser, number)
    try:
        for step in _BEFORE:
            await step(learner)
        await browser.post_survey(
            f"/survey/{rehearsal.known['wave']}/", _survey_answers(rehearsal, number)
        )
        for step in (*_READING, *_TEST):
            await step(learner)
        await journey.exam_submit(learner)
        ledger.is_handed_in = True
        await journey.certificate(learner)
        ledger.is_finished = True
    finally:
        await browser.close()
    return ledger


def _survey_answers(rehearsal: Rehearsal, number: int) -> dict[str, str]:
    """An answer to every item that has options."""
    rng = Random(number)  # noqa: S311 - a journey, no secret
    items = rehearsal.known["survey"]
    return {f"item-{item}": rng.choice(options) for item, options in items.items() if options}
