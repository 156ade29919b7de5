"""How the words of a narration are said: their own readings, shared ones, numbers by rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Self

from .inline import parse
from .model import Course, Reading
from .text.number_readings import DIGIT, number_phrases

# The rules for Japanese numbers. Another number asks for new recordings of what holds any.
NUMBER_RULES = 1

_KANA = re.compile(r"[ぁ-ゖァ-ヶー ]+")
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
# ウ after the rows of オ and ウ, イ after that of エ.
_LONG = re.compile(
    "(?<=[オコソトノホモヨロゴゾドボポョウクスツヌフムユルグズヅブプュ])ウ"
    "|(?<=[エケセテネヘメレゲゼデベペェ])イ"
)
_IS_KATAKANA = re.compile(r"[ァ-ヺー]")
# What number rules see instead of a word that has a reading: one that makes the number before it
# uncertain, and one that leaves it alone.
_OWN, _LISTED = "\0", "\1"
_SHOWN_AFTER = 3  # characters after a number without a reading


class Readings(tuple[Reading, ...]):
    """The readings of a language, with the pattern that finds their words made once."""

    language = ""

    @classmethod
    def of(cls, readings: Iterable[Reading], language: str) -> Self:
        """Return the readings as those of a language; of two for one word the last one holds."""
        found = cls(readings)
        found.language = language
        return found

    def __eq__(self, other: object) -> bool:
        """Whether words, readings and language are the same."""
        if isinstance(other, Readings) and other.language != self.language:
            return False
        return self is other or super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        """Whether they are not: a tuple has a comparison of its own."""
        return not self == other

    def __hash__(self) -> int:
        """The hash of the readings, reckoned once: narrations are kept by it."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.language, *self))

    @property
    def has_number_rules(self) -> bool:
        """Whether numbers are read by rule."""
        return self.language == "ja"

    @cached_property
    def sounds(self) -> dict[str, str]:
        """Word → how it sounds."""
        return {one.word: self.sound_of(one.reading) for one in self}

    @cached_property
    def words(self) -> re.Pattern[str]:
        """Finds every word, the longest first."""
        ordered = sorted(self.sounds, key=lambda word: -len(word))
        return re.compile(f"({'|'.join(_whole(word) for word in ordered) or '(?!)'})")

    def sound_of(self, reading: str) -> str:
        """Return how a reading sounds; digits in it are read too."""
        if self.has_number_rules and DIGIT.search(reading):
            return "".join(run.reading or run.words for run in _number_runs(reading, reading))
        return pronounced(reading)


@dataclass(frozen=True)
class Run:
    """A piece of a text: its words, how they sound (`""`: as written), and whether that is sure."""

    start: int
    words: str
    reading: str = ""
    is_known: bool = True

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.words)

    @property
    def sound(self) -> str:
        """What is said."""
        return self.reading or self.words


def readings_of(course: Course, language: str) -> Readings:
    """Return the readings of a language; those of the shared list that name none are the source's.

    What `voices` says of a word holds for the voice alone, and before the shared list.
    """
    source = course.meta.languages[0]
    shared = (one for one in course.readings if (one.language or source) == language)
    voice = course.meta.voices.get(language)
    return _kept(Readings.of((*shared, *(voice.readings if voice else ())), language))


@lru_cache(maxsize=16)
def _kept(readings: Readings) -> Readings:
    """The same readings as before, whose pattern is made."""
    return readings


def said(text: str, readings: Sequence[Reading]) -> str:
    """A text as a voice says it: its own readings first, then the shared ones, longest first."""
    return "".join(run.sound for run in spoken_runs(text, readings))


def told(text: str, readings: Sequence[Reading]) -> str:
    """A text as a voice is told it: every word with a reading is `{word|reading}`, so that an
    engine which knows the word may say it as a word."""
    return "".join(
        f"{{{run.words}|{run.reading}}}" if run.reading else run.words
        for run in spoken_runs(text, readings)
    )


def has_numbers(text: str, readings: Sequence[Reading]) -> bool:
    """Whether a text holds numbers that are read by rule."""
    rules = isinstance(readings, Readings) and readings.has_number_rules
    return rules and bool(DIGIT.search(text))


