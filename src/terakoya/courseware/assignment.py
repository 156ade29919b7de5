"""Which text of a list was which: the new list against the base's, by sameness, then likeness."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

LEAST = 0.3  # less alike than this, a text is new


def folded(text: str) -> str:
    """A text for comparison only: full and half width alike, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def pairs_of(text: str) -> Counter[str]:
    """The pairs of neighbouring characters of a folded text; a single one counts itself."""
    if len(text) < 2:
        return Counter(text)
    return Counter(text[at : at + 2] for at in range(len(text) - 1))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """How alike two texts are, 0–1: twice the pairs they share over all their pairs."""
    total = one.total() + other.total()
    if total == 0:
        return 1.0
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    shared = sum(min(count, large[pair]) for pair, count in small.items() if pair in large)
    return 2 * shared / total


def text_likeness(one: str, other: str) -> float:
    """How alike two texts are, 0–1."""
    return likeness(pairs_of(folded(one)), pairs_of(folded(other)))


def align(base: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each new text the number of the base text that it was, or `None`.

    Equal texts in order first, then equal ones that were moved, then in each gap between them:
    one to one where their numbers agree, otherwise in order by likeness.
    """
    found: list[int | None] = [None] * len(new)
    gaps = _anchor(base, new, found)
    _find_moved(base, new, found)
    taken = {number for number in found if number is not None}
    for base_gap, new_gap in gaps:
        rest = [number for number in base_gap if number not in taken]
        free = [number for number in new_gap if found[number] is None]
        for number, origin in _fill_gap(base, new, rest, free):
            found[number] = origin
    return found


def _anchor(
    base: Sequence[str], new: Sequence[str], found: list[int | None]
) -> list[tuple[range, range]]:
    matcher = SequenceMatcher(None, list(base), list(new), autojunk=False)
    gaps = []
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        if kind == "equal":
            for step in range(j_end - j):
                found[j + step] = i + step
        else:
            gaps.append((range(i, i_end), range(j, j_end)))
    return gaps


def _find_moved(base: Sequence[str], new: Sequence[str], found: list[int | None]) -> None:
    taken = {number for number in found if number is not None}
    free: dict[str, list[int]] = {}
    for number, text in enumerate(base):
        if number not in taken:
            free.setdefault(text, []).append(number)
    for number, text in enumerate(new):
        if found[number] is None and free.get(text):
            found[number] = free[text].pop(0)


def _fill_gap(
    base: Sequence[str], new: Sequence[str], rest: list[int], free: list[int]
) -> list[tuple[int, int]]:
    if len(rest) == len(free):
        return list(zip(free, rest, strict=True))
    return _best_in_order(
        [[text_likeness(base[i], new[j]) for i in rest] for j in free], rest, free
    )


def _best_in_order(
    scores: list[list[float]], rest: list[int], free: list[int]
) -> list[tuple[int, int]]:
    """The pairs, in order on both sides, whose likeness adds up to most."""
    rows, columns = len(free), len(rest)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            score = scores[row][column]
            together = score + best[row + 1][column + 1] if score >= LEAST else 0.0
            best[row][column] = max(together, best[row + 1][column], best[row][column + 1])
    chosen = []
    row = column = 0
    while row < rows and column < columns:
        score = scores[row][column]
        if score >= LEAST and best[row][column] == score + best[row + 1][column + 1]:
            chosen.append((free[row], rest[column]))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return chosen


def divide(lines: Sequence[str], expected: Sequence[str]) -> list[range]:
    """Which paragraphs belong to which of several fields that share a block.

    As many paragraphs as fields that are not empty: one each. Otherwise consecutive groups,
    chosen so that each is as like as possible to what its field held.
    """
    shown = [number for number, text in enumerate(expected) if text]
    if len(lines) == len(shown):
        groups = [range(0, 0)] * len(expected)
        for place, number in enumerate(shown):
            groups[number] = range(place, place + 1)
        return groups
    return _best_division(lines, expected)


def _best_division(lines: Sequence[str], expected: Sequence[str]) -> list[range]:
    count, fields = len(lines), len(expected)
    # best[field][start]: score and end of this field's group, given what stands before it.
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] * (count + 1) for _ in range(fields + 1)]
    for start in range(count + 1):
        best[fields][start] = (0.0 if start == count else -1e9, start)
    for field in range(fields - 1, -1, -1):
        for start in range(count + 1):
            options = [
                (_group_score(lines[start:end], expected[field]) + best[field + 1][end][0], end)
                for end in range(start, count + 1)
            ]
            # Of equal ones the shorter: what is left over belongs to the last field.
            best[field][start] = max(options, key=lambda option: (option[0], -option[1]))
    groups, start = [], 0
    for field in range(fields):
        end = best[field][start][1]
        groups.append(range(start, end))
        start = end
    return groups


def _group_score(lines: Sequence[str], expected: str) -> float:
    if not lines:
        return 0.0
    return 0.05 + text_likeness("\n".join(lines), expected)


def assign(scores: Sequence[Sequence[float]]) -> list[int | None]:
    """For each row the column that it is given, so that the scores add up to most.

    No column is given twice; a row goes without (`None`) only where columns are fewer. The way
    is that of Kuhn and Munkres, with potentials (Jonker and Volgenant, Computing 38, 1987).
    """
    rows, columns = len(scores), len(scores[0]) if scores else 0
    size = max(rows, columns)
    if not columns:
        return [None] * rows
    most = max(max(row) for row in scores)
    cost = [
        [most - scores[i][j] if i < rows and j < columns else most for j in range(size)]
        for i in range(size)
    ]
    owner = _cheapest(cost)
    given = {row: column for column, row in enumerate(owner) if row < rows and column < columns}
    return [given.get(row) for row in range(rows)]


def _cheapest(cost: Sequence[Sequence[float]]) -> list[int]:
    """For each column of a square the row that it goes to, at the least cost in all."""
    size = len(cost)
    of_row, of_column = [0.0] * (size + 1), [0.0] * (size + 1)
    owner = [size] * (size + 1)  # the last column is where each search begins
    for row in range(size):
        owner[size] = row
        column, least = size, [float("inf")] * size
        came, seen = [size] * size, [False] * (size + 1)
        while owner[column] != size:
            seen[column] = True
            here = owner[column]
            for other in range(size):
                reduced = cost[here][other] - of_row[here] - of_column[other]
                if not seen[other] and reduced < least[other]:
                    least[other], came[other] = reduced, column
            following = min(
                (other for other in range(size) if not seen[other]), key=least.__getitem__
            )
            step = least[following]
            for other in range(size + 1):
                if seen[other]:
                    of_row[owner[other]] += step
                    of_column[other] -= step
                elif other < size:
                    least[other] -= step
            column = following
        while column != size:
            owner[column] = owner[came[column]]
            column = came[column]
    return owner[:size]
