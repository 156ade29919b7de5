"""Which column of a sheet is which of ours, where somebody inserted, deleted or moved columns.

The hidden sheet points at words, options and marks wherever they went; the headings of our
columns say the rest, and all where the formulas did not follow. Columns that are none of ours
are put behind all others.
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
    """Our number of each column of a sheet by its number there; empty where none was moved.

    `of_kinds` are our columns of the texts of the hidden sheet, by kind and field, where its
    formulas did not follow.
    """

    ours: Mapping[int, int] = field(default_factory=dict)
    of_kinds: Mapping[str, int] = field(default_factory=dict)

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
                row, column = self.place(place)
                ids.places[key] = name, (row, self.of_kinds.get(_kind_of(key), column))
        return ids


def find_columns(
    grid: Grid,
    ids: Ids,
    our_columns: Mapping[str, int],
    headings: Mapping[int, frozenset[str]],
    words: int = 0,
) -> Columns:
    """The columns of a sheet.

    `our_columns` says in which column of ours a text of the hidden sheet stands, by its kind and
    field (`item.text`); `headings` are the words that stand in a column of ours, by its number.
    Where headings stand elsewhere than the formulas point, headings are right; then the column
    with most letters is `words`, that of ours which has no heading.
    """
    pointed = _pointed(grid, ids, our_columns)
    headed = _headed(grid, headings)
    if words and any(_first(there) != _first(pointed[at]) for at, there in _both(headed, pointed)):
        return _columns(grid, headed, words, our_columns)
    return _columns(grid, {**headed, **pointed}, words, {})


def _columns(
    grid: Grid, found: Mapping[int, Counter[int]], words: int, of_kinds: Mapping[str, int]
) -> Columns:
    known = {at: _first(there) for at, there in found.items()}
    if words and words not in known and len(known) > 1:
        known[words] = _wordiest(grid, set(known.values()))
    known = dict(sorted(known.items()))
    if not known or all(ours == column for ours, column in known.items()):
        return Columns()
    return Columns(_numbered(known, {column for _, column in grid.cells}), of_kinds)


def _pointed(grid: Grid, ids: Ids, our_columns: Mapping[str, int]) -> dict[int, Counter[int]]:
    """How often the hidden sheet points at each column for one of ours."""
    pointed: dict[int, Counter[int]] = {}
    for key, (name, (_, column)) in ids.places.items():
        ours = our_columns.get(_kind_of(key))
        if name == grid.name and ours is not None:
            pointed.setdefault(ours, Counter())[column] += 1
    return pointed


def _both(
    headed: Mapping[int, Counter[int]], pointed: Mapping[int, Counter[int]]
) -> list[tuple[int, Counter[int]]]:
    return [(ours, there) for ours, there in headed.items() if ours in pointed]


def _first(counted: Counter[int]) -> int:
    return counted.most_common(1)[0][0]


def _wordiest(grid: Grid, taken: set[int]) -> int:
    """The column with most letters of those that are not taken."""
    letters: Counter[int] = Counter()
    for (_, column), cell in grid.cells.items():
        if column not in taken:
            letters[column] += len(cell.text)
    return _first(letters) if letters else 0


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
    if len(set(actual)) < len(actual):
        return {}  # two of ours in one column; they are read as they stand
    numbers = {column: ours for ours, column in known.items()}
    if actual != sorted(actual):
        return numbers  # columns that changed places
    first, last = min(known), max(known)
    numbers[known[first] - 1] = first - 1
    for column in columns:
        if column > known[last]:
            numbers[column] = last + column - known[last]
    return numbers
