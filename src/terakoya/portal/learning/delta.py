"""What somebody learns anew who has completed a course that has changed since. Pure.

A slide is to be learned when what it shows is another in any language, or when it is new; what
was taken out asks nothing of anybody. A question is asked when it is another one, or when it is
tied to such a slide. Where no question is, those of the goals that the slides serve are asked:
a delta is always tested (docs/algorithms/delta.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from terakoya.courseware.model import BlueprintPart, Question

MOST_QUESTIONS: Final = 10
Hashes = Mapping[str, Mapping[str, str]]  # slide → language → hash


@dataclass(frozen=True)
class Content:
    """What of a revision is compared: hashes of what its slides show, their goals, its questions.

    `questions` holds the pool by language, `goals` the goal that each slide serves.
    """

    slides: Hashes
    goals: Mapping[str, str]
    questions: Mapping[str, tuple[Question, ...]]


@dataclass(frozen=True)
class Delta:
    """What is learned anew: ids of slides in the order of the course, and of questions."""

    slides: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def test_questions(self) -> int:
        """How many questions an attempt asks."""
        return min(MOST_QUESTIONS, len(self.questions))

    @property
    def blueprint(self) -> tuple[BlueprintPart, ...]:
        """How an attempt is drawn from the questions of the delta."""
        return (BlueprintPart(take=self.test_questions),)


def delta_between(before: Content, after: Content, only: Collection[str] | None = None) -> Delta:
    """What a holder of `before` learns of `after`; nothing where no slide is another one.

    With `only` nothing but these slides counts, and a question is asked for their sake alone.
    """
    slides = tuple(
        one
        for one in after.slides
        if (only is None or one in only) and _is_another(one, before.slides, after.slides)
    )
    if not slides:
        return Delta()
    changed = set(slides)
    pool = next(iter(after.questions.values()))
    another = _reworded(before, after) if only is None else set()
    asked = _ids(one for one in pool if one.id in another or changed & set(one.slides))
    if not asked:
        goals = {after.goals[one] for one in slides}
        asked = _ids(one for one in pool if one.goal in goals)
    return Delta(slides, asked or _ids(pool))


def _reworded(before: Content, after: Content) -> set[str]:
    """The questions that are new or ask something else in a language that both speak."""
    known = {
        language: {one.id: _asked(one) for one in questions}
        for language, questions in before.questions.items()
    }
    return {
        one.id
        for language, questions in after.questions.items()
        for one in questions
        if language in known and known[language].get(one.id) != _asked(one)
    }


def _is_another(slide: str, before: Hashes, after: Hashes) -> bool:
    """Whether a slide is new, or another one in a language that both revisions speak."""
    known = before.get(slide)
    if known is None:
        return True
    return any(known.get(language, one) != one for language, one in after[slide].items())


def _asked(question: Question) -> Question:
    """A question without what a learner never sees."""
    return question.model_copy(update={"source_hash": "", "facts": (), "tags": (), "slides": ()})


def _ids(questions: Iterable[Question]) -> tuple[str, ...]:
    return tuple(one.id for one in questions)
