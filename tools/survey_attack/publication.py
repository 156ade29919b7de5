"""What is known of a closed wave: its table as the portal computes it, read as statements.

Everything is granted to the attacker: who belongs to which row, how many answered, and of each
shown number the counters behind it, unrounded. A key of the table that is not known here is an
error, so that nothing is published behind the attack's back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from terakoya.portal.surveys.cells import COMPANY, merge_small, plan_cells
from terakoya.portal.surveys.suppression import Hidden, published_table, sum_of

from .companies import MINIMUM, MINIMUM_SENSITIVE, SURVEY, Answers, Counts, Tree, UnitId

Table = dict[str, Any]
ITEMS_OF: Final = {
    topic.id: [one.id for one in SURVEY.items if one.topic == topic.id] for topic in SURVEY.topics
}
_TABLE_KEYS: Final = {"answered", "company", "groups", "hidden"}
_ROW_KEYS: Final = {"n", "topics"}
_CELL_KEYS: Final = ({"score", "margin"}, {"band"})


class UnknownPublication(Exception):
    """The table says something that the attack has not learned to use."""


@dataclass(frozen=True)
class Statement:
    """The counters of an item, summed over the people of some units."""

    item: str
    row: str  # "" the company's
    units: frozenset[UnitId]


@dataclass(frozen=True)
class Closed:
    """A closed wave: what people answered, and what the table says of it."""

    answers: Answers
    table: Table
    rows: Mapping[UnitId, str]  # unit → the row that its people count in
    statements: tuple[Statement, ...]


Publish = Callable[[Mapping[str, Counts], Mapping[str, int]], Table]


def portal_table(groups: Mapping[str, Counts], answered: Mapping[str, int]) -> Table:
    """The table as the portal publishes it."""
    return published_table(
        SURVEY, groups, answered, minimum=MINIMUM, minimum_sensitive=MINIMUM_SENSITIVE
    )


def close(tree: Tree, answers: Answers, publish: Publish = portal_table) -> Closed:
    """Open, answer and close a wave as the portal does, without its ciphertexts."""
    plan = plan_cells(tree.units, answers.members, MINIMUM)
    cell_of = {unit: plan.counted_in.get(unit, COMPANY) for unit in tree.ids}
    cells = dict.fromkeys(plan.sizes, 0)
    for unit, cell in cell_of.items():
        cells[cell] += answers.ballots[unit]
    moves = merge_small(cells, MINIMUM)
    rows = {unit: str(moves[cell] or 0) for unit, cell in cell_of.items()}
    answered: dict[str, int] = {}
    for unit, row in rows.items():
        answered[row] = answered.get(row, 0) + answers.ballots[unit]
    groups = {
        row: sum_of(answers.counts[unit] for unit, at in rows.items() if at == row)
        for row, n in answered.items()
        if n
    }
    table = publish(groups, {row: n for row, n in answered.items() if n})
    if sum(answered.values()) >= 20:
        moved = {
            str(cell): str(Hidden.FEW if n < MINIMUM else Hidden.COMPLEMENT)
            for cell, n in cells.items()
            if cell is not COMPANY and moves[cell] != cell
        }
        table = {**table, "hidden": {**table["hidden"], **moved}}
    return Closed(answers, table, rows, tuple(statements_of(table, rows)))


def statements_of(table: Table, rows: Mapping[UnitId, str]) -> Iterator[Statement]:
    """All that a table says."""
    _expect(table, _TABLE_KEYS)
    company = table["company"]
    if company is not None:
        everybody = frozenset(rows)
        _expect(company, _ROW_KEYS | {"shares"})
        yield from _topics("", company["topics"], everybody)
        for item, shares in company["shares"].items():
            if shares is not None:
                yield Statement(item, "", everybody)
    for key, row in table["groups"].items():
        _expect(row, _ROW_KEYS)
        units = frozenset(unit for unit, at in rows.items() if at == key)
        yield from _topics(key, row["topics"], units)


def _topics(
    row: str, topics: Mapping[str, Mapping[str, int] | None], units: frozenset[UnitId]
) -> Iterator[Statement]:
    for topic, cell in topics.items():
        if cell is None:
            continue
        if set(cell) not in _CELL_KEYS:
            raise UnknownPublication(f"a cell says {sorted(cell)}")
        for item in ITEMS_OF[topic]:
            if any(option.score is not None for option in _options(item)):
                yield Statement(item, row, units)


def _options(item: str) -> Any:
    return SURVEY.options_of(next(one for one in SURVEY.items if one.id == item))


def _expect(found: Mapping[str, Any], known: set[str]) -> None:
    if set(found) != known:
        raise UnknownPublication(f"the table says {sorted(set(found) ^ known)}")
