"""Units of at least 5 members (docs/algorithms/survey.md §2)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.surveys.cells import COMPANY, Cells, Unit, merge_small, plan_cells


def test_plan_cells_gives_the_worked_example() -> None:
    units = [Unit(1, None, 0), Unit(2, 1, 1), Unit(3, 1, 1), Unit(4, None, 0)]
    planned = plan_cells(units, {1: 12, 2: 7, 3: 3, 4: 2, None: 2}, 5)
    assert planned == Cells(
        sizes={COMPANY: 11, 1: 15},
        counted_in={COMPANY: COMPANY, 1: 1, 2: COMPANY, 3: 1, 4: COMPANY},
    )


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[Unit], dict[int | None, int]]:
    units: list[Unit] = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        parent = draw(st.sampled_from([None, *units])) if units else None
        units.append(Unit(number, parent.id if parent else None, parent.depth + 1 if parent else 0))
    direct: dict[int | None, int] = {unit.id: draw(st.integers(0, 9)) for unit in units}
    direct[None] = draw(st.integers(0, 9))
    return units, direct


@given(trees())
def test_plan_cells_counts_everyone_once_in_a_unit_that_is_large_enough(
    tree: tuple[list[Unit], dict[int | None, int]],
) -> None:
    units, direct = tree
    planned = plan_cells(units, direct, 5)
    counted: dict[int | None, int] = {}
    for department, members in direct.items():
        cell = planned.counted_in[department]
        counted[cell] = counted.get(cell, 0) + members
    assert {key: n for key, n in counted.items() if n} == {
        key: n for key, n in planned.sizes.items() if n
    }
    inhabited = [n for n in planned.sizes.values() if n]
    assert len(inhabited) <= 1 or min(inhabited) >= 5


@given(st.dictionaries(st.none() | st.integers(1, 20), st.integers(0, 12), min_size=1))
def test_merge_small_leaves_no_cell_with_one_to_four_answers(
    answers: dict[int | None, int],
) -> None:
    moves = merge_small(answers, 5)
    merged: dict[int | None, int] = {}
    for key, n in answers.items():
        merged[moves[key]] = merged.get(moves[key], 0) + n
    filled = [n for n in merged.values() if n]
    assert sum(merged.values()) == sum(answers.values())
    assert len(filled) <= 1 or min(filled) >= 5
