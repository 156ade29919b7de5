"""The course that learners of an edition see."""

from __future__ import annotations

from .edition import Edition
from .model import Chapter, Course, CourseText


def visible_course(edition: Edition) -> Course:
    """The course without what the edition hides, with the company's values as its defaults.

    A question that rests on hidden slides alone stays: `coverage` tells of it when hiding.
    """
    course, settings = edition.course, edition.settings
    variables = tuple(
        one.model_copy(update={"default": {**one.default, **settings.variables.get(one.key, {})}})
        for one in course.meta.variables
    )
    return course.model_copy(
        update={
            "meta": course.meta.model_copy(update={"variables": variables}),
            "texts": tuple(_shown(text, edition) for text in course.texts),
        }
    )


def _shown(text: CourseText, edition: Edition) -> CourseText:
    chapters = (_chapter(one, edition) for one in text.chapters)
    return text.model_copy(update={"chapters": tuple(one for one in chapters if one.slides)})


def _chapter(chapter: Chapter, edition: Edition) -> Chapter:
    slides = tuple(one for one in chapter.slides if not edition.settings.hides(one.id))
    return chapter.model_copy(update={"slides": slides})
