"""An attacker who adds and subtracts all that was ever published, by linear algebra.

Unknown is the sum of the scores that each unit's people chose, in each wave. Each shown row gives
one equation, each change from wave to wave another. The attacker wins where some combination of
the equations speaks of fewer than N people alone (docs/algorithms/survey.md §8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.surveys.cells import COMPANY, Unit, merge_small, plan_cells
from terakoya.portal.surveys.suppression import published_table
from terakoya.portal.surveys.tests.test_suppression import SURVEY
from tests.courseware.laws import at_least

Base = tuple[int, int | None]  # wave, unit that people belong to
Vector = dict[Base, Fraction]
LIMITS = {"reporting": 5, "harm": 10}


@dataclass(frozen=True)
class Wave:
    """One wave: who answered the item of each class, by the unit they belong to."""

    number: int
    answers: Mapping[str, Mapping[int | None, int]]  # class → unit → answers
    ballots: Mapping[int | None, int]
    table: dict[str, Any]
    groups: Mapping[str, frozenset[int | None]]  # row → units counted in it


def play(
    number: int,
    parents: list[int | None],
    members: list[int],
    ballots: list[int],
    sensitive: list[int],
) -> Wave:
    """Open, answer and close a wave as the portal does; unit `None` has the first numbers."""
    units = [None, *range(1, len(members))]
    depth: dict[int | None, int] = {None: -1}
    for unit, parent in enumerate(parents, 1):
        depth[unit] = depth[parent] + 1
    plan = plan_cells(
        [Unit(unit, parent, depth[unit]) for unit, parent in enumerate(parents, 1)],
        dict(zip(units, members, strict=True)),
        5,
    )
    given = {unit: min(n, m) for unit, n, m in zip(units, ballots, members, strict=True)}
    harm = {unit: min(n, given[unit]) for unit, n in zip(units, sensitive, strict=True)}
    cells: dict[int | None, int] = dict.fromkeys(plan.sizes, 0)
    for unit in units:
        cells[plan.counted_in.get(unit, COMPANY)] += given[unit]
    moves = merge_small(cells, 5)
    groups: dict[str, set[int | None]] = {}
    for unit in units:
        groups.setdefault(str(moves[plan.counted_in.get(unit, COMPANY)] or 0), set()).add(unit)
    answered = {key: sum(given[unit] for unit in some) for key, some in groups.items()}
    counts = {
        key: {
            "q1": {"yes": sum(given[unit] for unit in some)},
            "q2": {"yes": sum(harm[unit] for unit in some)},
        }
        for key, some in groups.items()
        if answered[key]
    }
    table = published_table(
        SURVEY,
        counts,
        {key: n for key, n in answered.items() if n},
        minimum=5,
        minimum_sensitive=10,
    )
    frozen = {key: frozenset(some) for key, some in groups.items()}
    return Wave(number, {"reporting": given, "harm": harm}, given, table, frozen)


def equations(waves: list[Wave], topic: str) -> Iterator[Vector]:
    """What the tables say of a topic, and the changes that are told between two of them."""
    shown = [dict(_rows_of(wave, topic)) for wave in waves]
    for rows in shown:
        yield from rows.values()
    for before, after in combinations(shown, 2):
        for row in before.keys() & after.keys():
            yield after[row] | {base: -k for base, k in before[row].items()}


def _rows_of(wave: Wave, topic: str) -> Iterator[tuple[str, Vector]]:
    company = wave.table["company"]
    if company and company["topics"][topic]:
        yield "company", {(wave.number, unit): Fraction(1) for unit in wave.ballots}
    for key, row in wave.table["groups"].items():
        if row["topics"][topic]:
            yield key, {(wave.number, unit): Fraction(1) for unit in wave.groups[key]}


def rank(rows: list[list[Fraction]]) -> int:
    """The rank of a matrix, by elimination in exact numbers."""
    left, found = [row[:] for row in rows], 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        found += 1
        left = [
            [a - b * row[column] / pivot[column] for a, b in zip(row, pivot, strict=True)]
            for row in left
        ]
    return found


def computable_groups(waves: list[Wave], topic: str, minimum: int) -> list[set[Base]]:
    """Sets of under `minimum` people, of whom some combination of the equations speaks alone."""
    sizes = {
        (wave.number, unit): n for wave in waves for unit, n in wave.answers[topic].items() if n
    }
    rows = [[vector.get(base, Fraction(0)) for base in sizes] for vector in equations(waves, topic)]
    whole = rank(rows)
    found = []
    for few in _small_sets(sizes, minimum):
        outside = [at for at, base in enumerate(sizes) if base not in few]
        if rank([[row[at] for at in outside] for row in rows]) < whole:
            found.append(few)
    return found


def _small_sets(sizes: Mapping[Base, int], minimum: int) -> Iterator[set[Base]]:
    small = [base for base, n in sizes.items() if n < minimum]
    for count in range(1, len(small) + 1):
        for some in combinations(small, count):
            if sum(sizes[base] for base in some) < minimum:
                yield set(some)


def naive(wave: Wave) -> Wave:
    """The same wave with a table that hides only what is too small by itself."""
    row = {"topics": {"reporting": {"score": 1}, "harm": {"score": 1}}}
    answered = {key: sum(wave.ballots[unit] for unit in some) for key, some in wave.groups.items()}
    shown = {key: row for key, n in answered.items() if n >= 5}
    return Wave(
        wave.number,
        wave.answers,
        wave.ballots,
        {"company": row, "groups": shown},
        wave.groups,
    )


def test_attacker_breaks_tables_that_hide_only_small_groups() -> None:
    wave = play(0, [None, None], [12, 6, 9], [12, 6, 9], [12, 6, 4])
    broken = computable_groups([naive(wave)], "harm", 10)
    assert {(0, 2)} in broken
    assert computable_groups([wave], "harm", 10) == []


@st.composite
def two_waves(draw: st.DrawFn) -> list[Wave]:
    """A tree of at most six departments, and two waves with other members and answers."""
    count = draw(st.integers(0, 6))
    parents = [draw(st.sampled_from([None, *range(1, unit)])) for unit in range(1, count + 1)]
    numbers = st.lists(st.integers(0, 30), min_size=count + 1, max_size=count + 1)
    return [
        play(number, parents, draw(numbers), draw(numbers), draw(numbers)) for number in range(2)
    ]


@at_least(100)
@given(two_waves())
def test_nothing_under_the_minimum_can_be_computed_from_all_tables(waves: list[Wave]) -> None:
    for topic, minimum in LIMITS.items():
        assert computable_groups(waves, topic, minimum) == []
