"""The gate, judged from the union of events (docs/algorithms/progress.md §4 and §5).

Pure: no Django, no clock, no database. There are two rules by which time counts; an enrolment
keeps the one under which it began.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from .progress import CLOCK_SKEW, TOLERANCE, SlideState, State
from .ranges import Ranges, Taken, earliest, seconds_in, union

HEARD_SHARE = 0.95
FASTEST = 2.0  # the top speed of the narration, unless the officer has set a lower one
LEAST_LIMIT = 60.0  # seconds for which a slide may always be read
LIMIT = 3.0  # times its need: longer than that nobody learns on one slide by reading
SLACK = 0.1  # ranges end on milliseconds, so that many short ones lose a little


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


@dataclass(frozen=True)
class Judgement:
    """What an enrolment's events amount to.

    `met`: the slides that are done. `read`: of those that were opened and are not met, the
    seconds of reading that count. `kept`: the moments of slides that were taken in just now;
    they are to be stored with them.
    """

    met: frozenset[str]
    read: Mapping[str, float]
    kept: Mapping[str, Ranges] = field(default_factory=dict)


def slide_is_met(need: Need, slide: SlideState, *, was_taken_in: bool) -> bool:
    """Whether a slide that was heard or read, or was not, is done with."""
    if slide.present or (need.skippable and slide.skipped):
        return True
    return was_taken_in and (bool(slide.answers) or not need.asks)


def open_slides(
    needs: Sequence[Need], met: Collection[str], opened: Collection[str]
) -> frozenset[str]:
    """The slides that may be shown: up to the first that is not met, and the met ones.

    Behind it also those that were opened when it was their turn: after one that is met. So what
    somebody has open stays open when an earlier slide changes, and an event that says that a
    locked slide was opened does not open it.
    """
    found, turn, all_before = set(), True, True
    for need in needs:
        is_met = need.slide in met
        if all_before or is_met or (turn and need.slide in opened):
            found.add(need.slide)
        turn, all_before = is_met, all_before and is_met
    return frozenset(found)


# -- by moments -------------------------------------------------------------------------------


def judge_by_moments(
    needs: Sequence[Need], state: State, *, fastest: float = FASTEST, before: Ranges = ()
) -> Judgement:
    """What is done when every moment counts once, for the first slide in course order.

    A slide takes the earliest of its moments, no more than it needs, and keeps them for good
    once they are enough; so nothing that was met is undone by what arrives later. `before` are
    moments that count for no slide. `fastest` is the top speed of the narration.
    """
    slides = state.slides.values()
    taken = Taken(before, *(one.kept for one in slides), *(one.present for one in slides))
    met, read, newly = set(), {}, {}
    for need in needs:
        slide = state.slides.get(need.slide)
        if slide is None:
            continue
        share = _WHOLE
        if not _is_taken_in(need, slide):
            share = _share_of(need, slide, taken, fastest)
            taken.add(share.moments)
            if share.is_enough:
                newly[need.slide] = share.moments
        if slide_is_met(need, slide, was_taken_in=share.is_enough):
            met.add(need.slide)
        else:
            read[need.slide] = need.read if share.is_enough else share.read
    return Judgement(frozenset(met), read, newly)


def seconds_spent(needs: Sequence[Need], state: State, before: Ranges = ()) -> int:
    """How long somebody has learned: the moments spent (`moments_spent`), each once.

    Ranges end on milliseconds, which a sum of moments since 1970 does not quite keep.
    """
    moments = moments_spent(needs, state, before)
    return int(round(sum(end - start for start, end in moments), 3))


def moments_spent(needs: Sequence[Need], state: State, before: Ranges = ()) -> Ranges:
    """The moments that were heard or spent in a group, and those read up to each slide's limit.

    A slide that was left open is not read for hours: it takes the earliest of its moments of
    reading that are free, up to three times its need and at least a minute; the slides in order.
    """
    slides = state.slides.values()
    taken = Taken(before, *(one.heard_at for one in slides), *(one.present for one in slides))
    for need in needs:
        if slide := state.slides.get(need.slide):
            limit = max(LIMIT * need.read, LEAST_LIMIT)
            taken.add(earliest(taken.free_of(slide.read), limit))
    return taken.ranges


@dataclass(frozen=True)
class _Share:
    """The moments that a slide takes now, the seconds of reading, and whether they are enough."""

    moments: Ranges
    read: float
    is_enough: bool


_WHOLE: Final = _Share((), 0, is_enough=True)


def _is_taken_in(need: Need, slide: SlideState) -> bool:
    """Whether a slide wants no more moments, or never wanted any."""
    return (
        bool(slide.kept)
        or bool(slide.present)
        or need.read <= SLACK
        or (need.skippable and slide.skipped)
    )


def _share_of(need: Need, slide: SlideState, taken: Taken, fastest: float) -> _Share:
    read = earliest(taken.free_of(slide.read), need.read)
    seconds = seconds_in(read)
    if seconds >= need.read - SLACK:
        return _Share(read, seconds, is_enough=True)
    if not slide.heard:
        return _Share(read, round(seconds, 3), is_enough=False)
    free = taken.free_of(slide.heard_at)
    speeded = fastest * seconds_in(free)
    for language in _heard_whole(need, slide):
        to_hear = need.to_hear(language)
        if speeded >= to_hear - SLACK:
            return _Share(earliest(free, to_hear / fastest), seconds, is_enough=True)
    most = max(need.to_hear(language) for language in slide.heard)
    heard = earliest(free, most / fastest)
    return _Share(union(read, heard), round(seconds, 3), is_enough=False)


def _heard_whole(need: Need, slide: SlideState) -> Iterator[str]:
    """The languages in which enough of the narration was heard, whenever that was."""
    for language, to_hear in sorted(
        ((one, need.to_hear(one)) for one in slide.heard), key=lambda one: one[1]
    ):
        claimed = seconds_in(slide.heard[language], 0.0, need.listen.get(language, 0.0))
        if to_hear and claimed >= to_hear - SLACK:
            yield language


# -- by seconds, as enrolments were judged that began before ------------------------------------


def judge_by_seconds(
    needs: Sequence[Need], state: State, *, opened: float, now: float, fastest: float = FASTEST
) -> Judgement:
    """What is done when as many seconds count as have passed since the opening.

    `fastest` is the top speed at which the narration may be played.
    """
    elapsed = max(0.0, now - opened)
    heard = _Allowance(fastest * elapsed + TOLERANCE)
    read = _Allowance(elapsed + TOLERANCE)
    met = set()
    claims = {
        slide: seconds_in(one.read, opened - CLOCK_SKEW, now + CLOCK_SKEW)
        for slide, one in state.slides.items()
    }
    for need in needs:
        slide = state.slides.get(need.slide)
        if slide is None:
            continue
        was_heard = any(list(_heard(need, slide, heard)))  # each language takes its share
        was_read = read.covers(claims[need.slide], need.read)
        if slide_is_met(need, slide, was_taken_in=was_read or was_heard):
            met.add(need.slide)
    unmet = {slide: round(claim, 3) for slide, claim in claims.items() if slide not in met}
    return Judgement(frozenset(met), unmet)


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
