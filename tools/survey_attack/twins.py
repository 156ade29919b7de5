"""Twins: other answers of a small group with which every published word would be the same.

Linear algebra knows nothing of rounding, bands, margins, reasons and of whom the rule hides. So the
attacker also knows the rule and how many ballots came from where, and tries: one of the group and
somebody outside exchange answers, the wave is published anew. If the tables are equal, the group's
answers are not determined. Where all people who cannot be told apart agree, no exchange changes
anything: what such people answered is published, and told to them before (docs/survey-attack.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from .algebra import smallest_sets
from .companies import LIMITS, Tree, UnitId
from .publication import Closed, Publish, close, portal_table

TRIES = 40  # exchanges for one group


@dataclass
class Tally:
    """How groups under the minimum ended."""

    hidden: int = 0  # a twin was found
    unanimous: int = 0  # all who cannot be told apart agree
    pinned: int = 0  # nothing else is possible: the attack has won


def try_twins(tree: Tree, closed: Closed, publish: Publish = portal_table) -> Tally:
    """Look for a twin of each unit with fewer answers than the minimum of the item."""
    tally = Tally()
    for item, minimum in LIMITS.items():
        for units in smallest_sets(closed, item):
            for unit in units:
                if 0 < closed.answers.given(unit, item) < minimum:
                    _count(tally, tree, closed, item, units, unit, publish)
    return tally


def _count(
    tally: Tally,
    tree: Tree,
    closed: Closed,
    item: str,
    units: frozenset[UnitId],
    unit: UnitId,
    publish: Publish,
) -> None:
    chosen = {
        option
        for one in units
        for option, n in closed.answers.counts[one].get(item, {}).items()
        if n
    }
    if len(chosen) == 1:
        tally.unanimous += 1
    elif _has_twin(tree, closed, item, units, unit, publish):
        tally.hidden += 1
    else:
        tally.pinned += 1


def _has_twin(
    tree: Tree,
    closed: Closed,
    item: str,
    units: frozenset[UnitId],
    unit: UnitId,
    publish: Publish,
) -> bool:
    for other, (old, new) in _exchanges(closed, item, units, unit):
        if closed.rows[other] == closed.rows[unit]:
            return True  # the same row: the table is computed from the same numbers
        twin = closed.answers.exchanged(item, (unit, old), (other, new))
        if close(tree, twin, publish).table == closed.table:
            return True
    return False


def _exchanges(
    closed: Closed, item: str, units: frozenset[UnitId], unit: UnitId
) -> Iterator[tuple[UnitId, tuple[str, str]]]:
    own = list(closed.answers.choices(unit, item))
    # Those of the same row first: they cost nothing.
    others = sorted(
        units - {unit}, key=lambda one: (closed.rows[one] != closed.rows[unit], one or 0)
    )
    found = (
        (other, (old, new))
        for other, old in product(others, own)
        for new in closed.answers.choices(other, item)
        if new != old
    )
    for _, one in zip(range(TRIES), found, strict=False):
        yield one
