"""Which of a course's languages a question file is written in, from its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...alignment import folded
from ...inline import plain
from ...model import Course
from ...variables import filled, values_of
from .draft import Draft


def language_of(
    drafts: Sequence[Draft], course: Course, language: str, values: Mapping[str, str] | None
) -> str:
    """The language whose questions most drafts repeat; `language` where no other one has more."""
    words = [folded(plain(draft.text)) for draft in drafts]
    shared = {
        one: sum(text in known for text in words)
        for one in course.meta.languages
        for known in [_questions(course, one, values)]
    }
    best = max(shared, key=lambda one: (shared[one], one == language))
    return best if shared[best] > shared.get(language, 0) else language


def _questions(course: Course, language: str, values: Mapping[str, str] | None) -> set[str]:
    filling = values_of(course, language, values)
    questions = course.text(language).test.questions
    return {folded(plain(filled(one.text, filling))) for one in questions}
