"""`table`: the first row names the columns, the first column the rows."""

from __future__ import annotations

from typing import Any

from .....model import Row, TableSlide
from .....text.alignment import align_texts
from ....marked_text.line import plain_text
from ..reading import Reading
from ..shapes import Cell


def read_table(reading: Reading, base: TableSlide) -> dict[str, Any]:
    """Heads, rows and source. Rows and columns may have come, gone or moved."""
    fields: dict[str, Any] = {"source": reading.text(base.source, "source")}
    known = ["\n".join(_shown_row(reading, row)) for row in base.rows]
    rows = reading.parted_rows("table", known, _words_of, heads=1)
    if rows is None or len(rows[0]) < 2:
        return fields | {"rows": ()}
    head, *body = rows
    columns = _columns(reading, base, head)
    fields["corner"] = reading.whole(base.corner, head[0].lines, bold=True)
    fields["columns"] = tuple(
        reading.whole("" if was is None else base.columns[was], cell.lines, bold=True)
        for cell, was in zip(head[1:], columns, strict=True)
    )
    origins = align_texts(known, [_words_of(row) for row in body])
    reading.origins |= {"rows": tuple(origins), "columns": columns}
    fields["rows"] = tuple(
        _row(reading, None if was is None else base.rows[was], row, columns)
        for row, was in zip(body, origins, strict=True)
    )
    return fields


def _columns(reading: Reading, base: TableSlide, head: tuple[Cell, ...]) -> tuple[int | None, ...]:
    shown = [reading.markup.shown(text) for text in base.columns]
    return tuple(align_texts(shown, [plain_text(cell.lines) for cell in head[1:]]))


def _words_of(row: tuple[Cell, ...]) -> str:
    return "\n".join(plain_text(cell.lines) for cell in row)


def _shown_row(reading: Reading, row: Row) -> list[str]:
    return [reading.markup.shown(text) for text in (row.head, *row.cells)]


def _row(
    reading: Reading, base: Row | None, row: tuple[Cell, ...], columns: tuple[int | None, ...]
) -> Row:
    cells = (*row[1:], *(Cell(()) for _ in columns))[: len(columns)]
    return Row(
        head=reading.whole("" if base is None else base.head, row[0].lines, bold=True),
        cells=tuple(
            reading.whole("" if base is None or was is None else base.cells[was], cell.lines)
            for cell, was in zip(cells, columns, strict=True)
        ),
    )
