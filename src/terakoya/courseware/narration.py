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
from functools import cached_property

from .edition import NO_SETTINGS, EditionSettings
from .inline import parse, plain
from .model import TWO_SHEETS, AnySlide, CaseSlide, Course, Reading, Voice
from .revision import canonical, sha256
from .variables import filled, values_of

# How recordings are made beside engine, voice and words (pauses, loudness, encoding). A new
# number is a new key for every narration: all of them must be recorded again.
RECIPE = 1

_KANA = re.compile(r"[ぁ-ゖァ-ヶー ]+")
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
# ウ after the rows of オ and ウ, イ after that of エ.
_LONG = re.compile(
    "(?<=[オコソトノホモヨロゴゾドボポョウクスツヌフムユルグズヅブプュ])ウ"
    "|(?<=[エケセテネヘメレゲゼデベペェ])イ"
)
_QUOTED = re.compile(r"「[^「」]*」|“[^“”]*”")


class NarrationPart(StrEnum):
    """Which of a slide's sheets is narrated."""

    MAIN = "main"
    ANSWER = "answer"


@dataclass(frozen=True)
class Line:
    """A paragraph of a narration: as it is shown in captions, as it is said, and by whom.

    `told` is what the engine gets: the words with their readings as marks.
    """

    shown: str
    said: str
    voice: str = ""
    told: str = ""


@dataclass(frozen=True)
class Narration:
    """One recording: a sheet of a slide in one language."""

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
    slide: AnySlide, voice: Voice, values: Mapping[str, str], readings: Sequence[Reading]
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
                )
                for text in texts
            )
            yield Narration(slide.id, part, lines, recording_key(lines, voice))


class Readings(tuple[Reading, ...]):
    """Readings, with the pattern that finds their words made once for many texts."""

    @cached_property
    def sounds(self) -> dict[str, str]:
        """Word → how it sounds."""
        return {one.word: pronounced(one.reading) for one in self}

    @cached_property
    def words(self) -> re.Pattern[str]:
        """Finds every word, the longest first."""
        ordered = sorted(self.sounds, key=lambda word: -len(word))
        return re.compile(f"({'|'.join(_whole(word) for word in ordered) or '(?!)'})")


def readings_of(course: Course, language: str) -> Readings:
    """The readings that hold in a language; those that name none are for the source."""
    source = course.meta.languages[0]
    return Readings(one for one in course.readings if (one.language or source) == language)


def speaker_of(text: str, slide: AnySlide, voice: Voice) -> str:
    """The voice that says a paragraph: the narrator, or in a case whoever is quoted there.

    Which of the other voices it is follows from the slide's id, so that no kind of person is
    always the one who demands.
    """
    if voice.others and isinstance(slide, CaseSlide) and _QUOTED.fullmatch(plain(text).strip()):
        return voice.others[int(sha256(slide.id.encode()), 16) % len(voice.others)]
    return voice.name


def said(text: str, readings: Sequence[Reading]) -> str:
    """A text as a voice says it: its own readings first, then the shared ones, longest first."""
    return "".join(reading or words for words, reading in _with_readings(text, readings))


def told(text: str, readings: Sequence[Reading]) -> str:
    """A text as a voice is told it: every word with a reading is `{word|reading}`, so that an
    engine which knows the word may say it as a word."""
    return "".join(
        f"{{{words}|{reading}}}" if reading else words
        for words, reading in _with_readings(text, readings)
    )


def _with_readings(text: str, readings: Sequence[Reading]) -> Iterator[tuple[str, str]]:
    """The runs of a text, each with its reading or `""`."""
    known = readings if isinstance(readings, Readings) else Readings(readings)
    for span in parse(text):
        if span.ruby is None:
            for run in known.words.split(span.text):
                yield run, known.sounds.get(run, "")
        else:
            # The shared list may say the same and where a long word divides.
            own, shared = pronounced(span.ruby), known.sounds.get(span.text, "")
            yield span.text, shared if shared.replace(" ", "") == own else own


def _whole(word: str) -> str:
    """The pattern of a word: 110 is none inside 1100, nor SNS inside SNSX."""
    before = r"(?<![A-Za-z0-9])" if re.match(r"[A-Za-z0-9]", word) else ""
    after = r"(?![A-Za-z0-9])" if re.search(r"[A-Za-z0-9]$", word) else ""
    return f"{before}{re.escape(word)}{after}"


def pronounced(reading: str) -> str:
    """A reading in kana as it sounds: こきゃく とう → コキャク トー; any other stays as it is.

    Voices take hiragana in a row for words and particles of their own; katakana is one word,
    but then every vowel is said as it is written. A space divides a long word.
    """
    if not _KANA.fullmatch(reading):
        return reading
    return _LONG.sub("ー", reading.translate(_KATAKANA))


def recording_key(lines: Sequence[Line], voice: Voice) -> str:
    """SHA-256 over what is shown and said, by which engine and voices, how fast, and how made."""
    return sha256(
        canonical(
            {
                "recipe": RECIPE,
                "engine": voice.engine,
                "speed": voice.speed,
                "lines": [[line.shown, line.said, line.voice] for line in lines],
            }
        )
    )
