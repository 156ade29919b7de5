"""Questions of the test after a deck changed the slides that they rest on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ....model import Course, Question
from ....revision import part_hash

Change = Callable[[Question], Question | None]  # `None`: the question leaves the pool


def with_questions(course: Course, change: Change) -> Course:
    """The course with every question changed, in every language.

    A translation that rendered its question renders it still.
    """
    source = course.source.test
    fresh = {one.id: part_hash(one) for one in source.questions}
    after = {one.id: part_hash(one) for one in _changed(source.questions, change)}
    texts = []
    for text in course.texts:
        questions = tuple(
            one.model_copy(update={"source_hash": after[one.id]})
            if one.source_hash and one.source_hash == fresh.get(one.id)
            else one
            for one in _changed(text.test.questions, change)
        )
        test = text.test.model_copy(update={"questions": questions})
        texts.append(text.model_copy(update={"test": test}))
    return course.model_copy(update={"texts": tuple(texts)})


def _changed(questions: Sequence[Question], change: Change) -> list[Question]:
    return [made for one in questions if (made := change(one)) is not None]
