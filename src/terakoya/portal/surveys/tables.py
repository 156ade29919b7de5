"""A published table as values, and rows of two waves that may be compared. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from terakoya.courseware.topic_index import Change, TopicIndex, change_between

from .paper_units import SEPARATOR
from .suppression import Hidden

COMPANY: Final = "0"  # the row of whoever belongs to no unit of its own


@dataclass(frozen=True)
class Row:
    """What is shown of the company or of one unit."""

    unit: str
    name: str
    n: str  # "214", "10-19" or "5-9"
    topics: Mapping[str, TopicIndex | None]


@dataclass(frozen=True)
class HiddenUnit:
    """A unit of which nothing is shown, and why."""

    unit: str
    name: str
    reason: str


@dataclass(frozen=True)
class Share:
    """The share of an option: whole percents, or a band."""

    option: str
    percent: int | None
    band: int | None


@dataclass(frozen=True)
class Table:
    """What a closed wave shows; without `company` it shows nothing."""

    answered: str | None
    company: Row | None
    rows: tuple[Row, ...]
    hidden: tuple[HiddenUnit, ...]
    shares: Mapping[str, tuple[Share, ...] | None]
    comments: Mapping[str, tuple[str, ...]]
    loss: str


def read_table(stored: Mapping[str, Any], above: Callable[[str], str] = lambda _unit: "") -> Table:
    """A stored table; those of before the topic index have no margins and no reasons.

    `above` says below which units one stands; it is asked where two have one name.
    """
    names = _told_apart(stored.get("names", {}), above)
    rows = tuple(_row(unit, names.get(unit, ""), row) for unit, row in stored["groups"].items())
    rows = tuple(sorted(rows, key=lambda row: row.unit == COMPANY))
    hidden = _hidden(stored["hidden"], names)
    if {row.unit for row in rows} == {COMPANY} and not hidden:
        rows = ()  # the whole company once more
    company = stored["company"]
    return Table(
        answered=stored["answered"],
        company=_row("", "", company) if company else None,
        rows=rows,
        hidden=hidden,
        shares=_shares(company.get("shares", {}) if company else {}),
        comments={item: tuple(texts) for item, texts in stored.get("comments", {}).items()},
        loss=stored.get("loss", ""),
    )


def _told_apart(names: Mapping[str, str], above: Callable[[str], str]) -> dict[str, str]:
    often = Counter(names.values())
    return {
        unit: SEPARATOR.join(filter(None, (above(unit), name))) if often[name] > 1 else name
        for unit, name in names.items()
    }


def _row(unit: str, name: str, row: Mapping[str, Any]) -> Row:
    topics = {topic: _index(topic, cell) for topic, cell in row["topics"].items()}
    return Row(unit, name, row["n"], topics)


def _index(topic: str, cell: Mapping[str, int] | None) -> TopicIndex | None:
    if cell is None:
        return None
    return TopicIndex(topic, cell.get("score"), cell.get("margin"), cell.get("band"))


def _hidden(
    stored: Mapping[str, str] | Collection[str], names: Mapping[str, str]
) -> tuple[HiddenUnit, ...]:
    reasons = stored if isinstance(stored, Mapping) else dict.fromkeys(stored, "")
    return tuple(
        HiddenUnit(unit, names.get(unit, ""), why)
        for unit, why in reasons.items()
        if why != Hidden.SMALL_COMPANY  # then nothing is told of units
    )


def _shares(
    stored: Mapping[str, Mapping[str, Mapping[str, int]] | None],
) -> dict[str, tuple[Share, ...] | None]:
    return {
        item: tuple(Share(one, cell.get("score"), cell.get("band")) for one, cell in some.items())
        if some is not None
        else None
        for item, some in stored.items()
    }


@dataclass(frozen=True)
class Comparison:
    """An earlier wave beside a later one: row → topic → what changed."""

    changes: Mapping[str, Mapping[str, Change]]

    def of(self, unit: str, topic: str) -> Change | None:
        """What changed in a cell; `None` where not both waves show it."""
        return self.changes.get(unit, {}).get(topic)


NO_COMPARISON: Final = Comparison({})


def compare(before: Table, after: Table, changed_units: Collection[str]) -> Comparison:
    """Compare rows that both waves publish, without units that were not the same people's.

    The row of those without a unit of their own is never compared: who counts there depends on
    who answered elsewhere.
    """
    if before.company is None or after.company is None:
        return NO_COMPARISON
    earlier = {row.unit: row for row in before.rows if row.unit != COMPANY}
    pairs = [("", before.company, after.company)]
    pairs += [
        (row.unit, earlier[row.unit], row)
        for row in after.rows
        if row.unit in earlier and row.unit not in changed_units
    ]
    return Comparison({unit: _changes(one, other) for unit, one, other in pairs})


def _changes(before: Row, after: Row) -> dict[str, Change]:
    found = {
        topic: change_between(before.topics.get(topic), index)
        for topic, index in after.topics.items()
    }
    return {topic: change for topic, change in found.items() if change is not None}
