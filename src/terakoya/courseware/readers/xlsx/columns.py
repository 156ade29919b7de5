"""Which column of a sheet is which of ours, where somebody inserted or deleted columns.

The hidden sheet points at words, options and marks wherever they went; the headings of our
columns say the rest. Columns that are none of ours are put behind all others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .grid import Grid, Place
from .ids import Ids, TextKey

_BEHIND = 300  # the number from which columns of somebody's own are counted


@dataclass(frozen=True)
class Columns:
    """Our number of each column of a sheet by its number there; empty where none was moved."""

    ours: Mapping[int, int] = field(default_factory=dict)

    def of(self, column: int) -> int:
        """Our number of a column."""
        return self.ours.get(column, _BEHIND + column) if self.ours else column

    def place(self, place: Place) -> Place:
        """A place with our number of its column."""
        return place[0], self.of(place[1])

    def grid(self, grid: Grid) -> Grid:
        """The sheet with its columns where ours are; addresses stay those of the file."""
        if not self.ours:
            return grid
        cells = {self.place(place): cell for place, cell in grid.cells.items()}
        return Grid(grid.name, cells, {self.of(column): column for _, column in grid.cells})

    def ids(self, ids: Ids, sheet: str) -> Ids:
        """The hidden sheet with its places on one sheet where ours are."""
        for key, (name, place) in ids.places.items() if self.ours else ():
            if name == sheet:
                ids.places[key] = name, self.place(place)
        return ids


def find_columns(
    grid: Grid, ids: Ids, our_columns: Mapping[str, int], headings: Mapping[int, frozenset[str]]
) -> Columns:
    """The columns of a sheet.

    `our_columns` says in which column of ours a text of the hidden sheet stands, by its kind and
    field (`item.text`); `headings` are the words that stand in a column of ours, by its number.
    """
    pointed: dict[int, Counter[int]] = {}
    for key, (name, (_, column)) in ids.places.items():
        ours = our_columns.get(_kind_of(key))
        if name == grid.name and ours is not None:
            pointed.setdefault(ours, Counter())[column] += 1
    for ours, there in _headed(grid, headings).items():
        pointed.setdefault(ours, there)
    known = {ours: counted.most_common(1)[0][0] for ours, counted in sorted(pointed.items())}
    if not known or all(ours == column for ours, column in known.items()):
        return Columns()
    return Columns(_numbered(known, {column for _, column in grid.cells}))


def _headed(grid: Grid, headings: Mapping[int, frozenset[str]]) -> dict[int, Counter[int]]:
    """How often the words of a heading stand in each column.

    A row with several headings is surely one of ours; a single word may be somebody's own.
    """
    rows: dict[int, list[tuple[int, int]]] = {}
    for (row, column), cell in grid.cells.items():
        for ours, words in headings.items():
            if cell.text.strip() in words:
                rows.setdefault(row, []).append((ours, column))
    sure = [one for row in rows.values() if len(row) > 1 for one in row]
    single = [one for row in rows.values() if len(row) == 1 for one in row]
    found: dict[int, Counter[int]] = {}
    for ours, column in sure:
        found.setdefault(ours, Counter())[column] += 1
    for ours, column in single:
        if all(ours != known for known, _ in sure):
            found.setdefault(ours, Counter())[column] += 1
    return found


def _kind_of(key: TextKey) -> str:
    return f"{key[0]}.{key[2]}"


def _numbered(known: Mapping[int, int], columns: Iterable[int]) -> dict[int, int]:
    """Our number of each column: those known, the one before them, and all behind them."""
    actual = list(known.values())
    if actual != sorted(set(actual)):
        return {}  # columns that changed places; they are read as they stand
    first, last = min(known), max(known)
    numbers = {column: ours for ours, column in known.items()}
    numbers[known[first] - 1] = first - 1
    for column in columns:
        if column > known[last]:
            numbers[column] = last + column - known[last]
    return numbers
