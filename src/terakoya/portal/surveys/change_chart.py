"""Before, after and 90 days later, topic by topic: where the marks of a line stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .choices import WaveKind
from .result_words import index_words, margin_words, points_words
from .selectors_results import CourseResults, WaveResult

START, LENGTH = 14, 300  # of the line from 0 to 100, in units of the drawing


@dataclass(frozen=True)
class Mark:
    """An index on the line of a topic."""

    x: int
    kind: WaveKind
    value: str
    with_margin: str

    @property
    def left(self) -> int:
        """Where the square of a 90-day mark begins."""
        return self.x - 7


@dataclass(frozen=True)
class ChartLine:
    """One topic of the company in the waves that show it."""

    name: str
    marks: tuple[Mark, ...]
    change: str
    is_clear: bool

    @property
    def first(self) -> int:
        """Where the line begins."""
        return min(mark.x for mark in self.marks)

    @property
    def last(self) -> int:
        """Where the line ends."""
        return max(mark.x for mark in self.marks)


def shown_waves(results: CourseResults) -> list[WaveResult]:
    """The waves that the chart draws: those answered in one way."""
    return [one for one in results.alike if one.is_shown]


def chart_lines(results: CourseResults) -> tuple[ChartLine, ...]:
    """The lines of the company's topics; none while only one wave shows anything."""
    if len(shown_waves(results)) < 2:
        return ()
    lines = (_line(results, topic) for topic in results.scored_topics)
    return tuple(line for line in lines if line.marks)


def _line(results: CourseResults, topic: str) -> ChartLine:
    change = results.comparison.of("", topic)
    return ChartLine(
        name=results.name_of(topic),
        marks=tuple(_marks(results, topic)),
        change=points_words(change.points) if change else "",
        is_clear=change is not None and change.is_clear,
    )


def _marks(results: CourseResults, topic: str) -> Iterator[Mark]:
    for one in shown_waves(results):
        company = one.table.company if one.table else None
        index = company.topics.get(topic) if company else None
        if index is not None and index.score is not None:
            x = START + LENGTH * index.score // 100
            yield Mark(x, WaveKind(one.wave.kind), index_words(index), margin_words(index))
