"""Cell formats: one font, the design's colours, and a cache, since a format is an object."""

from __future__ import annotations

from typing import Any

import xlsxwriter

from . import colours

FONT = "BIZ UDPゴシック"
MEASURE_FONT = "BIZ UDゴシック"  # of its family, with digits half as wide as high
SMALL, BODY_SIZE, HEAD_SIZE, TITLE_SIZE = 9, 10.5, 13, 18

Style = dict[str, Any]

BODY: Style = {"font_size": BODY_SIZE, "valign": "vcenter", "text_wrap": True}
TOP: Style = {**BODY, "valign": "top"}
TITLE: Style = {
    "font_size": TITLE_SIZE,
    "bold": True,
    "font_color": colours.SURFACE,
    "bg_color": colours.PRIMARY,
    "valign": "vcenter",
    "indent": 1,
    "text_wrap": True,
}
SUBTITLE: Style = {**BODY, "font_color": colours.TEXT_SUB}
HEADING: Style = {
    "font_size": HEAD_SIZE,
    "bold": True,
    "font_color": colours.PRIMARY_ACTIVE,
    "valign": "vcenter",
    "bottom": 2,
    "bottom_color": colours.PRIMARY,
}
NOTE: Style = {**BODY, "font_size": SMALL, "font_color": colours.TEXT_SUB}
GRID: Style = {"border": 1, "border_color": colours.LINE}
HEADER: Style = {
    **BODY,
    **GRID,
    "bold": True,
    "font_color": colours.INK,
    "bg_color": colours.PRIMARY_TINT_2,
    "align": "center",
}
CELL: Style = {**BODY, **GRID}
LEFT: Style = {**CELL, "indent": 1}
CENTRE: Style = {**CELL, "align": "center"}
ENTRY: Style = {
    **BODY,
    "border": 1,
    "border_color": colours.TEXT_MUTE,
    "bg_color": colours.PRIMARY_TINT,
    "font_color": colours.INK,
    "locked": False,
}
WARNING: Style = {
    **BODY,
    "font_color": colours.WARN_INK,
    "bg_color": colours.WARN_TINT,
    "border": 1,
    "border_color": colours.WARN_LINE,
    "indent": 1,
}
NOTICE: Style = {
    **BODY,
    "font_color": colours.PRIMARY_ACTIVE,
    "bg_color": colours.PRIMARY_TINT,
    "border": 1,
    "border_color": colours.PRIMARY_LINE,
    "indent": 1,
}


class Styles:
    """Gives the format of a style in one workbook, and the same one when asked again."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, style: Style) -> Any:
        """The format of a style, on our font and text colour unless the style names others."""
        whole = {"font_name": FONT, "font_color": colours.TEXT, **style}
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(whole)
        return self._formats[key]

    def rule(self, style: Style) -> Any:
        """The format of a conditional rule: only what the style itself names."""
        key = (("rule", True), *sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(style)
        return self._formats[key]
