"""The request list: what one learner's browser asks for, from sign-in to certificate.

25 minutes: 20 on the slides, told in the batches that the player would send, and 5 in the test,
which sends none. The moments lie in the past, so that nobody has to wait for them.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from terakoya.portal.web.demo.reading import Sending, Visit, sendings

from .browser import Browser, WrongAnswer

READING_SECONDS: Final = 20 * 60.0
STARTS_AFTER: Final = 60.0  # seconds between the opening of the enrolment and the first slide
WINDOW, AHEAD = 8, 4  # as in learning/selectors/player.py and static/learning/slides.js
OTHER_LANGUAGE: Final = "en"


@dataclass(frozen=True)
class Rehearsal:
    """What `manage.py bench_setup` has written."""

    known: Mapping[str, Any]

    @property
    def learners(self) -> list[dict[str, str]]:
        """Who can sign in."""
        return list(self.known["learners"])

    def slides(self, language: str) -> list[dict[str, Any]]:
        """The slides of the course in one language."""
        return list(self.known["slides"][language])


@dataclass
class Learner:
    """One learner with a browser, and how far the journey has come."""

    rehearsal: Rehearsal
    person: Mapping[str, str]
    browser: Browser
    seed: int
    shown: list[tuple[str, str]] = field(default_factory=list)  # (HTML, address) not yet looked at
    attempt: str = ""
    questions: tuple[str, ...] = ()
    result: str = ""
    met: int = 0

    @property
    def path(self) -> str:
        """Where the learner's course is."""
        return f"/learn/{self.person['enrolment']}/"

    async def open(self, address: str) -> str:
        """Open a page; its files are loaded later, in a step of their own."""
        response = await self.browser.page(address)
        self.shown.append((response.text, str(response.url)))
        return response.text

    async def send(self, address: str, fields: Mapping[str, Any]) -> str:
        """Send a form and look at the page that answers."""
        response = await self.browser.post_form(address, fields)
        self.shown.append((response.text, str(response.url)))
        return response.text

    def reading(self) -> tuple[list[Sending], list[Sending]]:
        """All batches: those before the language is changed, and those after it."""
        return reading_of(self.rehearsal, seed=self.seed)


Play = Callable[[Learner], Awaitable[None]]


@dataclass(frozen=True)
class Step:
    """A part of the journey; parts of one name are counted together."""

    name: str
    play: Play
    is_batch: bool = False
    has_hash: bool = False


# -- what is read, and in which batches ---------------------------------------------------------


def visits(slides: Sequence[Mapping[str, Any]], seconds: float, rng: Random) -> list[Visit]:
    """Every slide for its share of the time, with one of its choices where it asks."""
    promised = sum(slide["seconds"] for slide in slides)
    return [
        Visit(
            slide=slide["id"],
            slide_hash=slide["hash"],
            seconds=max(slide["read"] + 1.0, slide["seconds"] * seconds / promised),
            answer=rng.choice(slide["choices"]) if slide["choices"] else "",
        )
        for slide in slides
    ]


def reading_of(rehearsal: Rehearsal, *, seed: int) -> tuple[list[Sending], list[Sending]]:
    """The batches of both halves; the second half is read in the other language."""
    rng = Random(seed)  # noqa: S311 - a journey, no secret
    here, there = rehearsal.slides("ja"), rehearsal.slides(OTHER_LANGUAGE)
    half = len(here) // 2
    share = sum(s["seconds"] for s in here[:half]) / sum(s["seconds"] for s in here)
    start = rehearsal.known["opened"] + STARTS_AFTER
    first = visits(here[:half], READING_SECONDS * share, rng)
    second = visits(there[half:], READING_SECONDS * (1 - share), rng)
    middle = start + sum(visit.seconds for visit in first)
    return (
        list(sendings(first, start=start, language="ja", rng=rng)),
        list(sendings(second, start=middle, language=OTHER_LANGUAGE, rng=rng)),
    )


def windows(count: int, first: int, last: int) -> list[int]:
    """At which slides the player loads the next window while going from `first` to `last`."""
    loaded = first
    asked = []
    for at in range(first, last + 1):
        if loaded < min(at + AHEAD + 1, count):
            asked.append(loaded)
            loaded += WINDOW
    return asked


# -- the steps ----------------------------------------------------------------------------------


async def sign_in_page(learner: Learner) -> None:
    await learner.open("/sign-in/?by=number")


async def sign_in(learner: Learner) -> None:
    fields = {
        "by": "number",
        "company_code": learner.rehearsal.known["code"],
        "employee_number": learner.person["number"],
        "password": learner.person["password"],
    }
    await learner.browser.post_form("/sign-in/?by=number", fields, follow=False)


async def my_courses(learner: Learner) -> None:
    page = await learner.open("/my/")
    _expect(learner.rehearsal.known["assignment"] in page, "the course is on マイ研修")


async def survey_page(learner: Learner) -> None:
    await learner.open(_survey(learner))


async def survey_submit(learner: Learner) -> None:
    rng = Random(learner.seed)  # noqa: S311 - a journey, no secret
    items = learner.rehearsal.known["survey"]
    answers = {
        f"item-{item}": rng.choice(options) if options else "" for item, options in items.items()
    }
    await learner.send(_survey(learner), answers)


