"""The results of closed waves. What is hidden was hidden at closing; nothing is computed anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db.models import F

from terakoya.courseware.model import Survey

from ..accounts.models import Member
from ..common.dates import day_of
from ..common.languages import current_language
from .choices import WaveKind, WaveState
from .days import DAYS_AFTER
from .models import CountingCell, Wave
from .selectors import survey_of_wave
from .selectors_opening import title_of
from .tables import NO_COMPARISON, Comparison, Table, compare, read_table

ORDER: Final = (WaveKind.BEFORE, WaveKind.AFTER, WaveKind.DAY90)


@dataclass(frozen=True)
class WaveResult:
    """A wave and what it shows; `table` is `None` until it is closed and counted."""

    wave: Wave
    table: Table | None
    headcount: int
    cells: frozenset[tuple[int, str]]  # department and its path

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to look at."""
        return self.table is not None and self.table.company is not None


@dataclass(frozen=True)
class CourseResults:
    """The waves around one assignment, in their order, and the one that is looked at."""

    chosen: WaveResult
    waves: tuple[WaveResult, ...]
    survey: Survey
    course_title: str

    @cached_property
    def earlier(self) -> WaveResult | None:
        """The first wave before the chosen one that shows anything; changes are told from it.

        Paper is compared with paper alone: who was asked, and how freely, is not the same.
        """
        return next((one for one in self._before if self._is_like(one)), None)

    @property
    def _before(self) -> list[WaveResult]:
        """The waves before the chosen one that show anything."""
        return [one for one in self.waves[: self.waves.index(self.chosen)] if one.is_shown]

    def _is_like(self, other: WaveResult) -> bool:
        return other.wave.medium == self.chosen.wave.medium

    @cached_property
    def alike(self) -> tuple[WaveResult, ...]:
        """The waves that were answered in the same way as the chosen one."""
        return tuple(one for one in self.waves if self._is_like(one))

    @property
    def is_other_way(self) -> bool:
        """Whether an earlier wave shows something but was answered in another way."""
        return any(not self._is_like(one) for one in self._before)

    @cached_property
    def comparison(self) -> Comparison:
        """The chosen wave beside the earlier one."""
        first, second = self.earlier, self.chosen
        if first is None or first.table is None or second.table is None:
            return NO_COMPARISON
        return compare(first.table, second.table, changed_units(first.cells, second.cells))

    @property
    def day90_on(self) -> dt.date | None:
        """When the 90-day wave is due; `None` before the after-wave and once it is there."""
        kinds = {one.wave.kind: one.wave for one in self.waves}
        after = kinds.get(WaveKind.AFTER)
        if after is None or WaveKind.DAY90 in kinds:
            return None
        return day_of(after.opened_at) + dt.timedelta(days=DAYS_AFTER)

    @property
    def scored_topics(self) -> tuple[str, ...]:
        """The ids of the topics that have an index, in the survey's order."""
        table = self.chosen.table
        return tuple(table.company.topics) if table and table.company else ()

    def name_of(self, topic: str) -> str:
        """A topic's name in the language of the page."""
        return next((one.name for one in self.survey.topics if one.id == topic), topic)


def changed_units(
    first: Iterable[tuple[int, str]], second: Iterable[tuple[int, str]]
) -> frozenset[str]:
    """The units that count others' people in one of two waves: those above a unit of only one."""
    alone = frozenset(first) ^ frozenset(second)
    return frozenset(part for _unit, path in alone for part in path.strip("/").split("/") if part)


def course_results(wave: Wave, *, shared_only: bool = False) -> CourseResults:
    """The wave's results and those of the other waves of its assignment; three statements.

    `shared_only` leaves out waves whose company's row is not shared with respondents.
    """
    waves = list(
        Wave.objects.filter(assignment_id=wave.assignment_id, revision_id=wave.revision_id)
        .select_related("table")
        .order_by("id")
    )
    waves = [one for one in waves if one.shares_company or not shared_only]
    cells = _cells_of(waves)
    results = tuple(
        _result(one, cells[one.pk]) for one in sorted(waves, key=lambda w: ORDER.index(w.kind))
    )
    return CourseResults(
        chosen=next(one for one in results if one.wave.pk == wave.pk),
        waves=results,
        survey=survey_of_wave(wave, current_language()),
        course_title=title_of(wave.revision),
    )


def _cells_of(waves: Iterable[Wave]) -> Mapping[int, list[tuple[int | None, str, int]]]:
    cells: dict[int, list[tuple[int | None, str, int]]] = {wave.pk: [] for wave in waves}
    found = CountingCell.objects.filter(wave__in=cells).values_list(
        "wave_id", "department_id", "department__path", "headcount"
    )
    for wave, department, path, headcount in found:
        cells[wave].append((department, path or "", headcount))
    return cells


def _result(wave: Wave, cells: Iterable[tuple[int | None, str, int]]) -> WaveResult:
    cells = list(cells)
    is_counted = wave.state == WaveState.CLOSED
    return WaveResult(
        wave=wave,
        table=read_table(wave.table.table) if is_counted else None,
        headcount=sum(headcount for _department, _path, headcount in cells),
        cells=frozenset((one, path) for one, path, _headcount in cells if one is not None),
    )


@dataclass(frozen=True)
class LatestWave:
    """The wave that an officer's home page tells of."""

    wave: Wave
    has_result: bool


def latest_wave(officer: Member) -> LatestWave | None:
    """The organisation's wave that closed last, or else the newest one; one statement."""
    wave = (
        Wave.objects.filter(organisation_id=officer.organisation_id)
        .order_by(F("closed_at").desc(nulls_last=True), "-id")
        .first()
    )
    return LatestWave(wave, wave.state == WaveState.CLOSED) if wave else None
