"""How long a course takes, and whether that is what it promises (`docs/course-format.md` §8)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from types import MappingProxyType
from typing import Any, Final

from .errors import UnreadableSource
from .inline import plain
from .model import (
    AnySlide,
    CaseSlide,
    CheckSlide,
    Course,
    PageSlide,
    Reading,
    SurveyItem,
    TextSlide,
)
from .narration import Narration, slide_narrations
from .pronunciation import readings_of, said
from .recordings import m4a_seconds
from .text.sentences import text_sentences
from .texts import texts_of
from .variables import filled, values_of

CASE, CHECK = 15.0, 8.0  # to think, before what is read of the exercise
QUESTION = 30.0
# An item of the survey: one step of a scale, one of several sentences, words of one's own.
ITEM: Final = MappingProxyType({"scale": 8.0, "choice": 12.0, "comment": 16.0})
LONGEST_NARRATION = 90.0
SHORTEST_READING = 10.0
PAUSE = 0.35  # after each sentence
MAY_DIFFER = 60.0  # a sum may differ from its promise by so much
DIVIDERS = frozenset({"chapter"})  # nothing on them asks for more than their few words
# Pages as an organisation wrote them: a note to such a page seldom says what stands on it.
FULL_OF_WORDS = frozenset({"page", "text"})
_JAPANESE_SPOKEN, _JAPANESE_READ = 340, 600  # characters a minute
_WORDS_SPOKEN, _WORDS_READ = 150, 200  # words a minute, in languages that write spaces

_UNSEEN = frozenset({"alt", "kicker", "narration", "title"})
_SPACE = re.compile(r"\s+")
_SAYS_SOMETHING = re.compile(r"\w")


def shortest_reading(layout: str, *, is_said: bool) -> float:
    """How many seconds a slide is read at least; a divider no longer than it is said."""
    return 0.0 if layout in DIVIDERS and is_said else SHORTEST_READING


@dataclass(frozen=True)
class SlideTimes:
    """The seconds of one slide: narration of all its sheets, reading it instead, an exercise.

    `recorded` says that the narration is as long as its recordings are, not as its text tells.
    `shown` is the reading of the words on the sheet, where no narration says them; else 0.
    `least` is how long it is read at least, however little it says.
    """

    chapter: str
    slide: str
    narration: float
    reading: float
    case: float = 0.0
    check: float = 0.0
    recorded: bool = False
    shown: float = 0.0
    least: float = SHORTEST_READING

    @property
    def read(self) -> float:
        """How long it is to be read: never longer than it is heard, unless it shows more."""
        return min(self.reading, max(self.narration, self.shown, self.least))

    @property
    def main(self) -> float:
        """What the slide adds to the main content."""
        return max(self.narration, self.shown) + self.case + self.check


@dataclass(frozen=True)
class CourseTimes:
    """The seconds of a course in one language."""

    language: str
    slides: tuple[SlideTimes, ...]
    test: float
    survey: float

    @property
    def narration(self) -> float:
        """All narration."""
        return sum(slide.narration for slide in self.slides)

    @property
    def cases(self) -> float:
        """All cases, their narration left out."""
        return sum(slide.case for slide in self.slides)

    @property
    def checks(self) -> float:
        """All checks, their narration left out."""
        return sum(slide.check for slide in self.slides)

    @property
    def main(self) -> float:
        """Narration, or reading where nothing is said; cases and checks."""
        return sum(slide.main for slide in self.slides)

    @property
    def total(self) -> float:
        """From opening the course to the end of the test; the survey is stated apart."""
        return self.main + self.test

    def chapters(self) -> dict[str, float]:
        """The main content of each chapter, in order."""
        sums: dict[str, float] = {}
        for slide in self.slides:
            sums[slide.chapter] = sums.get(slide.chapter, 0.0) + slide.main
        return sums

    def as_json(self) -> dict[str, Any]:
        """The times for `--json`, in seconds with one decimal."""
        sums = ("narration", "cases", "checks", "main", "test", "total", "survey")
        return {
            **{name: round(getattr(self, name), 1) for name in sums},
            "chapters": {key: round(value, 1) for key, value in self.chapters().items()},
            "slides": {
                slide.slide: {
                    "narration": round(slide.narration, 1),
                    "reading": round(slide.reading, 1),
                }
                for slide in self.slides
            },
        }


@dataclass(frozen=True)
class TimeProblem:
    """A time that does not keep its promise; `slide` is `None` for a sum of the course."""

    language: str
    slide: str | None
    message: str
    mend: str


def course_times(
    course: Course,
    language: str,
    values: Mapping[str, str] | None = None,
    audio: Mapping[str, bytes] | None = None,
) -> CourseTimes:
    """The times of a course in one language, with its defaults where `values` has none.

    Where `audio` holds the recordings of a slide, their length counts.
    """
    text = course.text(language)
    clock = _Clock(language, readings_of(course, language), values_of(course, language, values))
    return CourseTimes(
        language=language,
        slides=tuple(
            _with_recordings(
                clock.slide_times(chapter.id, slide),
                slide_narrations(course, language, slide, values) if audio else (),
                audio or {},
            )
            for chapter, slide in text.slides()
        ),
        test=QUESTION * sum(part.take for part in course.meta.blueprint),
        survey=survey_seconds(text.survey.items),
    )


def survey_seconds(items: Iterable[SurveyItem]) -> float:
    """How long the items of a survey take, by their number and kind."""
    return sum(ITEM[item.kind] for item in items)


def survey_minutes(items: Iterable[SurveyItem]) -> int:
    """The same in whole minutes, rounded up, as a page says it; one at least."""
    return max(1, ceil(survey_seconds(items) / 60))


def _with_recordings(
    times: SlideTimes, narrations: Sequence[Narration], audio: Mapping[str, bytes]
) -> SlideTimes:
    sounds = [audio.get(one.audio_name) for one in narrations]
    if not sounds or None in sounds:
        return times
    try:
        seconds = sum(m4a_seconds(sound) for sound in sounds if sound is not None)
    except UnreadableSource:  # another rule tells of it
        return times
    return replace(times, narration=seconds, recorded=True)


def check_times(course: Course, audio: Mapping[str, bytes] | None = None) -> list[TimeProblem]:
    """Name each narration that is too long and each sum that differs from `minutes`."""
    problems: list[TimeProblem] = []
    for text in course.texts:
        times = course_times(course, text.language, audio=audio)
        problems += _long_narrations(times)
        problems += _broken_promises(course, times)
    return problems


def _long_narrations(times: CourseTimes) -> list[TimeProblem]:
    return [
        TimeProblem(
            times.language,
            slide.slide,
            f"the narration takes {slide.narration:.0f} s, at most {LONGEST_NARRATION:.0f} s "
            "are allowed on a slide",
            f"cut about {slide.narration - LONGEST_NARRATION:.0f} s, or divide the slide",
        )
        for slide in times.slides
        if slide.narration > LONGEST_NARRATION
    ]


def _broken_promises(course: Course, times: CourseTimes) -> list[TimeProblem]:
    promised = course.meta.minutes
    problems = []
    for name, seconds in (
        ("main", times.main),
        ("test", times.test),
        ("total", times.total),
        ("survey", times.survey),
    ):
        minutes = getattr(promised, name)
        if abs(seconds - minutes * 60) > MAY_DIFFER:
            problems.append(
                TimeProblem(
                    times.language,
                    None,
                    f"in {times.language}, `minutes.{name}` promises {minutes}, "
                    f"the content takes {seconds / 60:.1f}",
                    "change the content or the promise; they may differ by 1 minute",
                )
            )
    return problems


class _Clock:
    """Measures narration and reading in one language."""

    def __init__(
        self, language: str, readings: Sequence[Reading], values: Mapping[str, str]
    ) -> None:
        self.values = values
        self.readings = readings
        is_japanese = language == "ja"
        self.count: Callable[[str], int] = _characters if is_japanese else _words
        self.spoken_a_minute = _JAPANESE_SPOKEN if is_japanese else _WORDS_SPOKEN
        self.read_a_minute = _JAPANESE_READ if is_japanese else _WORDS_READ

    def slide_times(self, chapter: str, slide: AnySlide) -> SlideTimes:
        """The times of one slide, both of its sheets together."""
        narration = list(slide.narration)
        if isinstance(slide, (CaseSlide, CheckSlide)):
            narration += slide.answer_narration
        texts = self._filled(narration)
        shown = self._shown(slide, is_silent=not texts)
        return SlideTimes(
            chapter=chapter,
            slide=slide.id,
            narration=self._narration(texts),
            reading=max(SHORTEST_READING, self._reading(texts), shown),
            shown=shown,
            least=shortest_reading(slide.layout, is_said=bool(texts)),
            case=self._case(slide) if isinstance(slide, CaseSlide) else 0.0,
            check=self._check(slide) if isinstance(slide, CheckSlide) else 0.0,
        )

    def _filled(self, texts: Iterable[str]) -> list[str]:
        return [text for text in (filled(one, self.values) for one in texts) if text]

    def _shown(self, slide: AnySlide, *, is_silent: bool) -> float:
        """Reading what stands on a sheet that says little or nothing of it; else 0."""
        if isinstance(slide, (CaseSlide, CheckSlide)):
            return 0.0
        if not is_silent and not isinstance(slide, (PageSlide, TextSlide)):
            return 0.0
        words = [text for path, text in texts_of(slide) if _UNSEEN.isdisjoint(path)]
        return max(SHORTEST_READING, self._reading(self._filled(words)))

    def _case(self, slide: CaseSlide) -> float:
        """Thinking, and reading the choices with their reasons and the verdict."""
        return CASE + self._reading([*_choices(slide), *(one.reason for one in slide.verdict)])

    def _check(self, slide: CheckSlide) -> float:
        """Thinking, and reading what is said, the choices with their reasons, and why."""
        said = [slide.scene.bubble] if slide.scene else []
        why = [slide.reason.head, slide.reason.text] if slide.reason else []
        return CHECK + self._reading([slide.premise, *said, *_choices(slide), *why])

    def _narration(self, texts: Iterable[str]) -> float:
        spoken = [said(text, self.readings) for text in texts]
        sentences = sum(len(sentences_of(text)) for text in spoken)
        count = sum(self.count(text) for text in spoken)
        return count / self.spoken_a_minute * 60 + sentences * PAUSE

    def _reading(self, texts: Iterable[str]) -> float:
        return sum(self.count(plain(text)) for text in texts) / self.read_a_minute * 60


def _choices(slide: CaseSlide | CheckSlide) -> list[str]:
    return [words for choice in slide.choices for words in (choice.text, choice.why)]


def sentences_of(text: str) -> list[str]:
    """The sentences of a text that say something."""
    return [part for part in text_sentences(text) if _SAYS_SOMETHING.search(part)]


def _characters(text: str) -> int:
    return len(_SPACE.sub("", text))


def _words(text: str) -> int:
    return sum(1 for word in text.split() if _SAYS_SOMETHING.search(word))
