"""Names of topics that somebody wrote over on 集計結果, where a topic is a column.

The course has its topics from its own list, so that a new name there is told and not taken.
"""

from __future__ import annotations

from collections.abc import Collection

from ....text.alignment import folded
from ..writing.words import in_every_language
from .choice_limit import quoted
from .grid import Cell
from .notices import Notice, Remark
from .package import Book

_BESIDE = ("department", "size", "reason")  # the words of the columns beside the topics
_LONGEST = 30


def topic_notices(
    book: Book, name: str, topics: Collection[str], names: Collection[str]
) -> list[Notice]:
    """One notice of the topics that have another name on a sheet of results.

    `topics` are the folded names of all languages, `names` those of the sheet's own.
    """
    grid = book.grid(name)
    ours = {folded(word) for key in _BESIDE for word in in_every_language(key)}
    row, cells = max(
        grid.rows(),
        key=lambda one: _count(one[1], {*topics, *ours}),
        default=(0, {}),
    )
    if _count(cells, {*topics, *ours}) < 2:
        return []
    formulas = book.grid(name, formulas=True)
    changed = {
        column: cell.text.strip()
        for column, cell in cells.items()
        if folded(cell.text) not in {*topics, *ours}
        and not formulas.text(row, column).startswith("=")
    }
    here = {folded(cell.text) for cell in cells.values()}
    if not changed or all(folded(one) in here for one in names):
        return []
    values = {
        "names": quoted([text[:_LONGEST] for text in changed.values()]),
        "known": quoted([one for one in names if folded(one) not in here]),
    }
    places = grid.named((row, column) for column in sorted(changed))
    return [Notice(Remark.TOPIC_HEADINGS, f"{name}!{places}", values)]


def _count(cells: dict[int, Cell], words: Collection[str]) -> int:
    return len({folded(cell.text) for cell in cells.values()} & {*words})
