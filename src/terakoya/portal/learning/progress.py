"""Progress as a union of events, and the gate judged from it (docs/algorithms/progress.md).

Pure: no Django, no clock, no database. Times are seconds since 1970 by the server's clock
unless they are said to be a player's.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

HEARD_SHARE = 0.95
FASTEST = 2.0  # the top speed of the narration, unless the officer has set a lower one
TOLERANCE = 5.0
CLOCK_SKEW = 86_400.0
KEPT_STATES = 16_384  # states of slides, about a kilobyte each
SLACK = 0.1  # ranges end on milliseconds, so that many short ones lose a little

Range = tuple[float, float]
Ranges = tuple[Range, ...]


# -- ranges -----------------------------------------------------------------------------------


def union(*groups: Iterable[Range]) -> Ranges:
    """All ranges of the groups, sorted, with touching and overlapping ones joined."""
    joined: list[Range] = []
    for start, end in sorted(one for group in groups for one in group):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def seconds_in(ranges: Ranges, start: float, end: float) -> float:
    """How many seconds of joined ranges lie between two moments."""
    return sum(max(0.0, min(end, to) - max(start, begin)) for begin, to in ranges)


# -- state ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Report:
    """What an event says about its slide; `at` is when, clamped (see `clamped`)."""

    slide: str
    kind: str
    language: str
    at: float
    ranges: Ranges = ()
    answer: str = ""


@dataclass(frozen=True)
class SlideState:
    """The union of the events on one slide."""

    heard: Mapping[str, Ranges] = field(default_factory=dict)
    read: Ranges = ()
    answers: frozenset[str] = frozenset()
    skipped: bool = False

    @property
    def pieces(self) -> int:
        """How many separate ranges are kept."""
        return len(self.read) + sum(len(ranges) for ranges in self.heard.values())

    def joined(self, report: Report) -> SlideState:
        """This state and one more event."""
        match report.kind:
            case "heard":
                known = self.heard.get(report.language, ())
                united = union(known, report.ranges)
                return replace(self, heard={**self.heard, report.language: united})
            case "read":
                return replace(self, read=union(self.read, report.ranges))
            case "answered":
                return replace(self, answers=self.answers | {report.answer})
            case "skipped":
                return replace(self, skipped=True)
            case _:
                return self


@dataclass(frozen=True, order=True)
class Position:
    """The slide opened last, and when."""

    at: float
    slide: str


@dataclass(frozen=True)
class State:
    """What an enrolment's events say together; a slide that was opened has an entry."""

    slides: Mapping[str, SlideState] = field(default_factory=dict)
    position: Position | None = None


def merge(state: State, reports: Iterable[Report]) -> State:
    """The state with more events; their order and repetition do not matter."""
    slides = dict(state.slides)
    position = state.position
    for report in reports:
        slides[report.slide] = slides.get(report.slide, SlideState()).joined(report)
        if report.kind == "seen":
            here = Position(report.at, report.slide)
            position = here if position is None else max(position, here)
    return State(slides, position)


def clamped(client_time: float, *, opened: float, received: float) -> float:
    """A player's time as far as it can be true: not before the opening, nor after the arrival."""
    return min(max(client_time, opened), received)


def clock_is_off(client_time: float, *, opened: float, now: float) -> bool:
    """Whether a player's clock shows a time whose seconds do not count."""
    return not opened - CLOCK_SKEW <= client_time <= now + CLOCK_SKEW


# -- as stored --------------------------------------------------------------------------------


@lru_cache(maxsize=KEPT_STATES)
def state_from_row(heard: str, read: str, answers: str, skipped: bool) -> SlideState:
    """A slide's state as the columns of its row hold it, the first three as JSON text.

    Kept in memory: a batch changes one or two slides, and the rest is read as it was.
    """
    return SlideState(
        heard={language: _ranges(values) for language, values in json.loads(heard).items()},
        read=_ranges(json.loads(read)),
        answers=frozenset(json.loads(answers)),
        skipped=skipped,
    )


def row_of_state(state: SlideState) -> dict[str, Any]:
    """The columns of a slide's row."""
    return {
        "heard": {language: _lists(state.heard[language]) for language in sorted(state.heard)},
        "read": _lists(state.read),
        "answers": sorted(state.answers),
        "skipped": state.skipped,
    }


def _ranges(values: Iterable[Sequence[float]]) -> Ranges:
    return tuple((start, end) for start, end in values)


def _lists(ranges: Ranges) -> list[list[float]]:
    return [list(one) for one in ranges]


# -- the gate ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Need:
    """What a slide asks for: seconds to hear per language, seconds to read, an answer."""

    slide: str
    listen: Mapping[str, float]
    read: float
    asks: bool = False
    skippable: bool = False

    def to_hear(self, language: str) -> float:
        """How many distinct seconds of the narration are enough."""
        return HEARD_SHARE * self.listen.get(language, 0.0)


def reading_seconds(reading: float, listen: float, least: float = 0.0) -> float:
    """How long a slide is to be read in one language, if at least so long is asked for.

    Never longer than its narration takes to hear (`listen`; 0 when nothing is known of it).
    """
    longest = listen or max(reading, least)
    return min(max(reading, least), longest)


def slides_met(
    needs: Sequence[Need], state: State, *, opened: float, now: float, fastest: float = FASTEST
) -> frozenset[str]:
    """The slides whose need is fulfilled, as far as the time since the opening allows it.

    `fastest` is the top speed at which the narration may be played.
    """
    elapsed = max(0.0, now - opened)
    heard = _Allowance(fastest * elapsed + TOLERANCE)
    read = _Allowance(elapsed + TOLERANCE)
    met = set()
    for need in needs:
        slide = state.slides.get(need.slide)
        if slide is None:
            continue
        was_heard = any(list(_heard(need, slide, heard)))  # each language takes its share
        claimed = seconds_in(slide.read, opened - CLOCK_SKEW, now + CLOCK_SKEW)
        if slide_is_met(need, slide, was_taken_in=read.covers(claimed, need.read) or was_heard):
            met.add(need.slide)
    return frozenset(met)


def read_seconds(
    state: State, met: Collection[str], *, opened: float, now: float
) -> dict[str, float]:
    """The seconds read of each slide that was opened and is not met yet."""
    return {
        slide: round(seconds_in(one.read, opened - CLOCK_SKEW, now + CLOCK_SKEW), 3)
        for slide, one in state.slides.items()
        if slide not in met
    }


def slide_is_met(need: Need, slide: SlideState, *, was_taken_in: bool) -> bool:
    """Whether a slide that was heard or read, or was not, is done with."""
    if need.skippable and slide.skipped:
        return True
    return was_taken_in and (bool(slide.answers) or not need.asks)


def _heard(need: Need, slide: SlideState, allowance: _Allowance) -> Iterator[bool]:
    for language in sorted(slide.heard):
        listen = need.listen.get(language, 0.0)
        if listen:
            claimed = seconds_in(slide.heard[language], 0.0, listen)
            yield allowance.covers(claimed, need.to_hear(language))


class _Allowance:
    """Seconds that may be claimed together; a slide takes no more than it needs."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def covers(self, claimed: float, needed: float) -> bool:
        """Take what a slide claims; whether that is all it needs."""
        counted = min(claimed, needed, self.left)
        self.left -= counted
        return counted >= needed - SLACK
