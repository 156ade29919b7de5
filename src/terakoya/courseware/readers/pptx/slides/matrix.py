"""`matrix`: the head row names the manners, the first column the demands, four cells judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ....model import MatrixCell, MatrixSlide
from ....writers.pptx.identity import Part
from ..lines import Line
from ..notices import Loss
from ..reading import Reading
from ..shapes import Cell


def read_matrix(reading: Reading, base: MatrixSlide) -> dict[str, Any]:
    """Heads and cells by their place; the result of a cell says its judgement."""
    rows = reading.rows("matrix")
    if rows is None or len(rows) < 3 or any(len(row) < 3 for row in rows[:3]):
        return {"cells": ()}
    if len(rows) > 3 or any(len(row) > 3 for row in rows):
        reading.tell(Loss.TABLE_ROW)
    head, *body = rows[:3]
    return {
        "columns": tuple(
            _level(reading, "manner", text, cell.lines)
            for text, cell in zip(base.columns, head[1:3], strict=True)
        ),
        "rows": tuple(
            _level(reading, "demand", text, row[0].lines)
            for text, row in zip(base.rows, body, strict=True)
        ),
        "cells": tuple(
            _cell(reading, base.cells[2 * down + across], row[1 + across])
            for down, row in enumerate(body)
            for across in range(2)
        ),
    }


def _level(reading: Reading, axis: str, base: str, lines: Sequence[Line]) -> str:
    """A level; the axis above it is a fixed word."""
    label = reading.words[f"axis_{axis}"]
    own = lines[1:] if len(lines) > 1 and lines[0].text == label else lines
    return reading.whole(base, own, bold=True)


def _cell(reading: Reading, base: MatrixCell, cell: Cell) -> MatrixCell:
    result, text, example = reading.shared(
        cell.lines, (base.result, True), (base.text, False), (base.example, False)
    )
    judgement = reading.judgement(base.judgement, base.result, result, Part.MAIN)
    return base.model_copy(
        update={"judgement": judgement, "result": result, "text": text, "example": example}
    )