def unread_numbers(text: str, readings: Sequence[Reading]) -> tuple[str, ...]:
    """Return the numbers of a text for which no rule and no reading is known, as they stand."""
    whole = "".join(span.text for span in parse(text))
    return tuple(
        whole[run.start : run.end + _SHOWN_AFTER]
        for run in spoken_runs(text, readings)
        if not run.is_known
    )


def spoken_runs(text: str, readings: Sequence[Reading]) -> tuple[Run, ...]:
    """Return the runs of a text in order; joined, their words are the text without marks."""
    return _runs(text, readings if isinstance(readings, Readings) else Readings(readings))


@lru_cache(maxsize=2048)  # a course has four hundred lines; an edition changes a few
def _runs(text: str, known: Readings) -> tuple[Run, ...]:
    whole = "".join(span.text for span in parse(text))
    own = list(_own_runs(text, known))
    masked = _masked(whole, own, _OWN)
    listed = [
        Run(match.start(), match[0], known.sounds[match[0]])
        for match in known.words.finditer(masked)
    ]
    if not known.has_number_rules:
        return tuple(_filled(whole, own + listed))
    with_digits = [run for run in listed if DIGIT.search(run.words)]
    numbers = [
        run for run in _number_runs(whole, _masked(masked, with_digits, _LISTED)) if run.reading
    ]
    others = [
        run
        for run in listed
        if not any(one.start < run.end and run.start < one.end for one in numbers)
    ]
    return _parted(list(_filled(whole, own + others + numbers)))


def _own_runs(text: str, known: Readings) -> Iterator[Run]:
    """The words with a reading of their own. The shared list may say the same, and where a long
    word divides."""
    at = 0
    for span in parse(text):
        if span.ruby is not None:
            own, shared = known.sound_of(span.ruby), known.sounds.get(span.text, "")
            yield Run(at, span.text, shared if shared.replace(" ", "") == own else own)
        at += len(span.text)


def _masked(text: str, runs: Iterable[Run], sign: str) -> str:
    for run in runs:
        text = text[: run.start] + sign * len(run.words) + text[run.end :]
    return text


def _number_runs(whole: str, masked: str) -> Iterator[Run]:
    numbers = [
        Run(one.start, whole[one.start : one.end], pronounced(one.reading), one.is_known)
        for one in number_phrases(masked)
    ]
    return _filled(whole, numbers)


def _filled(text: str, runs: Iterable[Run]) -> Iterator[Run]:
    """The runs in order, with the words between them as runs of their own."""
    at = 0
    for run in sorted(runs, key=lambda run: run.start):
        if at < run.start:
            yield Run(at, text[at : run.start])
        yield run
        at = run.end
    if at < len(text):
        yield Run(at, text[at:])


def _parted(runs: list[Run]) -> tuple[Run, ...]:
    """Numbers parted by a space from katakana beside them, which would make one word with them."""
    out = []
    for number, run in enumerate(runs):
        if run.reading and DIGIT.search(run.words):
            before = runs[number - 1].sound[-1:] if number else ""
            after = runs[number + 1] if number + 1 < len(runs) else None
            front = " " if _IS_KATAKANA.match(before) else ""
            # A number that follows has a space of its own.
            follows = "" if after is None or DIGIT.search(after.words) else after.sound
            back = " " if _IS_KATAKANA.match(follows) else ""
            out.append(replace(run, reading=f"{front}{run.reading}{back}"))
        else:
            out.append(run)
    return tuple(out)


def _whole(word: str) -> str:
    """The pattern of a word: 110 is none inside 1100 or 3,110, nor SNS inside SNSX."""
    before = r"(?<![A-Za-z0-9])" if re.match(r"[A-Za-z0-9]", word) else ""
    number = r"(?<!\d[.,])" if re.match(r"\d", word) else ""
    after = r"(?![A-Za-z0-9])" if re.search(r"[A-Za-z0-9]$", word) else ""
    return f"{before}{number}{re.escape(word)}{after}"


def pronounced(reading: str) -> str:
    """A reading in kana as it sounds: こきゃく とう → コキャク トー; any other stays as it is.

    Voices take hiragana in a row for words and particles of their own; katakana is one word,
    but then every vowel is said as it is written. A space divides a long word.
    """
    if not _KANA.fullmatch(reading):
        return reading
    return _LONG.sub("ー", reading.translate(_KATAKANA))
