"""Who is given what: paragraphs to the fields of a block, and rows to columns, as fits best."""

from __future__ import annotations

from collections.abc import Sequence

from .alignment import text_likeness


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
