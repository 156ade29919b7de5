"""Which text stands in which cell, where the hidden sheet contradicts itself.

LibreOffice forgets `#REF!` when rows are inserted after others were deleted: the formulas of a
deleted question then point at cells that belong to another one. Of those that claim the same
cells, the one whose words stand there keeps them; the others are gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ....text.alignment import text_likeness
from .grid import Grid, Place
from .ids import Ids, TextKey

SHARED = "option"  # cells that several items have in common, and that contradict nothing
Misplaced = Callable[[TextKey, Place], bool]


def keys_by_place(
    ids: Ids, grid: Grid, expected: Mapping[TextKey, str], is_misplaced: Misplaced
) -> dict[Place, TextKey]:
    """The texts of a sheet by their cells, options left out.

    `expected` are the words of the base; `is_misplaced` says that a cell cannot be what a
    formula takes it for, so that nothing of that item or question is believed.
    """
    here = {
        key: place
        for key, (sheet, place) in ids.places.items()
        if sheet == grid.name and key[0] != SHARED
    }
    stale = {_owner(key) for key, place in here.items() if is_misplaced(key, place)}
    stale |= _losers(here, grid, expected, stale)
    return _of_each_place(
        {key: at for key, at in here.items() if _owner(key) not in stale}, grid, expected
    )


def _of_each_place(
    here: Mapping[TextKey, Place], grid: Grid, expected: Mapping[TextKey, str]
) -> dict[Place, TextKey]:
    """The text of each cell; of several of one question, the one whose words stand there.

    The formulas of a deleted choice may point at another choice of its question.
    """
    found: dict[Place, TextKey] = {}
    fits: dict[Place, float] = {}
    for key, place in here.items():
        fit = text_likeness(expected.get(key, ""), grid.text(*place))
        if place not in found or fit > fits[place]:
            found[place], fits[place] = key, fit
    return found


def _owner(key: TextKey) -> str:
    """The item or question that a text belongs to."""
    return key[1].partition("/")[0]


def _losers(
    here: Mapping[TextKey, Place],
    grid: Grid,
    expected: Mapping[TextKey, str],
    stale: set[str],
) -> set[str]:
    """Who claims cells that another one says better."""
    claims: dict[Place, set[str]] = {}
    for key, place in here.items():
        if _owner(key) not in stale:
            claims.setdefault(place, set()).add(_owner(key))
    rivals = {owner for owners in claims.values() if len(owners) > 1 for owner in owners}
    fits = {owner: _fit(owner, here, grid, expected) for owner in rivals}
    taken: set[Place] = set()
    losers = set()
    for owner in sorted(rivals, key=lambda one: fits[one], reverse=True):
        own = {place for place, owners in claims.items() if owner in owners}
        if own & taken:
            losers.add(owner)
        else:
            taken |= own
    return losers


def _fit(
    owner: str,
    here: Mapping[TextKey, Place],
    grid: Grid,
    expected: Mapping[TextKey, str],
) -> float:
    """How much the cells that a part claims say what it said."""
    scores = [
        text_likeness(expected[key], grid.text(*place))
        for key, place in here.items()
        if _owner(key) == owner and expected.get(key)
    ]
    return sum(scores) / len(scores) if scores else 0.0
