"""Progress as a union of events (docs/algorithms/progress.md §2 and §3).

Pure: no Django, no clock, no database. Times are seconds since 1970 by the server's clock
unless they are said to be a player's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from .ranges import Ranges, seconds_in, union, within

TOLERANCE = 5.0
CLOCK_SKEW = 86_400.0
KEPT_STATES = 16_384  # states of slides, about a kilobyte each


# -- state ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Report:
    """What an event says about its slide; `at` is when, clamped (see `clamped`).

    `ranges`: of what was read moments, of what was heard seconds of the narration, and then
    `moments` tells when.
    """

    slide: str
    kind: str
    language: str
    at: float
    ranges: Ranges = ()
    answer: str = ""
    moments: Ranges = ()

    @property
    def claimed(self) -> Ranges:
        """The moments that it claims."""
        return self.ranges if self.kind in ("read", "present") else self.moments

    def cut(self, *, opened: float, received: float) -> Report:
        """With its moments as far as they can be true, by its first arrival.

        What the server writes of a group session is true, also where it began before the run.
        """
        if not self.claimed or self.kind == "present":
            return self
        true = within(self.claimed, opened, received + TOLERANCE)
        return replace(self, ranges=true) if self.kind == "read" else replace(self, moments=true)


def moments_before(at: float, heard: Ranges, fastest: float) -> Ranges:
    """When something was heard, for a player that does not tell: right before it was reported."""
    return ((round(at - seconds_in(union(heard)) / fastest, 3), at),)


@dataclass(frozen=True)
class SlideState:
    """The union of the events on one slide.

    `heard` are seconds of the narration, `heard_at` and `read` are moments. `kept` is no part of
    the union: the moments by which it was taken in, once it was (`gate.py`). `present`: when it
    was shown in a group session to which the learner had come, long enough to be taken in there.
    """

    heard: Mapping[str, Ranges] = field(default_factory=dict)
    heard_at: Ranges = ()
    read: Ranges = ()
    answers: frozenset[str] = frozenset()
    skipped: bool = False
    kept: Ranges = ()
    present: Ranges = ()

    # Both are asked with every batch, of slides that have not changed since the last one.
    @cached_property
    def pieces(self) -> int:
        """How many separate ranges are stored."""
        heard = sum(len(ranges) for ranges in self.heard.values())
        return len(self.read) + len(self.heard_at) + heard

    @cached_property
    def moments(self) -> Ranges:
        """All moments at which it was read or heard, alone or in a group."""
        return union(self.read, self.heard_at, self.present)

    def with_presence(self, moments: Ranges) -> SlideState:
        """This state and a time in a group."""
        return replace(self, present=union(self.present, moments))

    def joined(self, report: Report) -> SlideState:
        """This state and one more event."""
        match report.kind:
            case "heard":
                known = self.heard.get(report.language, ())
                return replace(
                    self,
                    heard={**self.heard, report.language: union(known, report.ranges)},
                    heard_at=union(self.heard_at, report.moments),
                )
            case "read":
                return replace(self, read=union(self.read, report.ranges))
            case "present":
                return self.with_presence(report.ranges)
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

    def keeping(self, kept: Mapping[str, Ranges]) -> State:
        """With the moments that some slides keep from now on."""
        if not kept:
            return self
        slides = {slide: replace(self.slides[slide], kept=ranges) for slide, ranges in kept.items()}
        return State({**self.slides, **slides}, self.position)


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
def state_from_row(
    heard: str, heard_at: str, read: str, answers: str, kept: str, present: str, skipped: bool
) -> SlideState:
    """A slide's state as the columns of its row hold it, all but the last as JSON text.

    Kept in memory: a batch changes one or two slides, and the rest is read as it was.
    """
    return SlideState(
        heard={language: _ranges(values) for language, values in json.loads(heard).items()},
        heard_at=_ranges(json.loads(heard_at)),
        read=_ranges(json.loads(read)),
        answers=frozenset(json.loads(answers)),
        kept=_ranges(json.loads(kept)),
        present=_ranges(json.loads(present)),
        skipped=skipped,
    )


def row_of_state(state: SlideState) -> dict[str, Any]:
    """The columns of a slide's row."""
    return {
        "heard": {language: _lists(state.heard[language]) for language in sorted(state.heard)},
        "heard_at": _lists(state.heard_at),
        "read": _lists(state.read),
        "answers": sorted(state.answers),
        "kept": _lists(state.kept),
        "present": _lists(state.present),
        "skipped": state.skipped,
    }


def _ranges(values: Iterable[Sequence[float]]) -> Ranges:
    return tuple((start, end) for start, end in values)


def _lists(ranges: Ranges) -> list[list[float]]:
    return [list(one) for one in ranges]
