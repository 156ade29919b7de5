"""How alike two texts are, and which element of a list is which of another list.

`docs/algorithms/merge.md` §1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .nodes import Node, texts_in

ALIKE = 0.5
SURELY_ALIKE = 0.75
MOST_COMPARED = 10_000
Grams = Counter[str]
Pairs = dict[int, int]


def likeness(one: Node, other: Node) -> float:
    """The share of neighbouring pairs of characters that two nodes have in common, 0 to 1."""
    return _likeness(grams_of(one), grams_of(other))


def grams_of(node: Node) -> Grams:
    """How often each pair of neighbouring characters occurs in the texts of a node."""
    grams: Grams = Counter()
    for text in texts_in(node):
        grams.update(f"{a}{b}" for a, b in zip(f" {text}", f"{text} ", strict=True))
    return grams


def _likeness(one: Grams, other: Grams) -> float:
    both = one.total() + other.total()
    return 2 * (one & other).total() / both if both else 1.0


def align(base: Sequence[Node], other: Sequence[Node]) -> Pairs:
    """Which element of `base` (its number) is which of `other`: pairs of numbers."""
    pairs: Pairs = {}
    head = 0
    while head < min(len(base), len(other)) and base[head] == other[head]:
        pairs[head] = head
        head += 1
    tail = 0
    while tail < min(len(base), len(other)) - head and base[-1 - tail] == other[-1 - tail]:
        pairs[len(base) - 1 - tail] = len(other) - 1 - tail
        tail += 1
    rows, columns = range(head, len(base) - tail), range(head, len(other) - tail)
    if rows and columns and len(rows) * len(columns) <= MOST_COMPARED:
        alike = _Likenesses(base, other)
        pairs.update(_in_order(rows, columns, alike))
        pairs.update(_moved(rows, columns, alike, pairs))
    pairs.update(_written_anew(len(base), len(other), pairs))
    return pairs


class _Likenesses:
    """The likeness of every two elements, each counted once."""

    def __init__(self, base: Sequence[Node], other: Sequence[Node]) -> None:
        self.base, self.other = base, other
        self.base_grams: dict[int, Grams] = {}
        self.other_grams: dict[int, Grams] = {}
        self.known: dict[tuple[int, int], float] = {}

    def of(self, row: int, column: int) -> float:
        """The likeness of an element of the base and one of the other list."""
        if (row, column) not in self.known:
            if row not in self.base_grams:
                self.base_grams[row] = grams_of(self.base[row])
            if column not in self.other_grams:
                self.other_grams[column] = grams_of(self.other[column])
            self.known[row, column] = (
                1.0
                if self.base[row] == self.other[column]
                else _likeness(self.base_grams[row], self.other_grams[column])
            )
        return self.known[row, column]


def _in_order(rows: range, columns: range, alike: _Likenesses) -> Pairs:
    """The pairs, in order and at least half alike, whose likeness is greatest in sum."""
    best = [[0.0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for i in reversed(range(len(rows))):
        for j in reversed(range(len(columns))):
            value = alike.of(rows[i], columns[j])
            paired = best[i + 1][j + 1] + value if value >= ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: Pairs = {}
    i = j = 0
    while i < len(rows) and j < len(columns):
        value = alike.of(rows[i], columns[j])
        if value >= ALIKE and best[i][j] == best[i + 1][j + 1] + value:
            pairs[rows[i]] = columns[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _moved(rows: range, columns: range, alike: _Likenesses, pairs: Pairs) -> Pairs:
    """Of what is left, those that are surely alike wherever they stand, the most alike first."""
    taken = set(pairs.values())
    found = sorted(
        (-value, row, column)
        for row in rows
        if row not in pairs
        for column in columns
        if column not in taken and (value := alike.of(row, column)) >= SURELY_ALIKE
    )
    moved: Pairs = {}
    for _, row, column in found:
        if row not in moved and column not in taken:
            moved[row] = column
            taken.add(column)
    return moved


def _written_anew(rows: int, columns: int, pairs: Pairs) -> Pairs:
    """Of what is still left, those that stand between the same neighbours, one by one."""
    there = {column: row for row, column in pairs.items()}
    anew: Pairs = {}
    row = 0
    while row < rows:
        if row in pairs:
            row += 1
            continue
        column = pairs[row - 1] + 1 if row else 0
        while row < rows and row not in pairs:
            if column < columns and column not in there:
                anew[row] = column
                column += 1
            row += 1
    return anew
