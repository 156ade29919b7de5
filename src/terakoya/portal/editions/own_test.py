"""The confirmation test of an own course: all of its questions, in an order drawn each time."""

from __future__ import annotations

from math import ceil
from typing import Final

from terakoya.courseware.model import BlueprintPart, Course

SECONDS_A_QUESTION: Final = 30


def with_whole_test(course: Course) -> Course:
    """The course whose test asks every question; without questions it has no test.

    What somebody typed is the whole, so that the test takes its minutes out of it.
    """
    count = len(course.source.test.questions)
    minutes = course.meta.minutes
    test = min(minutes.total, ceil(count * SECONDS_A_QUESTION / 60))
    meta = course.meta.model_copy(
        update={
            "blueprint": (BlueprintPart(take=count),) if count else (),
            "minutes": minutes.model_copy(update={"test": test, "main": minutes.total - test}),
        }
    )
    return course.model_copy(update={"meta": meta})
