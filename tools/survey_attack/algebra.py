"""Linear algebra: of which small groups some combination of all statements speaks alone.

Unknown is what each unit's people chose, in each wave. A statement is a vector over (wave, unit);
a combination of statements that is zero outside a group tells that group's counters. Units that
stand in the same statements cannot be told apart, so they are one column. Exact, modulo a prime.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from .companies import LIMITS, UnitId
from .publication import Closed, Statement

PRIME: Final = 2**61 - 1
Base = tuple[int, UnitId]  # wave, unit
Vector = dict[Base, int]


def rank(rows: Sequence[Sequence[int]]) -> int:
    """The rank of a matrix modulo the prime."""
    left = [[value % PRIME for value in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        at = next((n for n, row in enumerate(left) if row[column]), None)
        if at is None:
            continue
        pivot = left.pop(at)
        found += 1
        inverse = pow(pivot[column], -1, PRIME)
        for row in left:
            if factor := row[column] * inverse % PRIME:
                row[:] = [(a - factor * b) % PRIME for a, b in zip(row, pivot, strict=True)]
    return found


def vectors(waves: Sequence[Sequence[Statement]], item: str) -> Iterator[Vector]:
    """The statements on an item, and the change of each row from wave to wave."""
    by_row: dict[str, list[Vector]] = {}
    for number, statements in enumerate(waves):
        for one in statements:
            if one.item == item:
                vector = {(number, unit): 1 for unit in one.units}
                yield vector
                for earlier in by_row.setdefault(one.row, []):
                    yield {**vector, **{base: -k for base, k in earlier.items()}}
                by_row[one.row].append(vector)


def computable_sets(
    found: Sequence[Vector], weights: Mapping[Base, int], minimum: int
) -> list[frozenset[Base]]:
    """The sets of 1 to `minimum` - 1 answers that can be computed; `weights`: answers of a base."""
    columns: dict[tuple[int, ...], list[Base]] = {}
    for base, n in weights.items():
        column = tuple(vector.get(base, 0) for vector in found)
        if n and any(column):
            columns.setdefault(column, []).append(base)
    sizes = {column: sum(weights[base] for base in some) for column, some in columns.items()}
    small = [column for column, n in sizes.items() if n < minimum]
    if not small:
        return []
    whole = rank(list(columns))
    broken = []
    for count in range(1, min(len(small), minimum - 1) + 1):
        for few in combinations(small, count):
            outside = [column for column in columns if column not in few]
            # Row rank is column rank: a combination that is zero outside speaks of the few alone.
            if sum(sizes[one] for one in few) < minimum and rank(outside) < whole:
                broken.append(frozenset(base for one in few for base in columns[one]))
    return broken


def computable(
    closed: Sequence[Closed],
    statements: Sequence[Sequence[Statement]] | None = None,
    known: frozenset[Base] = frozenset(),
) -> dict[str, list[frozenset[Base]]]:
    """Item → groups under its minimum that can be computed from all waves together.

    `known`: units of which the attacker knows every answer, as of paper that they collected.
    """
    told = statements if statements is not None else [one.statements for one in closed]
    result = {}
    for item, minimum in LIMITS.items():
        weights = {
            (number, unit): one.answers.given(unit, item)
            for number, one in enumerate(closed)
            for unit in one.answers.counts
            if (number, unit) not in known
        }
        if broken := computable_sets(list(vectors(told, item)), weights, minimum):
            result[item] = broken
    return result


def smallest_sets(closed: Closed, item: str) -> Iterator[frozenset[UnitId]]:
    """The units of one wave that no statement on an item tells apart."""
    columns: dict[tuple[bool, ...], set[UnitId]] = {}
    about = [one.units for one in closed.statements if one.item == item]
    for unit in closed.answers.counts:
        column = tuple(unit in units for units in about)
        if any(column) and closed.answers.given(unit, item):
            columns.setdefault(column, set()).add(unit)
    return (frozenset(some) for some in columns.values())
