"""How long each sheet of a course stands when it plays by itself, and what is heard meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..model import AnySlide, CaseSlide, CheckSlide, Material
from ..narration import NarrationPart
from ..recordings import Cue, read_captions
from ..times import CASE, CHECK, SHORTEST_READING, course_times
from .web.sound import slide_recordings

PAUSE = 1.0  # seconds between two sheets


@dataclass(frozen=True)
class Pace:
    """A sheet stands for `seconds`; its M4A, if it is recorded, begins with it.

    `cues` are counted from the start of the sheet.
    """

    seconds: float
    sound: bytes | None = None
    sound_seconds: float = 0.0
    cues: tuple[Cue, ...] = ()


# A sheet that goes on with the one before it, and says nothing.
CONTINUED = Pace(SHORTEST_READING + PAUSE)
Paces = Mapping[tuple[str, NarrationPart], Pace]


def paces_of(material: Material, language: str, values: Mapping[str, str] | None = None) -> Paces:
    """The pace of each narrated sheet on the learner's path: slide and sheet → pace.

    A recorded sheet stands as long as its recording, any other as long as its text takes to
    read. A question leaves the time to think as `docs/course-format.md` §8 counts it.
    """
    course = material.course
    reading = {one.slide: one.reading for one in course_times(course, language, values).slides}
    return {
        (slide.id, part): pace
        for _, slide in course.text(language).slides()
        for part, pace in _slide_paces(material, language, slide, reading[slide.id], values)
    }


def _slide_paces(
    material: Material,
    language: str,
    slide: AnySlide,
    reading: float,
    values: Mapping[str, str] | None,
) -> Iterator[tuple[NarrationPart, Pace]]:
    asks = isinstance(slide, (CaseSlide, CheckSlide))
    silent = max(SHORTEST_READING, reading / 2 if asks else reading)
    parts = [NarrationPart.MAIN, NarrationPart.ANSWER] if asks else [NarrationPart.MAIN]
    found = dict.fromkeys(parts, Pace(silent))
    for narration, recording in slide_recordings(
        slide, course=material.course, language=language, audio=material.audio, values=values
    ):
        if recording is not None:
            cues = tuple(read_captions(material.audio[narration.captions_name]))
            found[narration.part] = Pace(
                recording.seconds, recording.sound, recording.seconds, cues
            )
    for part, pace in found.items():
        think = _thinking(slide) if part is NarrationPart.MAIN else 0.0
        yield (
            part,
            Pace(pace.seconds + think + PAUSE, pace.sound, pace.sound_seconds, pace.cues),
        )


def _thinking(slide: AnySlide) -> float:
    """The seconds that a question stands unanswered."""
    if isinstance(slide, CaseSlide):
        return CASE
    return CHECK if isinstance(slide, CheckSlide) else 0.0