async def player_page(learner: Learner) -> None:
    page = await learner.send(f"/my/assignments/{learner.rehearsal.known['assignment']}/begin/", {})
    _expect("player-values" in page, "the player opens")


async def slides_ahead(learner: Learner) -> None:
    slides = learner.rehearsal.slides("ja")
    await _load_windows(learner, "ja", 0, len(slides) // 2 - 1)


async def slides_ahead_after(learner: Learner) -> None:
    slides = learner.rehearsal.slides(OTHER_LANGUAGE)
    await _load_windows(learner, OTHER_LANGUAGE, len(slides) // 2 - 1, len(slides) - 1)


async def batches(learner: Learner) -> None:
    await _send_all(learner, learner.reading()[0])


async def batches_after(learner: Learner) -> None:
    await _send_all(learner, learner.reading()[1])
    _expect(learner.met == len(learner.rehearsal.slides("ja")), "all slides are done")


async def language(learner: Learner) -> None:
    slides = learner.rehearsal.slides("ja")
    slide = f"{learner.path}{slides[len(slides) // 2 - 1]['id']}/"
    page = await learner.send("/language/", {"language": OTHER_LANGUAGE, "next": slide})
    _expect('<html lang="en">' in page, "the page speaks the other language")


async def exam_intro(learner: Learner) -> None:
    await learner.open(f"{learner.path}test/")


async def exam_start(learner: Learner) -> None:
    page = await learner.send(f"{learner.path}test/", {})
    found = re.search(r"/test/([0-9a-f-]{36})/submit/", page)
    _expect(found is not None, "the test opens")
    learner.attempt = f"{learner.path}test/{found[1] if found else ''}/"
    learner.questions = tuple(re.findall(r'data-question="([^"]+)"', page))


async def exam_answers(learner: Learner) -> None:
    for question, choices in answers_to(learner).items():
        await learner.browser.post_script_form(f"{learner.attempt}answer/", {question: choices})


async def exam_submit(learner: Learner) -> None:
    learner.result = await learner.send(f"{learner.attempt}submit/", answers_to(learner))


async def certificate(learner: Learner) -> None:
    await learner.open(_certificate(learner))


async def certificate_file(learner: Learner) -> None:
    response = await learner.browser.page(f"{_certificate(learner)}pdf/")
    _expect(response.content.startswith(b"%PDF"), "the certificate is a PDF")


async def files(learner: Learner) -> None:
    for html, address in learner.shown:
        await learner.browser.files_of(html, address)
    learner.shown.clear()


_FILES: Final = Step("scripts, styles, pictures (first visit)", files)
JOURNEY: Final[tuple[Step, ...]] = (
    Step("sign-in page", sign_in_page),
    _FILES,
    Step("sign in", sign_in, has_hash=True),
    Step("マイ研修", my_courses),
    _FILES,
    Step("survey page", survey_page),
    _FILES,
    Step("survey submit", survey_submit),
    _FILES,
    Step("player page", player_page),
    _FILES,
    Step("slides ahead, by eight", slides_ahead),
    _FILES,
    Step("progress batch", batches, is_batch=True),
    Step("language switch", language),
    Step("slides ahead, by eight", slides_ahead_after),
    _FILES,
    Step("progress batch", batches_after, is_batch=True),
    Step("test intro", exam_intro),
    _FILES,
    Step("test start", exam_start),
    _FILES,
    Step("test answer saved", exam_answers),
    Step("test submit and result", exam_submit),
    _FILES,
    Step("certificate page", certificate),
    _FILES,
    Step("certificate PDF", certificate_file),
)


def answers_to(learner: Learner) -> dict[str, list[str]]:
    """The right answers to the questions on the test page."""
    right = learner.rehearsal.known["right"]
    return {f"q-{question}": right[question] for question in learner.questions}


def _survey(learner: Learner) -> str:
    return f"/survey/{learner.rehearsal.known['wave']}/"


def _certificate(learner: Learner) -> str:
    found = re.search(r"/my/certificates/[0-9a-f-]{36}/", learner.result)
    _expect(found is not None, "the test is passed and certified")
    return found[0] if found else ""


async def _load_windows(learner: Learner, language: str, first: int, last: int) -> None:
    slides = learner.rehearsal.slides(language)
    for at in windows(len(slides), first, last):
        address = f"{learner.path}{slides[at]['id']}/data/?language={language}"
        answer = await learner.browser.get_json(address)
        learner.shown += [(slide["html"], address) for slide in answer["slides"]]


async def _send_all(learner: Learner, reading: Sequence[Sending]) -> None:
    for sending in reading:
        answer = await learner.browser.post_json(f"{learner.path}events/", sending.as_json())
        wanted = [event["uuid"] for event in sending.events]
        _expect(answer["saved"] == wanted, f"all events are saved: {answer['refused']}")
        learner.met = len(answer["met"])


def _expect(is_true: bool, sentence: str) -> None:
    if not is_true:
        raise WrongAnswer(f"This does not hold: {sentence}")
