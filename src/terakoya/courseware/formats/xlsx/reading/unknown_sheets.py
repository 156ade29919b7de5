"""Sheets that a workbook did not have: what stands on them that is nowhere else.

They are not read. Who put questions or items there is told how many, with the first of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ....text.alignment import folded
from .grid import Grid
from .loose_cells import some_quoted
from .notices import Notice, Remark
from .package import Book

Questions = Callable[[Grid], dict[str, str]]  # all words of each question, and what it asks


def unknown_sheets(
    book: Book, read: str, ours: Iterable[str], questions: Questions | None = None
) -> list[Notice]:
    """A notice for each sheet with words that is none of ours and was not read.

    `read` is the sheet that was; `questions` finds those of a sheet where it holds questions.
    """
    known = {read, *ours}
    names = [name for name in book.sheet_names if name not in known and not name.startswith("_")]
    grids = [grid for name in names if (grid := book.grid(name)).cells]
    if not grids:
        return []
    here = [book.grid(name) for name in book.sheet_names if name in known]
    said = {folded(cell.text) for grid in here for cell in grid.cells.values()}
    asked = questions(book.grid(read)) if questions else {}
    return [_notice(grid, read, said, questions, asked) for grid in grids]


def _notice(
    grid: Grid, read: str, said: set[str], questions: Questions | None, asked: dict[str, str]
) -> Notice:
    found = questions(grid) if questions else {}
    new = [text for words, text in found.items() if words not in asked]
    lines = list(_lines(grid, said))
    for remark, texts in ((Remark.UNKNOWN_QUESTIONS, new), (Remark.UNKNOWN_LINES, lines)):
        if texts:
            values = {"count": str(len(texts)), "texts": some_quoted(texts), "sheet": read}
            return Notice(remark, grid.name, values)
    return Notice(Remark.UNKNOWN_SHEET, grid.name)


def _lines(grid: Grid, said: set[str]) -> Iterator[str]:
    """Of each row with words that stand nowhere else the longest of them."""
    for _, cells in grid.rows():
        texts = [cell.text.strip() for cell in cells.values() if cell.number is None]
        new = [text for text in texts if len(text) > 1 and folded(text) not in said]
        if new:
            yield max(new, key=len)
