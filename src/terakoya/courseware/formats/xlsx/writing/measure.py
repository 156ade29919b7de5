"""How high a row must be: spreadsheets do not fit rows to merged or computed text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from math import ceil

PIXELS_PER_UNIT = 7  # one unit of column width, in the workbook's standard font
PADDING = 12


def column_pixels(width: float) -> int:
    """The inner width of a column in pixels."""
    return int(width * PIXELS_PER_UNIT) - PADDING + 5


def points_wide(widths: Iterable[float]) -> float:
    """The width of columns in points, as programs draw them."""
    return sum(width * PIXELS_PER_UNIT + 5 for width in widths) * 3 / 4


def page_height(widths: Iterable[float], *, landscape: bool = False) -> float:
    """The points of height that an A4 page holds of a sheet, as wide as the page."""
    wide, high = (770, 505) if landscape else (523, 752)  # between the margins
    return high * max(1, points_wide(widths) / wide)


def text_pixels(text: str, points: float) -> float:
    """The width of one line of text: full-width characters 0.96 em, others 0.58 em."""
    ems = sum(0.96 if unicodedata.east_asian_width(char) in "WFA" else 0.58 for char in text)
    return ems * points * 4 / 3


def lines_needed(text: str, width: float, points: float) -> int:
    """How many lines a text takes in a column, with some play for line breaking."""
    room = column_pixels(width)
    return sum(max(1, ceil(text_pixels(line, points) * 1.04 / room)) for line in text.split("\n"))


def row_height(text: str, width: float, points: float, *, padding: float = 8) -> float:
    """The height in points of a row that holds a text in a column of some width."""
    return lines_needed(text, width, points) * points * 1.32 + padding


def break_pages(heights: Sequence[tuple[int, float]], head: float, page: float) -> list[int]:
    """The rows before which a page must end, so that no part is split.

    `heights` are the first row and the height of each part, `head` what stands before them on
    the first page, `page` the height of a page.
    """
    breaks, used = [], head
    for row, height in heights:
        if used + height > page:
            breaks.append(row)
            used = 0
        used += height
    return breaks
