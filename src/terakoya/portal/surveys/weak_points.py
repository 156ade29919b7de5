"""Where a closed wave suggests to look next: clear differences alone, at most three.

Worded as something to do, never as a ranking of units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from terakoya.courseware.scoring import HEAT_STARTS
from terakoya.courseware.topic_index import TopicIndex, change_between

from .own_items import is_own
from .result_words import unit_name
from .selectors_results import CourseResults
from .tables import COMPANY, Row
from .words import count_words

MOST: Final = 3
STRONG: Final = HEAT_STARTS[3]  # an index from here on is no weakness


@dataclass(frozen=True)
class WeakPoint:
    """A topic to look at, and why."""

    topic: str
    title: str
    reason: str
    size: int  # points; the larger ones are told first


def weak_points(results: CourseResults) -> tuple[WeakPoint, ...]:
    """One point a topic, the largest first."""
    found: dict[str, WeakPoint] = {}
    for point in sorted(_all_points(results), key=lambda one: -one.size):
        found.setdefault(point.topic, point)
    return tuple(list(found.values())[:MOST])


def _all_points(results: CourseResults) -> Iterator[WeakPoint]:
    table = results.chosen.table
    if table is None or table.company is None:
        return
    for topic in results.scored_topics:
        if is_own(topic):  # no slide and no case belongs to it
            continue
        company = table.company.topics.get(topic)
        if company is None or company.score is None:
            continue
        yield from _fallen(results, topic, (table.company, *table.rows))
        for row in table.rows:
            yield from _below_company(results, topic, company, row)
        if company.score + (company.margin or 0) < STRONG:
            yield _point(
                results,
                topic,
                _("全社の指数は%(score)sです。") % {"score": company.score},
                STRONG - company.score,
            )


def _fallen(results: CourseResults, topic: str, rows: tuple[Row, ...]) -> Iterator[WeakPoint]:
    for row in rows:
        change = results.comparison.of(row.unit, topic)
        if change is not None and change.is_clear and change.points < 0:
            name = unit_name(row) if row.unit else _("全社")
            reason = _("%(unit)sで%(n)sポイント下がりました（回答者%(answers)s）。") % {
                "unit": name,
                "n": -change.points,
                "answers": count_words(row.n),
            }
            yield _point(results, topic, reason, 100 - change.points)


def _below_company(
    results: CourseResults, topic: str, company: TopicIndex, row: Row
) -> Iterator[WeakPoint]:
    index = row.topics.get(topic)
    difference = change_between(company, index)
    if index is None or difference is None or row.unit == COMPANY:
        return
    if difference.is_clear and difference.points < 0:
        reason = _("%(unit)sの指数は%(score)sです（全社%(company)s、回答者%(answers)s）。") % {
            "unit": unit_name(row),
            "score": index.score,
            "company": company.score,
            "answers": count_words(row.n),
        }
        yield _point(results, topic, reason, -difference.points)


def _point(results: CourseResults, topic: str, reason: str, size: int) -> WeakPoint:
    title = _("「%(topic)s」を高める") % {"topic": results.name_of(topic)}
    return WeakPoint(topic, title, reason, size)
