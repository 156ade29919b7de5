"""How alike two texts are, and which element of a list is which of another list.

One measure and one order for readers, merge, comparison and patch: `docs/algorithms/alignment.md`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any, TypeVar

FAINTLY_ALIKE = 0.3  # written anew, where more or fewer stand between the same neighbours
ALIKE = 0.5  # the same one, in order
SURELY_ALIKE = 0.75  # the same one, wherever it stands
MOST_COMPARED = 10_000  # pairs; longer lists are cut at their equal elements first

_ADDRESS = re.compile(r"\]\((?:https?:|mailto:|tel:)[^()\s]+\)")
Bigrams = Counter[str]
Matches = dict[int, int]
T = TypeVar("T")


def folded(text: str) -> str:
    """A text for comparison only: full and half width alike, without case and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def bigrams(*texts: str) -> Bigrams:
    """How often each pair of neighbouring characters occurs in some texts, ends included.

    Where a link leads is none of its words: texts that lead to one place are not alike by that.
    """
    found: Bigrams = Counter()
    for text in texts:
        plain = folded(_ADDRESS.sub("]", text) if "](" in text else text)
        if plain:
            found.update(map("".join, zip(f" {plain}", f"{plain} ", strict=True)))
    return found


def likeness(one: Bigrams, other: Bigrams) -> float:
    """How alike two texts are, 0–1: twice the pairs they share over all their pairs (Dice)."""
    total = one.total() + other.total()
    if not total:
        return 1.0
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    shared = sum(min(count, large[pair]) for pair, count in small.items() if pair in large)
    return 2 * shared / total


def text_likeness(one: str, other: str) -> float:
    """How alike two texts are, 0–1."""
    return likeness(bigrams(one), bigrams(other))


def align_texts(base: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each new text the number of the base text that it was, or `None`."""
    there = {column: row for row, column in align(base, new, bigrams).items()}
    return [there.get(column) for column in range(len(new))]


def align(
    base: Sequence[T],
    other: Sequence[T],
    read: Callable[[T], Bigrams],
    *,
    to_the_last: bool = False,
) -> Matches:
    """Which element of `base` (its number) is which of `other`; `read` gives an element's pairs.

    `to_the_last` pairs by their places even those that nothing else pairs.
    """
    matches = _equal_ends(base, other)
    rows = [row for row in range(len(base)) if row not in matches]
    taken = set(matches.values())
    columns = [column for column in range(len(other)) if column not in taken]
    alike = _Likenesses(base, other, read)
    if len(rows) * len(columns) > MOST_COMPARED:
        matches |= _equal_between(base, other, rows, columns)
    elif rows and columns:
        matches |= _in_order(rows, columns, alike, ALIKE)
        matches |= _moved(rows, columns, alike, matches)
    matches |= _written_anew(len(base), len(other), matches, alike)
    if to_the_last:
        return _with_the_last(len(base), len(other), matches)
    return matches


class _Likenesses:
    """The likeness of every two elements, each counted once."""

    def __init__(
        self, base: Sequence[Any], other: Sequence[Any], read: Callable[[Any], Bigrams]
    ) -> None:
        self.base, self.other, self.read = base, other, read
        self.base_bigrams: dict[int, Bigrams] = {}
        self.other_bigrams: dict[int, Bigrams] = {}
        self.known: dict[tuple[int, int], float] = {}

    def of(self, row: int, column: int) -> float:
        """The likeness of an element of the base and one of the other list."""
        key = (row, column)
        if key not in self.known:
            self.known[key] = self._counted(row, column)
        return self.known[key]

    def _counted(self, row: int, column: int) -> float:
        if self.base[row] == self.other[column]:
            return 1.0
        if row not in self.base_bigrams:
            self.base_bigrams[row] = self.read(self.base[row])
        if column not in self.other_bigrams:
            self.other_bigrams[column] = self.read(self.other[column])
        return likeness(self.base_bigrams[row], self.other_bigrams[column])


def _equal_ends(base: Sequence[T], other: Sequence[T]) -> Matches:
    """The elements that are the same from the beginning and from the end on."""
    least, head, tail = min(len(base), len(other)), 0, 0
    while head < least and base[head] == other[head]:
        head += 1
    while tail < least - head and base[-1 - tail] == other[-1 - tail]:
        tail += 1
    matches = {at: at for at in range(head)}
    return matches | {len(base) - at: len(other) - at for at in range(1, tail + 1)}


def _equal_between(
    base: Sequence[T], other: Sequence[T], rows: Sequence[int], columns: Sequence[int]
) -> Matches:
    """The elements that are the same in order, where there are too many to compare all."""
    ours, theirs = [repr(base[row]) for row in rows], [repr(other[column]) for column in columns]
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return {
        rows[block.a + step]: columns[block.b + step]
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }


def _in_order(
    rows: Sequence[int], columns: Sequence[int], alike: _Likenesses, least: float
) -> Matches:
    """The pairs, in order and at least so much alike, whose likeness is greatest in sum."""
    best = [[0.0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for i in reversed(range(len(rows))):
        for j in reversed(range(len(columns))):
            value = alike.of(rows[i], columns[j])
            paired = best[i + 1][j + 1] + value if value >= least else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    matches: Matches = {}
    i = j = 0
    while i < len(rows) and j < len(columns):
        value = alike.of(rows[i], columns[j])
        if value >= least and best[i][j] == best[i + 1][j + 1] + value:
            matches[rows[i]] = columns[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return matches


def _moved(
    rows: Iterable[int], columns: Iterable[int], alike: _Likenesses, matches: Matches
) -> Matches:
    """Of what is left, those that are surely alike wherever they stand, the most alike first."""
    taken = set(matches.values())
    free = [column for column in columns if column not in taken]
    found = sorted(
        (-value, row, column)
        for row in rows
        if row not in matches
        for column in free
        if (value := alike.of(row, column)) >= SURELY_ALIKE
    )
    moved: Matches = {}
    for _, row, column in found:
        if row not in moved and column not in taken:
            moved[row] = column
            taken.add(column)
    return moved


def _written_anew(rows: int, columns: int, matches: Matches, alike: _Likenesses) -> Matches:
    """Of what is still left, those that stand between the same neighbours.

    As many as before: one by one. Otherwise in order, as far as they are faintly alike.
    """
    taken = set(matches.values())
    anew: Matches = {}
    row = 0
    while row < rows:
        ours = _run(row, rows, matches)
        if ours:
            start = matches[row - 1] + 1 if row else 0
            theirs = _run(start, columns, taken)
            if len(ours) == len(theirs):
                anew |= dict(zip(ours, theirs, strict=True))
            elif len(ours) * len(theirs) <= MOST_COMPARED:
                anew |= _in_order(ours, theirs, alike, FAINTLY_ALIKE)
        row += max(len(ours), 1)
    return anew


def _with_the_last(rows: int, columns: int, matches: Matches) -> Matches:
    """All matches, with what was left one by one behind the same neighbour."""
    known, taken = dict(matches), set(matches.values())
    for row in range(rows):
        if row in known or (row and row - 1 not in known):
            continue
        column = known[row - 1] + 1 if row else 0
        if column < columns and column not in taken:
            known[row] = column
            taken.add(column)
    return known


def _run(start: int, end: int, taken: Container[int]) -> range:
    """The places from one on that are not taken yet."""
    stop = start
    while stop < end and stop not in taken:
        stop += 1
    return range(start, stop)
