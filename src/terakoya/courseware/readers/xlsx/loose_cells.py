"""Notices about what a workbook holds beside its items and questions: cells and sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .grid import Grid, Place
from .notices import Notice, Remark
from .package import Book

_LONGEST = 40  # characters of a text that a notice shows
_MOST_NAMED = 12  # cells of a column that one notice names


def loose_notices(grid: Grid, loose: Sequence[tuple[Place, str]], remark: Remark) -> list[Notice]:
    """One notice for each text of no item; the cells of one column beside them are one."""
    by_column: dict[int, list[tuple[Place, str]]] = {}
    for place, text in sorted(loose):
        by_column.setdefault(place[1], []).append((place, text))
    notices = []
    for cells in by_column.values():
        if len(cells) <= 2:
            notices += [
                Notice(remark, grid.address(*place), {"text": text[:_LONGEST]})
                for place, text in cells
            ]
        else:
            notices.append(_many(grid, cells))
    return notices


def _many(grid: Grid, cells: list[tuple[Place, str]]) -> Notice:
    """One notice for several cells of a column, with the first text."""
    names = [grid.address(*place).rpartition("!")[2] for place, _ in cells]
    shown = ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
    values = {"text": cells[0][1][:_LONGEST], "count": str(len(cells)), "cells": shown}
    return Notice(Remark.LOOSE_CELLS, grid.name, values)


def unknown_sheets(book: Book, read: str, ours: Iterable[str]) -> list[Notice]:
    """A notice for each sheet with words that is none of ours and was not read."""
    known = {read, *ours}
    names = [name for name in book.sheet_names if name not in known and not name.startswith("_")]
    return [Notice(Remark.UNKNOWN_SHEET, name) for name in names if book.grid(name).cells]
