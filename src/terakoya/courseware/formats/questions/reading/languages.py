"""Which of a course's languages a question file is written in, from its own words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from ....inline import plain
from ....model import Course
from ....text.alignment import folded
from ....variables import filled, values_of
from .draft import Draft


def language_of(
    drafts: Sequence[Draft], course: Course, language: str, values: Mapping[str, str] | None
) -> str:
    """The language whose questions a file repeats; `language` where no other one is more likely.

    A single question that was left in another language does not make the file one of it: more of
    its questions must be written in letters of that language too.
    """
    words = [folded(plain(draft.text)) for draft in drafts]
    known = {one: _questions(course, one, values) for one in course.meta.languages}
    repeated = {one: sum(text in texts for text in words) for one, texts in known.items()}
    best = max(repeated, key=lambda one: (repeated[one], one == language))
    if repeated[best] <= repeated.get(language, 0):
        return language
    new = [text for text in words if not any(text in texts for texts in known.values())]
    likely = {
        one: repeated[one] + sum(_is_wide([text]) == _is_wide(known[one]) for text in new)
        for one in (best, language)
    }
    return best if likely[best] > likely[language] else language


def _questions(course: Course, language: str, values: Mapping[str, str] | None) -> set[str]:
    filling = values_of(course, language, values)
    questions = course.text(language).test.questions
    return {folded(plain(filled(one.text, filling))) for one in questions}


def _is_wide(texts: Iterable[str]) -> bool:
    """Whether most letters are wide, as those of Japanese, Chinese and Korean are."""
    letters = [sign for text in texts for sign in text if sign.isalpha()]
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in letters)
    return wide * 2 > len(letters)
