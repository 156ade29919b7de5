"""What a voice says on each slide, and the key under which its recording is kept.

A recording is `<key>.m4a` with `<key>.vtt` beside it, in `media/audio/` of the course. The key is
a hash of everything that decides how it sounds, so it can be computed, and a recording found,
without any speech engine; a changed word has another key and no recording until one is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .inline import map_text, plain, spoken
from .model import TWO_SHEETS, AnySlide, Course, Reading, Voice
from .revision import canonical, sha256
from .variables import filled, values_of


class NarrationPart(StrEnum):
    """Which of a slide's sheets is narrated."""

    MAIN = "main"
    ANSWER = "answer"


@dataclass(frozen=True)
class Line:
    """A paragraph of a narration: as it is shown in captions, and as it is said."""

    shown: str
    said: str


@dataclass(frozen=True)
class Narration:
    """One recording: a sheet of a slide in one language, said by one voice."""

    slide: str
    part: NarrationPart
    lines: tuple[Line, ...]
    key: str

    @property
    def audio_name(self) -> str:
        """The file of the sound."""
        return f"{self.key}.m4a"

    @property
    def captions_name(self) -> str:
        """The file of the captions (WebVTT)."""
        return f"{self.key}.vtt"


def narrations(
    course: Course, language: str, values: Mapping[str, str] | None = None
) -> tuple[Narration, ...]:
    """Every narration of a language in order, those of the bank last; none without a voice."""
    voice = course.meta.voices.get(language)
    if voice is None:
        return ()
    known = values_of(course, language, values)
    readings = course.readings if language == course.meta.languages[0] else ()
    return tuple(
        narration
        for _, slide in course.text(language).every_slide()
        for narration in _of_slide(slide, voice, known, readings)
    )


def slide_narrations(
    course: Course, language: str, slide: AnySlide, values: Mapping[str, str] | None = None
) -> tuple[Narration, ...]:
    """The narrations of one slide: its main sheet's, then its answer's; none without a voice."""
    voice = course.meta.voices.get(language)
    if voice is None:
        return ()
    readings = course.readings if language == course.meta.languages[0] else ()
    return tuple(_of_slide(slide, voice, values_of(course, language, values), readings))


def _of_slide(
    slide: AnySlide, voice: Voice, values: Mapping[str, str], readings: Sequence[Reading]
) -> Iterator[Narration]:
    parts = {NarrationPart.MAIN: slide.narration}
    if isinstance(slide, TWO_SHEETS):
        parts[NarrationPart.ANSWER] = slide.answer_narration
    for part, paragraphs in parts.items():
        texts = [text for text in (filled(one, values) for one in paragraphs) if text]
        if texts:
            lines = tuple(Line(plain(text), said(text, readings)) for text in texts)
            yield Narration(slide.id, part, lines, recording_key(lines, voice))


def said(text: str, readings: Sequence[Reading]) -> str:
    """A text as a voice says it: its own readings first, then the shared ones, longest first."""
    ordered = sorted(readings, key=lambda one: -len(one.word))

    def replace(words: str) -> str:
        for one in ordered:
            words = words.replace(one.word, one.reading)
        return words

    return spoken(map_text(text, replace))


def recording_key(lines: Sequence[Line], voice: Voice) -> str:
    """SHA-256 over what is shown and said and by which engine, voice and speed."""
    return sha256(
        canonical(
            {
                "lines": [[line.shown, line.said] for line in lines],
                "voice": voice.model_dump(mode="json"),
            }
        )
    )
