"""The words by which people name the parts of a course that a question belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ....model import Course
from ....text.alignment import folded
from .headings import KINDS


def own_words(course: Course) -> Mapping[str, frozenset[str]]:
    """The ids and names of questions, kinds, topics, goals, slides and tags, in any language.

    By the field of a question that names them, folded.
    """
    texts = course.texts
    questions = [one for text in texts for one in text.test.questions]
    topics = [one for text in texts for one in text.survey.topics]
    slides = [slide for text in texts for _, slide in text.slides()]
    goals = course.meta.goals
    return {
        "id": _folded(one.id for one in questions),
        "kind": _folded(word for kind, words in KINDS.items() for word in (kind, *words)),
        "topic": _folded(word for one in topics for word in (one.id, one.name)),
        "goal": _folded(word for one in goals for word in (one.id, *one.text.values())),
        "slides": _folded(word for one in slides for word in (one.id, one.title)),
        "tags": _folded(tag for one in questions for tag in one.tags),
    }


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(plain for word in words if (plain := folded(word)))
