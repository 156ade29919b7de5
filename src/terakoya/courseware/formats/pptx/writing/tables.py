"""Native tables: style "No Style, No Grid", borders before the fill, a header row where one is."""

from __future__ import annotations

from lxml import etree

from ....layouts.measure import TABLE_LINE
from ....layouts.shapes import Label
from ....layouts.tables import Border, Cell, Grid
from ....layouts.units import Box, emu
from .colours import fill
from .shapes import names, transform
from .text import Tongue, paragraph_element
from .xml import el

NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def table_frame(label: Label, at: Box, grid: Grid, tongue: Tongue) -> etree._Element:
    """The graphic frame that holds a table."""
    box = Box(at.x, at.y, sum(grid.widths), sum(grid.heights))
    uri = "http://schemas.openxmlformats.org/drawingml/2006/table"
    return el(
        "p:graphicFrame",
        None,
        el(
            "p:nvGraphicFramePr",
            None,
            names(label),
            el("p:cNvGraphicFramePr", None, el("a:graphicFrameLocks", {"noGrp": "1"})),
            el("p:nvPr"),
        ),
        transform(box, "p:xfrm"),
        el("a:graphic", None, el("a:graphicData", {"uri": uri}, _table(grid, tongue))),
    )


def _table(grid: Grid, tongue: Tongue) -> etree._Element:
    flags = {
        "firstRow": "1" if grid.header else None,
        "firstCol": "1" if grid.row_heads else None,
        "bandRow": "0",
    }
    return el(
        "a:tbl",
        None,
        el("a:tblPr", flags, el("a:tableStyleId", None, NO_STYLE)),
        el("a:tblGrid", None, *(el("a:gridCol", {"w": emu(width)}) for width in grid.widths)),
        *(
            el("a:tr", {"h": emu(height)}, *(_cell(cell, tongue) for cell in row))
            for height, row in zip(grid.heights, grid.rows, strict=True)
        ),
    )


def _cell(cell: Cell, tongue: Tongue) -> etree._Element:
    left, top, right, bottom = (emu(side) for side in cell.inset)
    return el(
        "a:tc",
        None,
        el(
            "a:txBody",
            None,
            el("a:bodyPr"),
            el("a:lstStyle"),
            *(paragraph_element(item, tongue, TABLE_LINE) for item in cell.items),
        ),
        el(
            "a:tcPr",
            {"marL": left, "marR": right, "marT": top, "marB": bottom, "anchor": cell.anchor},
            _border("a:lnL", cell.left),
            _border("a:lnR", cell.right),
            _border("a:lnT", cell.top),
            _border("a:lnB", cell.bottom),
            fill(cell.fill),
        ),
    )


def _border(name: str, border: Border) -> etree._Element:
    if border is None:
        return el(name, {"w": 0}, el("a:noFill"))
    colour, width = border
    return el(name, {"w": emu(width)}, fill(colour))
