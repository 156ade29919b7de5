"""Notices about what a workbook holds beside its items and questions: cells and sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .annotations import Annotations
from .grid import Grid, Place
from .notices import Notice, Remark
from .package import Book

_LONGEST = 40  # characters of a text that a notice shows
_MOST_QUOTED = 3  # texts of several cells that one notice shows
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
    """One notice for several cells of a column, with the first texts."""
    shown = _cells(grid, [place for place, _ in cells]).rpartition("!")[2]
    values = {
        "texts": some_quoted(text for _, text in cells),
        "count": str(len(cells)),
        "cells": shown,
    }
    return Notice(Remark.LOOSE_CELLS, grid.name, values)


def some_quoted(texts: Iterable[str]) -> str:
    """The first few different texts of several cells, as a notice names them."""
    known = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    shown = [one if len(one) <= _LONGEST else f"{one[: _LONGEST - 1]}…" for one in known]
    quoted = "、".join(f"「{one}」" for one in shown[:_MOST_QUOTED])
    return f"{quoted} …" if len(shown) > _MOST_QUOTED else quoted


def annotation_notices(book: Book, grid: Grid, read: Mapping[Place, str]) -> list[Notice]:
    """Notices about what people put on sheets beside words.

    `grid` is the sheet that was read, `read` are the words of the course on it by their cells.
    """
    here = book.annotations(grid.name, cells=True)
    hidden = [
        place
        for place in read
        if place[0] in here.hidden_rows
        or grid.columns.get(place[1], place[1]) in here.hidden_columns
    ]
    struck = [place for place in read if grid[place].is_struck]
    notices = [
        Notice(
            remark,
            _cells(grid, places),
            {"texts": some_quoted(read[at] for at in sorted(places, key=_by_column))},
        )
        for remark, places in ((Remark.HIDDEN_CELLS, hidden), (Remark.STRUCK_CELLS, struck))
        if places
    ]
    for name in book.sheet_names:
        notices += _of_sheet(name, here if name == grid.name else book.annotations(name))
    return notices


def _by_column(place: Place) -> Place:
    """Questions and items stand before their options, reasons and marks."""
    return place[::-1]


def _cells(grid: Grid, places: Iterable[Place]) -> str:
    """Cells of one sheet as a notice names them."""
    names = [grid.address(*place).rpartition("!")[2] for place in sorted(places)]
    shown = ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
    return f"{grid.name}!{shown}"


def _of_sheet(name: str, found: Annotations) -> Iterator[Notice]:
    if found.comments:
        places = ", ".join(list(found.comments)[:_MOST_NAMED])
        values = {"texts": some_quoted(found.comments.values())}
        yield Notice(Remark.CELL_COMMENTS, f"{name}!{places}", values)
    words = [text for text in found.shapes if text]
    if words:
        values = {"count": str(len(words)), "texts": some_quoted(words)}
        yield Notice(Remark.TEXT_BOXES, name, values)
    if pictures := len(found.shapes) - len(words):
        yield Notice(Remark.SHEET_PICTURES, name, {"count": str(pictures)})
