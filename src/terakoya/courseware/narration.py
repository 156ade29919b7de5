"""What a voice says on each slide, and the key under which its recording is kept.

A recording is `<key>.m4a` with `<key>.vtt` beside it, in `media/audio/` of the course. The key is
a hash of everything that decides how it sounds, so it can be computed, and a recording found,
without any speech engine; a changed word has another key and no recording until one is made.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .edition import NO_SETTINGS, EditionSettings
from .inline import plain
from .model import TWO_SHEETS, AnySlide, CaseSlide, Course, Voice
from .pronunciation import (
    NUMBER_RULES,
    Readings,
    has_numbers,
    readings_of,
    said,
    told,
    unread_numbers,
)
from .revision import canonical, sha256
from .variables import filled, values_of

# How recordings are made beside engine, voice and words (pauses, loudness, encoding). A new
# number is a new key for every narration: all of them must be recorded again.
RECIPE = 1

_QUOTED = re.compile(r"「[^「」]*」|“[^“”]*”")


class NarrationPart(StrEnum):
    """Which of a slide's sheets is narrated."""

    MAIN = "main"
    ANSWER = "answer"


@dataclass(frozen=True)
class Line:
    """A paragraph of a narration: as it is shown in captions, as it is said, and by whom.

    `told` is what the engine gets: the words with their readings as marks. `unread` are the
    numbers in it whose reading is a guess.
    """

    shown: str
    said: str
    voice: str = ""
    told: str = ""
    has_numbers: bool = False
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Narration:
    """One recording: a sheet of a slide in one language."""

    slide: str
    part: NarrationPart
    lines: tuple[Line, ...]
    key: str

    @property
    def unread(self) -> tuple[str, ...]:
        """The numbers whose reading is a guess, each with the words after it."""
        return tuple(number for line in self.lines for number in line.unread)

    @property
    def audio_name(self) -> str:
        """The file of the sound."""
        return f"{self.key}.m4a"

    @property
    def captions_name(self) -> str:
        """The file of the captions (WebVTT)."""
        return f"{self.key}.vtt"

    def is_recorded(self, files: Collection[str]) -> bool:
        """Whether both files of the recording are among these names."""
        return self.audio_name in files and self.captions_name in files


def narrations(
    course: Course, language: str, values: Mapping[str, str] | None = None
) -> tuple[Narration, ...]:
    """Every narration of a language in order, those of the bank last; none without a voice."""
    return tuple(
        narration
        for _, slide in course.text(language).every_slide()
        for narration in slide_narrations(course, language, slide, values)
    )


def slide_narrations(
    course: Course, language: str, slide: AnySlide, values: Mapping[str, str] | None = None
) -> tuple[Narration, ...]:
    """The narrations of one slide: its main sheet's, then its answer's; none without a voice."""
    voice = course.meta.voices.get(language)
    if voice is None:
        return ()
    readings = readings_of(course, language)
    return tuple(_of_slide(slide, voice, values_of(course, language, values), readings))


def recording_names(course: Course, settings: EditionSettings = NO_SETTINGS) -> frozenset[str]:
    """The files of every recording that a course asks for, in all its languages.

    `settings` are those of an edition, whose narrations say the company's own values.
    """
    return frozenset(
        name
        for language in course.meta.languages
        for one in narrations(course, language, settings.values(language))
        for name in (one.audio_name, one.captions_name)
    )


def _of_slide(
    slide: AnySlide, voice: Voice, values: Mapping[str, str], readings: Readings
) -> Iterator[Narration]:
    parts = {NarrationPart.MAIN: slide.narration}
    if isinstance(slide, TWO_SHEETS):
        parts[NarrationPart.ANSWER] = slide.answer_narration
    for part, paragraphs in parts.items():
        texts = [text for text in (filled(one, values) for one in paragraphs) if text]
        if texts:
            lines = tuple(
                Line(
                    plain(text),
                    said(text, readings),
                    speaker_of(text, slide, voice),
                    told(text, readings),
                    has_numbers(text, readings),
                    unread_numbers(text, readings),
                )
                for text in texts
            )
            yield Narration(slide.id, part, lines, recording_key(lines, voice))


def speaker_of(text: str, slide: AnySlide, voice: Voice) -> str:
    """The voice that says a paragraph: the narrator, or in a case whoever is quoted there.

    Which of the other voices it is follows from the slide's id, so that no kind of person is
    always the one who demands.
    """
    if voice.others and isinstance(slide, CaseSlide) and _QUOTED.fullmatch(plain(text).strip()):
        return voice.others[int(sha256(slide.id.encode()), 16) % len(voice.others)]
    return voice.name


def recording_key(lines: Sequence[Line], voice: Voice) -> str:
    """SHA-256 over what is shown and said, by which engine and voices, how fast, and how made.

    The rules for numbers count where there are any: other recordings stay as they are.
    """
    rules = {"numbers": NUMBER_RULES} if any(line.has_numbers for line in lines) else {}
    return sha256(
        canonical(
            {
                "recipe": RECIPE,
                "engine": voice.engine,
                "speed": voice.speed,
                "lines": [[line.shown, line.said, line.voice] for line in lines],
                **rules,
            }
        )
    )
