"""The results of closed waves. What is hidden was hidden at closing; nothing is computed anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from terakoya.courseware.model import Survey

from ..accounts.models import Member
from ..catalogue.selectors import revision_source
from ..common.dates import day_of, full_day
from ..common.languages import current_language
from ..learning.choices import Audience
from ..learning.models import Assignment
from .choices import WaveKind, WaveState
from .days import DAYS_AFTER
from .models import CountingCell, Wave
from .own_items import is_own
from .selectors import survey_of_wave
from .selectors_opening import title_of
from .selectors_paper import unit_names
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
    elsewhere: tuple[WaveResult, ...] = ()  # the nearest around other assignments, if alike

    @cached_property
    def earlier(self) -> WaveResult | None:
        """The first wave before the chosen one that shows anything; changes are told from it.

        Where its own assignment has none, the nearest around another one. Paper is compared with
        paper alone: who was asked, and how freely, is not the same.
        """
        own = next((one for one in self._before if self._is_like(one)), None)
        return own or self._elsewhere(is_later=False)

    @cached_property
    def later(self) -> WaveResult | None:
        """The first later wave that shows anything: of its assignment, else around another one."""
        waves = self.waves[self.waves.index(self.chosen) + 1 :]
        return next((one for one in waves if one.is_shown), None) or self._elsewhere(is_later=True)

    def _elsewhere(self, *, is_later: bool) -> WaveResult | None:
        opened = self.chosen.wave.opened_at
        found = (one for one in self.elsewhere if (one.wave.opened_at > opened) is is_later)
        return next((one for one in found if one.is_shown), None)

    def label_of(self, other: WaveResult) -> str:
        """How another wave is called beside the chosen one."""
        kind = other.wave.get_kind_display()
        if other.wave.assignment_id == self.chosen.wave.assignment_id:
            return kind
        day = full_day(other.wave.closed_at or other.wave.opened_at)
        return _("別の割り当ての%(kind)s（%(day)sに締め切り）") % {"kind": kind, "day": day}

    @property
    def earlier_label(self) -> str:
        """How the wave is called from which changes are told; empty without one."""
        return self.label_of(self.earlier) if self.earlier else ""

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
        return compare_waves(self.earlier, self.chosen) if self.earlier else NO_COMPARISON

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
        found = table.company.topics if table and table.company else ()
        # A stored table has no order of its own: a database may give its keys in any.
        places = {one.id: place for place, one in enumerate(self.survey.topics)}
        return tuple(sorted(found, key=lambda topic: (places.get(topic, len(places)), topic)))

    def name_of(self, topic: str) -> str:
        """A topic's name in the language of the page."""
        return next((one.name for one in self.survey.topics if one.id == topic), topic)


def compare_waves(first: WaveResult, second: WaveResult) -> Comparison:
    """Two published tables side by side; nothing is computed but from what both show.

    The organisation's own items are compared only where both waves asked the same ones.
    """
    if first.table is None or second.table is None:
        return NO_COMPARISON
    found = compare(first.table, second.table, changed_units(first.cells, second.cells))
    if first.wave.own_items == second.wave.own_items:
        return found
    return Comparison(
        {
            unit: {topic: change for topic, change in changes.items() if not is_own(topic)}
            for unit, changes in found.changes.items()
        }
    )


def changed_units(
    first: Iterable[tuple[int, str]], second: Iterable[tuple[int, str]]
) -> frozenset[str]:
    """The units that count others' people in one of two waves: those above a unit of only one."""
    alone = frozenset(first) ^ frozenset(second)
    return frozenset(part for _unit, path in alone for part in path.strip("/").split("/") if part)


def course_results(wave: Wave, *, shared_only: bool = False) -> CourseResults:
    """The wave's results and those of the other waves of its assignment; three statements.

    Beside them the nearest waves around other assignments that asked the same. `shared_only`
    leaves those out, and waves whose company's row is not shared with respondents.
    """
    here = Q(assignment_id=wave.assignment_id, revision_id=wave.revision_id)
    found = Wave.objects.filter(here if shared_only else here | _nearest(wave))
    waves = [
        one
        for one in found.select_related("table").order_by("id")
        if one.shares_company or not shared_only
    ]
    cells, above = _cells_of(waves), _above(wave)
    results = [
        _result(one, cells[one.pk], above)
        for one in sorted(waves, key=lambda w: ORDER.index(w.kind))
    ]
    return CourseResults(
        chosen=next(one for one in results if one.wave.pk == wave.pk),
        waves=tuple(one for one in results if one.wave.assignment_id == wave.assignment_id),
        survey=survey_of_wave(wave, current_language()),
        course_title=title_of(wave.revision),
        elsewhere=tuple(
            one
            for one in results
            if one.wave.assignment_id != wave.assignment_id and _asks_the_same(one.wave, wave)
        ),
    )


def _nearest(wave: Wave) -> Q:
    """The closed waves next before and next after one, around other assignments of the course.

    Both are for everyone in the organisation: another circle of people is another question.
    """
    others = Wave.objects.filter(
        organisation_id=wave.organisation_id,
        assignment__course=OuterRef("assignment__course"),
        assignment__audience=Audience.EVERYONE,
        state=WaveState.CLOSED,
        medium=wave.medium,
        axis=wave.axis,
    ).exclude(assignment_id=wave.assignment_id)
    before = others.filter(opened_at__lt=wave.opened_at).order_by("-opened_at", "-id")
    after = others.filter(opened_at__gt=wave.opened_at).order_by("opened_at", "id")
    is_for_everyone = Exists(
        Assignment.objects.filter(pk=wave.assignment_id, audience=Audience.EVERYONE)
    )
    near = Q(pk=Subquery(before.values("pk")[:1])) | Q(pk=Subquery(after.values("pk")[:1]))
    return Q(is_for_everyone, organisation_id=wave.organisation_id) & near


def _asks_the_same(one: Wave, other: Wave) -> bool:
    """Whether two revisions ask the same items, in every language word by word."""
    if one.revision_id == other.revision_id:
        return True
    surveys = [
        {text.language: text.survey for text in revision_source(wave.revision_id).texts}
        for wave in (one, other)
    ]
    return surveys[0] == surveys[1]


def _cells_of(waves: Iterable[Wave]) -> Mapping[int, list[tuple[int | None, str, int]]]:
    cells: dict[int, list[tuple[int | None, str, int]]] = {wave.pk: [] for wave in waves}
    found = CountingCell.objects.filter(wave__in=cells).values_list(
        "wave_id", "department_id", "department__path", "headcount"
    )
    for wave, department, path, headcount in found:
        cells[wave].append((department, path or "", headcount))
    return cells


def _above(wave: Wave) -> Callable[[str], str]:
    """Below which departments a unit stands; asked once, and only where names need it."""
    names = cache(partial(unit_names, wave))
    return lambda unit: names().above(int(unit))


def _result(
    wave: Wave, cells: Iterable[tuple[int | None, str, int]], above: Callable[[str], str]
) -> WaveResult:
    cells = list(cells)
    is_counted = wave.state == WaveState.CLOSED
    return WaveResult(
        wave=wave,
        table=read_table(wave.table.table, above) if is_counted else None,
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
