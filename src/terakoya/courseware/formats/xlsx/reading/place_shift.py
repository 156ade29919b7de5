"""Cells that a program moved without the formulas that point at them.

Excel and LibreOffice let formulas follow; scripts and some converters do not. Where the words of
many cells stand the same way off, the hidden sheet is put right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ....text.alignment import folded
from .grid import Grid, Place
from .ids import Ids, TextKey

_FEWEST = 5  # cells that stand the same way off; fewer may have been typed over by hand
_FURTHEST = 200  # rows or columns in which they are looked for
Shift = tuple[int, int]


def follow_shift(ids: Ids, grid: Grid, expected: Mapping[TextKey, str]) -> None:
    """Let the places of a sheet follow its words; `expected` are these by kind, id and field."""
    places = {place for name, place in ids.places.values() if name == grid.name}
    words: dict[Place, str] = {}
    for key, (name, place) in ids.places.items():
        if name == grid.name and folded(expected.get(key, "")):
            words.setdefault(place, folded(expected[key]))
    shifts = _shifts(words, grid)
    if not any(shift != (0, 0) for shift in shifts.values()):
        return
    moved = {place: _moved(place, shifts) for place in places}
    for key, (name, place) in ids.places.items():
        if name == grid.name:
            ids.places[key] = name, moved[place]


def _shifts(words: Mapping[Place, str], grid: Grid) -> dict[Place, Shift]:
    """How far the words of each cell went: not at all, or as far as those of many others."""
    stands: dict[str, list[Place]] = {}
    for place, cell in grid.cells.items():
        stands.setdefault(folded(cell.text), []).append(place)
    ways = {
        place: [
            (row - place[0], column - place[1])
            for row, column in stands.get(text, [])
            if max(abs(row - place[0]), abs(column - place[1])) <= _FURTHEST
        ]
        for place, text in words.items()
    }
    rows: dict[Shift, set[int]] = {}
    counted: Counter[Shift] = Counter()
    for place, found in ways.items():
        for shift in found if (0, 0) not in found else ():
            counted[shift] += 1
            rows.setdefault(shift, set()).add(place[0])
    common = [
        shift
        for shift, count in counted.most_common()
        if count >= _FEWEST and (shift[0] or len(rows[shift]) > 1)
    ]
    shifts: dict[Place, Shift] = {}
    for place, found in ways.items():
        stays = [(0, 0)] if (0, 0) in found else []
        known = [*stays, *(shift for shift in common if shift in found)]
        if known:
            shifts[place] = known[0]
    return shifts


def _moved(place: Place, shifts: Mapping[Place, Shift]) -> Place:
    """Where a place went; one whose words changed goes with the cell above it."""
    above = [one for one in shifts if one <= place]
    shift = shifts.get(place) or (shifts[max(above)] if above else (0, 0))
    return place[0] + shift[0], place[1] + shift[1]
