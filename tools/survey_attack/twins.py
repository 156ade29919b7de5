"""Twins: other answers of a small group with which every published word would be the same.

Linear algebra knows nothing of rounding, bands, margins, reasons and of whom the rule hides. So the
attacker also knows the rule and how many ballots came from where, and tries: one of the group and
somebody outside exchange answers, the wave is published anew. If the tables are equal, the group's
answers are not determined. Where no exchange is left, two at once are tried. Where all answers that
count agree among the people who cannot be told apart, there may be no twin: what such people
answered is published, and told to them before (docs/survey-attack.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from random import Random
from typing import Final

from .algebra import smallest_sets
from .companies import LIMITS, NO_ANSWER, SCORELESS, Answers, Tree, UnitId
from .publication import Closed, Publish, close, portal_table

TRIES: Final = 40  # single exchanges for one group
PAIRS: Final = 1500  # two exchanges at once, where no single one is a twin
Exchange = tuple[str, tuple[UnitId, str], tuple[UnitId, str]]  # item; unit and option, twice


@dataclass
class Tally:
    """How groups under the minimum ended."""

    hidden: int = 0  # a twin was found
    unanimous: int = 0  # all answers that count agree, and there is no twin
    pinned: int = 0  # nothing else is possible: the attack has won


@dataclass(frozen=True)
class Hunt:
    """The search for twins of one closed wave."""

    tree: Tree
    closed: Closed
    publish: Publish

    def tally(self) -> Tally:
        """Look for a twin of each unit with fewer answers than the minimum of the item."""
        tally = Tally()
        for item, minimum in LIMITS.items():
            for units in smallest_sets(self.closed, item):
                for unit in units:
                    if 0 < self.closed.answers.given(unit, item) < minimum:
                        self._count(tally, item, units, unit)
        return tally

    def _count(self, tally: Tally, item: str, units: frozenset[UnitId], unit: UnitId) -> None:
        chosen = {one for each in units for one in self.closed.answers.choices(each, item)}
        given = chosen - {NO_ANSWER}
        if len(given) > 1 and self._has_twin(item, units, unit):
            tally.hidden += 1
        elif len(given) == 1 or len(given - SCORELESS[item]) == 1:
            tally.unanimous += 1
        else:
            tally.pinned += 1

    def _has_twin(self, item: str, units: frozenset[UnitId], unit: UnitId) -> bool:
        found = list(islice(self._exchanges(item, units, unit), TRIES))
        return any(map(self._is_twin, found)) or self._has_double(found)

    def _exchanges(self, item: str, units: frozenset[UnitId], unit: UnitId) -> Iterator[Exchange]:
        answers, rows = self.closed.answers, self.closed.rows
        # Those of the same row first: they cost nothing.
        others = sorted(units - {unit}, key=lambda one: (rows[one] != rows[unit], one or 0))
        for other, old in product(others, answers.choices(unit, item)):
            for new in answers.choices(other, item):
                if new != old:
                    yield item, (unit, old), (other, new)

    def _is_twin(self, exchange: Exchange) -> bool:
        _item, (unit, _old), (other, _new) = exchange
        if self.closed.rows[other] == self.closed.rows[unit]:
            return True  # the table is computed from the same numbers
        return self._is_same(self.closed.answers.exchanged(*exchange))

    def _is_same(self, answers: Answers) -> bool:
        return close(self.tree, answers, self.publish).table == self.closed.table

    def _has_double(self, found: list[Exchange]) -> bool:
        """Whether an exchange is a twin together with another one of anybody, of any item."""
        besides = [
            one
            for item in LIMITS
            for units in smallest_sets(self.closed, item)
            for unit in sorted(units, key=lambda one: one or 0)
            for one in self._exchanges(item, units, unit)
        ]
        pairs = list(product(found, besides))
        Random(len(pairs)).shuffle(pairs)  # noqa: S311 - which first, no secret
        for first, second in pairs[:PAIRS]:
            try:
                twin = self.closed.answers.exchanged(*first).exchanged(*second)
            except KeyError:  # nobody is left with that answer
                continue
            if self._is_moved(twin, first) and self._is_same(twin):
                return True
        return False

    def _is_moved(self, twin: Answers, exchange: Exchange) -> bool:
        """Whether the group answers otherwise than it did."""
        item, (unit, _old), _other = exchange
        return twin.choices(unit, item) != self.closed.answers.choices(unit, item)


def try_twins(tree: Tree, closed: Closed, publish: Publish = portal_table) -> Tally:
    """How the groups under the minimum of a closed wave end."""
    return Hunt(tree, closed, publish).tally()
