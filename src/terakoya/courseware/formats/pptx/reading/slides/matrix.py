"""`matrix`: the head row names the manners, the first column the demands, four cells judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .....layouts.identity import Part
from .....model import MatrixCell, MatrixSlide
from ....marked_text.line import Line, plain_text
from ..notices import Loss
from ..reading import Reading
from ..shapes import Cell
from .choice_order import order_of

_AXES = {"columns": "axis_manner", "rows": "axis_demand"}


def read_matrix(reading: Reading, base: MatrixSlide) -> dict[str, Any]:
    """Heads and cells; where rows, columns or cells were exchanged, by whose words they have.

    The judgement of a cell goes with its words; the word of its result may say another one.
    """
    rows = reading.rows("matrix")
    if rows is None or len(rows) < 3 or any(len(row) < 3 for row in rows[:3]):
        return {"cells": ()}
    _keep_more(reading, rows)
    head, *body = (row[:3] for row in rows[:3])
    cells = [cell for row in body for cell in row[1:]]
    return {
        "columns": _levels(reading, "columns", base.columns, head[1:]),
        "rows": _levels(reading, "rows", base.rows, [row[0] for row in body]),
        "cells": _cells(reading, base.cells, cells),
    }


def _keep_more(reading: Reading, rows: Sequence[Sequence[Cell]]) -> None:
    """Keep the words of rows and columns beyond those of a matrix."""
    more = [row[3:] if number < 3 else row for number, row in enumerate(rows)]
    for row in more:
        if text := " ".join(line.text for cell in row for line in cell.lines):
            reading.keep_words(Loss.TABLE_ROW, text)


def _levels(
    reading: Reading, name: str, base: Sequence[str], cells: Sequence[Cell]
) -> tuple[str, ...]:
    """The levels of an axis; the axis above each is a fixed word."""
    label = reading.words[_AXES[name]]
    lines = [_below(label, cell.lines) for cell in cells]
    origins = _origins([plain_text(one) for one in lines], list(map(reading.markup.shown, base)))
    reading.origins[name] = origins
    return tuple(
        reading.whole(base[origin], one, bold=True)
        for origin, one in zip(origins, lines, strict=True)
    )


def _cells(
    reading: Reading, base: Sequence[MatrixCell], cells: Sequence[Cell]
) -> tuple[MatrixCell, ...]:
    shown = [reading.words_of(one.result, one.text, one.example) for one in base]
    origins = _origins([plain_text(cell.lines) for cell in cells], shown)
    reading.origins["cells"] = origins
    return tuple(
        _cell(reading, base[origin], cell) for origin, cell in zip(origins, cells, strict=True)
    )


def _origins(texts: Sequence[str], base: Sequence[str]) -> tuple[int, ...]:
    """Whose words each place has: all were exchanged among each other, or each is its own."""
    places = [str(number) for number in range(len(base))]
    order = order_of(dict(zip(places, texts, strict=True)), dict(zip(places, base, strict=True)))
    is_whole = sorted(order.values()) == places
    return tuple(int(order[place] if is_whole else place) for place in places)


def _below(label: str, lines: Sequence[Line]) -> Sequence[Line]:
    return lines[1:] if len(lines) > 1 and lines[0].text == label else lines


def _cell(reading: Reading, base: MatrixCell, cell: Cell) -> MatrixCell:
    result, text, example = reading.shared(
        cell.lines, (base.result, True), (base.text, False), (base.example, False)
    )
    judgement = reading.judgement(base.judgement, base.result, result, Part.MAIN)
    return base.model_copy(
        update={"judgement": judgement, "result": result, "text": text, "example": example}
    )
