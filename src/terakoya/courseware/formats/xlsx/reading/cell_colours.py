"""The cells to which somebody gave a colour that is none of ours.

A colour may be meant as a mark, but nobody knows which, so that it is told and not read.
"""

from __future__ import annotations

import re
from typing import Any

from openpyxl.styles.colors import Color

from ..writing import colours
from .grid import MAX_COLUMNS, MAX_ROWS, Place
from .sheet_cells import SheetCells

_OURS = frozenset(
    one.removeprefix("#").upper()
    for value in vars(colours).values()
    for one in (value if isinstance(value, tuple) else (value,))
    if isinstance(one, str) and re.fullmatch("#[0-9a-f]{6}", one)
)
_PLAIN = frozenset({"000000", "FFFFFF"})
_PLAIN_INDEXES = frozenset({0, 1, 8, 9})
_SYSTEM_COLOURS = 64  # indexed colours from here on are those of the window


def coloured_places(sheet: SheetCells) -> frozenset[Place]:
    """The coloured cells of a sheet."""
    rows = sheet.styled(last_row=MAX_ROWS, last_column=MAX_COLUMNS)
    return frozenset(
        (row, cell.column) for row, cells in rows for cell in cells if _is_coloured(cell)
    )


def _is_coloured(cell: Any) -> bool:
    """Whether a cell is filled with a colour of somebody's, or its words have one."""
    fill = cell.fill
    background = getattr(fill, "fgColor", None) if fill.fill_type else None
    if _is_foreign(background, of_text=False):
        return True
    return cell.value is not None and _is_foreign(cell.font.color, of_text=True)


def _is_foreign(colour: Color | None, *, of_text: bool) -> bool:
    """Whether somebody chose a colour that is none of ours, and neither black nor white."""
    if colour is None:
        return False
    if colour.type == "rgb":
        return str(colour.rgb)[-6:].upper() not in _OURS | _PLAIN
    if colour.type == "indexed":
        return int(colour.indexed) < _SYSTEM_COLOURS and colour.indexed not in _PLAIN_INDEXES
    return colour.type == "theme" and (int(colour.theme) > 1 if of_text else colour.theme != 0)
