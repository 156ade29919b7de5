"""The confirmation test of an own course: all of its questions, in an order drawn each time."""

from __future__ import annotations

from math import ceil
from typing import Final

from terakoya.courseware.model import BlueprintPart, Course

SECONDS_A_QUESTION: Final = 30


def with_whole_test(course: Course) -> Course:
    """The course whose test asks every question; without questions it has no test."""
    count = len(course.source.test.questions)
    test = ceil(count * SECONDS_A_QUESTION / 60)
    minutes = course.meta.minutes
    meta = course.meta.model_copy(
        update={
            "blueprint": (BlueprintPart(take=count),) if count else (),
            "minutes": minutes.model_copy(update={"test": test, "total": minutes.main + test}),
        }
    )
    return course.model_copy(update={"meta": meta})
