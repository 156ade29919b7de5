"""The recordings of a slide, with the times of the sentences that its transcript numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...model import AnySlide, CaseSlide, CheckSlide, Course
from ...narration import Narration, NarrationPart, slide_narrations
from ...recordings import Recording, read_recording
from .transcript import sheet_sentences


def slide_recordings(
    slide: AnySlide,
    *,
    course: Course,
    language: str,
    audio: Mapping[str, bytes],
    values: Mapping[str, str] | None = None,
) -> Iterator[tuple[Narration, Recording | None]]:
    """Each narration of a slide with its recording among `audio`, the main sheet's first.

    Raises `UnreadableSource` for a recording that is none of this narration.
    """
    for narration in slide_narrations(course, language, slide, values):
        shown = narration_sentences(
            slide, narration.part, course=course, language=language, values=values
        )
        yield narration, read_recording(narration, audio, shown)


def narration_sentences(
    slide: AnySlide,
    part: NarrationPart,
    *,
    course: Course,
    language: str,
    values: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """The sentences of one narration as they are shown, in the order of its recording's times."""
    return sheet_sentences(_texts(slide, part), course=course, language=language, values=values)


def _texts(slide: AnySlide, part: NarrationPart) -> tuple[str, ...]:
    if part is NarrationPart.ANSWER and isinstance(slide, (CaseSlide, CheckSlide)):
        return slide.answer_narration
    return slide.narration
