"""The pool of the flagship's test: safety decides, and no answer stands out.

It is read from the real course folder, since this is what employees are asked.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.courseware.draw import draw_questions
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Course, Question
from terakoya.courseware.must_pass import held_rules

FOLDER = Path(__file__).parents[2] / "courses" / "stop-customer-harassment"
LANGUAGES = ["ja", "en"]


@pytest.fixture(scope="module")
def course() -> Course:
    return read_folder(FOLDER).course


def pool(course: Course, language: str) -> tuple[Question, ...]:
    return course.text(language).test.questions


def calls(text: str) -> bool:
    """Whether one calls 110 by it."""
    return "110" in text.replace("#9110", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_danger_the_call_is_right_and_with_other_threats_it_is_not(
    course: Course, language: str
) -> None:
    answers = {
        tag: [
            (one.id, [calls(right.text) for right in one.choices if right.correct])
            for one in pool(course, language)
            if tag in one.tags
        ]
        for tag in ("safety", "other-threats")
    }
    danger = ["q-danger", "q-threat-call", "q-colleague-grabbed", "q-knife"]
    danger += ["q-locked-in", "q-told-to-leave"]
    others = ["q-sue-you", "q-bad-review", "q-ruin-name", "q-trade-talk"]
    assert answers == {
        "safety": [(one, [True]) for one in danger],
        "other-threats": [(one, [False]) for one in others],
    }
    tempting = [
        one.id
        for one in pool(course, language)
        if "other-threats" in one.tags and any(calls(choice.text) for choice in one.choices)
    ]
    assert tempting == others
    # and whoever is in danger reads in each explanation that it means 110
    silent = [
        one.id for one in pool(course, language) if one.id in danger and not calls(one.explanation)
    ]
    assert silent == []


def test_every_draw_asks_when_to_call_and_when_not_to(course: Course) -> None:
    """2,000 draws: 200 people, each with ten attempts one after another."""
    meta, test = course.meta, course.source.test
    known = {one.id: one for one in test.questions}
    short = []
    for person in range(200):
        earlier: list[set[str]] = []
        for attempt in range(10):
            drawn = draw_questions(
                test, meta.blueprint, 10 * person + attempt, earlier, must=meta.must
            )
            earlier.append({one.id for one in drawn})
            tags = [tag for one in drawn for tag in known[one.id].tags]
            if not (tags.count("safety") and tags.count("other-threats")) or len(drawn) != 10:
                short.append((person, attempt))
    assert short == []


def test_neither_always_nor_never_calling_passes(course: Course) -> None:
    meta, test = course.meta, course.source.test
    known = {one.id: one for one in test.questions}
    drawn = [one.id for one in draw_questions(test, meta.blueprint, 5, must=meta.must)]
    rules = held_rules(meta.must, test.questions, drawn)
    about = ("safety", "other-threats")
    calling, not_calling = (
        {one for one in drawn if tag not in known[one].tags} for tag in reversed(about)
    )
    passed = [[rule.is_met(right) for rule in rules] for right in (calling, not_calling, drawn)]
    assert passed == [[True, False], [False, True], [True, True]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_right_choices_do_not_stand_out_by_their_length(course: Course, language: str) -> None:
    standing_out = {}
    for one in pool(course, language):
        right = [len(choice.text) for choice in one.choices if choice.correct]
        wrong = [len(choice.text) for choice in one.choices if not choice.correct]
        apart = max(min(right) / max(wrong), min(wrong) / max(right))
        if apart > 1.25:
            standing_out[one.id] = round(apart, 2)
    assert standing_out == {}
