"""Units of at least `minimum` members, fixed when a wave opens. Pure; see survey.md §2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

COMPANY = None
"""The key of the company's own cell: members of no unit that is large enough."""


@dataclass(frozen=True)
class Unit:
    """A department: its id, its parent's id (`None` for a root) and its depth (root 0)."""

    id: int
    parent: int | None
    depth: int


@dataclass
class Cells:
    """Which departments' direct members count in which cell: department id → cell key."""

    sizes: dict[int | None, int]
    counted_in: dict[int | None, int | None] = field(default_factory=dict)


def plan_cells(units: Iterable[Unit], direct: Mapping[int | None, int], minimum: int) -> Cells:
    """Plan the cells of a wave.

    `direct` counts the members directly in each department (`None`: in no department). Every
    cell of the result has at least `minimum` members, or is the only one.
    """
    sizes: dict[int | None, int] = {COMPANY: direct.get(None, 0)}
    target: dict[int | None, int | None] = {COMPANY: COMPANY}
    ordered = sorted(units, key=lambda unit: (-unit.depth, unit.id))
    for unit in ordered:
        sizes[unit.id] = direct.get(unit.id, 0)
    for unit in ordered:
        target[unit.id] = unit.id
        if sizes[unit.id] < minimum:
            sizes[unit.parent] = sizes.get(unit.parent, 0) + sizes.pop(unit.id)
            target[unit.id] = unit.parent
    _fill_company(sizes, target, minimum)
    resolved = {key: _resolve(key, target) for key in target}
    return Cells({key: n for key, n in sizes.items() if n or key is COMPANY}, resolved)


def _fill_company(
    sizes: dict[int | None, int], target: dict[int | None, int | None], minimum: int
) -> None:
    while 0 < sizes[COMPANY] < minimum:
        rest = [(n, key) for key, n in sizes.items() if key is not COMPANY]
        if not rest:
            return
        _, smallest = min(rest)
        sizes[COMPANY] += sizes.pop(smallest)
        target[smallest] = COMPANY


def _resolve(key: int | None, target: Mapping[int | None, int | None]) -> int | None:
    while target[key] != key:
        key = target[key]
    return key


def merge_small(answers: Mapping[int | None, int], minimum: int) -> dict[int | None, int | None]:
    """At closing: which cell is added to which, so that none has 1 to `minimum` - 1 answers.

    The parent of every cell is the company's own cell. Cells without an answer go there too.
    """
    moves: dict[int | None, int | None] = {key: key for key in answers}
    sizes = dict(answers)
    sizes.setdefault(COMPANY, 0)
    for key in [key for key in sizes if key is not COMPANY]:
        if sizes[key] < minimum:
            sizes[COMPANY] += sizes.pop(key)
            moves[key] = COMPANY
    target = dict(moves)
    target[COMPANY] = COMPANY
    _fill_company(sizes, target, minimum)
    return {key: _resolve(key, target) for key in target}
