"""The table of units by topics: what stands in each cell, and in which colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from terakoya.courseware.scoring import BAND_STARTS, heat_of
from terakoya.courseware.topic_index import TopicIndex

from .result_words import (
    index_words,
    margin_words,
    points_words,
    reason_words,
    unit_name,
)
from .selectors_results import CourseResults
from .tables import HiddenUnit, Row
from .words import count_words

LOWEST = 1


@dataclass(frozen=True)
class HeatCell:
    """One topic of one row; `heat` is 0 where the cell is hidden."""

    heat: int
    value: str
    below: str
    with_margin: str
    is_change_clear: bool = False

    @property
    def is_lowest(self) -> bool:
        """Whether it wears the mark of the lowest band, so that colour is not alone."""
        return self.heat == LOWEST


@dataclass(frozen=True)
class HeatRow:
    """A row: with cells, or with the reason why there are none."""

    name: str
    n: str
    cells: tuple[HeatCell, ...]
    reason: str = ""


def heat_rows(results: CourseResults, units: Sequence[Row | HiddenUnit]) -> tuple[HeatRow, ...]:
    """The rows of the given units."""
    minimum = results.chosen.wave.min_n
    return tuple(
        HeatRow(unit_name(unit), "―", (), reason_words(unit, minimum))
        if isinstance(unit, HiddenUnit)
        else heat_row(results, unit, unit_name(unit))
        for unit in units
    )


def heat_row(results: CourseResults, row: Row, name: str) -> HeatRow:
    """The row of a unit, or of the company."""
    cells = tuple(_cell(results, row, topic) for topic in results.scored_topics)
    return HeatRow(name, count_words(row.n), cells)


def _cell(results: CourseResults, row: Row, topic: str) -> HeatCell:
    index = row.topics.get(topic)
    change = results.comparison.of(row.unit, topic)
    below = points_words(change.points) if change else ""
    if index is not None and index.band is not None:
        below = _("目安")
    return HeatCell(
        heat=heat_colour(index),
        value=index_words(index),
        below=below,
        with_margin=margin_words(index),
        is_change_clear=change is not None and change.is_clear,
    )


def heat_colour(index: TopicIndex | None) -> int:
    """The colour of an index or of its band: 1 to 5; 0 where nothing is shown."""
    if index is None:
        return 0
    if index.score is not None:
        return heat_of(index.score)
    return heat_of(BAND_STARTS[index.band]) if index.band is not None else 0
