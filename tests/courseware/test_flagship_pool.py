"""The pool of the flagship's test: safety decides, and no answer stands out.

It is read from the real course folder, since this is what employees are asked.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Course, Question

FOLDER = Path(__file__).parents[2] / "courses" / "stop-customer-harassment"
LANGUAGES = ["ja", "en"]


@pytest.fixture(scope="module")
def course() -> Course:
    return read_folder(FOLDER).course


def pool(course: Course, language: str) -> tuple[Question, ...]:
    return course.text(language).test.questions


@pytest.mark.parametrize("language", LANGUAGES)
def test_always_calling_110_does_not_pass_the_safety_question(
    course: Course, language: str
) -> None:
    safety = [one for one in pool(course, language) if "safety" in one.tags]
    by_calling = [
        one.id
        for one in safety
        for right in one.choices
        if right.correct and "110" in right.text.replace("#9110", "")
    ]
    assert len(safety) >= 8
    assert len(by_calling) <= len(safety) / 2
    # yet each says that danger means 110
    assert [one.id for one in safety if "110" not in one.explanation.replace("#9110", "")] == []


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
