"""What a course takes of pictures, facts and recordings: just what it uses.

Whoever changes a course (an importer, a merge) may leave a picture or fact behind that nothing
uses any more. Such a remnant would give the same course another revision id, so what is
published or written is tidied first.
"""

from __future__ import annotations

from collections.abc import Iterable

from .edition import NO_SETTINGS, EditionSettings
from .model import Course, CourseText, Material
from .narration import recording_names
from .revision import picture_names


def fact_ids(texts: Iterable[CourseText]) -> Iterable[str]:
    """The facts that slides and questions rest on."""
    for text in texts:
        for _, slide in text.every_slide():
            yield from slide.facts
        for question in text.test.questions:
            yield from question.facts


def shown_pictures(texts: Iterable[CourseText]) -> Iterable[str]:
    """The pictures that slides show, in order; a name may come several times."""
    for text in texts:
        for _, slide in text.every_slide():
            yield from picture_names(slide)


def prune_course(course: Course) -> Course:
    """The course with the facts and pictures that it uses, each sorted by its name."""
    facts, pictures = set(fact_ids(course.texts)), set(shown_pictures(course.texts))
    return course.model_copy(
        update={
            "facts": tuple(sorted((f for f in course.facts if f.id in facts), key=lambda f: f.id)),
            "media": {name: course.media[name] for name in sorted(pictures & set(course.media))},
        }
    )


def prune(material: Material, settings: EditionSettings = NO_SETTINGS) -> Material:
    """The material with what its course uses of facts, pictures and recordings.

    `settings` are those of an edition, whose recordings say the company's own values.
    """
    course = prune_course(material.course)
    wanted = recording_names(course, settings) if material.audio else frozenset[str]()
    return Material(
        course,
        {name: data for name, data in sorted(material.media.items()) if name in course.media},
        {name: data for name, data in sorted(material.audio.items()) if name in wanted},
        material.kit,
    )
