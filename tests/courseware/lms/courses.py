"""A course that is soon played: nearly all of what a package is asked needs no more slides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from terakoya.courseware.model import Chapter, Material

KEPT: Final = ("opening", "three-elements", "check-duty")  # two that are read, and a question


def shortened(material: Material) -> Material:
    """The corpus course with three of its slides, and all of its test."""
    course = material.course
    texts = tuple(
        text.model_copy(update={"chapters": tuple(_shortened(text.chapters))})
        for text in course.texts
    )
    return replace(material, course=course.model_copy(update={"texts": texts}))


def _shortened(chapters: Iterable[Chapter]) -> Iterable[Chapter]:
    for chapter in chapters:
        slides = tuple(one for one in chapter.slides if one.id in KEPT)
        if slides:
            yield chapter.model_copy(update={"slides": slides})
