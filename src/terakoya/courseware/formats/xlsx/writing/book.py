"""A workbook under construction: reproducible bytes, sheets ready to print, cells protected."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from .sheet import Sheet
from .styles import BODY_SIZE, MEASURE_FONT, Styles
from .texts import Texts

CREATED = dt.datetime(2026, 1, 1)  # fixed, so that the same source gives the same bytes
A3, A4 = 8, 9
PROTECTION = {"format_columns": True, "format_rows": True, "autofilter": True}
# Functions that every Excel knows by their own names.
_OLD_FUNCTIONS = frozenset(
    [
        "AND",
        "CHAR",
        "COUNT",
        "COUNTIF",
        "IF",
        "INDEX",
        "INT",
        "ISNUMBER",
        "LEN",
        "LOOKUP",
        "MAX",
        "MIN",
        "OFFSET",
        "OR",
        "ROUND",
        "SMALL",
        "SUM",
        "SUMPRODUCT",
    ]
)
_FUNCTION = re.compile(r"(\w+)\(")


class QuickWorksheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A worksheet that does not look in every formula for each function of later versions.

    The library's 29 searches a formula are two thirds of the time that a workbook takes.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """The formula as it stands in the file; without braces and functions not known here."""
        is_array = formula.startswith("{") or formula.endswith("}")
        if not is_array and _OLD_FUNCTIONS.issuperset(_FUNCTION.findall(formula)):
            return formula.removeprefix("=")
        prepared: str = super()._prepare_formula(formula, expand_future_functions)
        return prepared


class Book:
    """A workbook of one course in one language."""

    def __init__(self, texts: Texts, title: str) -> None:
        self.texts = texts
        self.title = title
        self._bytes = io.BytesIO()
        self.raw = xlsxwriter.Workbook(
            self._bytes,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                # Columns are as wide as so many digits of this font: with that of the cells,
                # they are as wide everywhere, at 7 pixels a digit.
                "default_format_properties": {"font_name": MEASURE_FONT, "font_size": BODY_SIZE},
            },
        )
        self.styles = Styles(self.raw)
        self.raw.set_properties(
            {"title": title, "subject": texts.title, "company": texts.company, "created": CREATED}
        )

    def sheet(
        self, name_key: str, widths: Sequence[float], *, tab: str = "", protected: bool = True
    ) -> Sheet:
        """Add a sheet named by a word, with column widths, protected unless said otherwise."""
        name = self.texts.word(name_key)
        worksheet = self.raw.add_worksheet(name, QuickWorksheet)
        worksheet.hide_gridlines(2)
        if protected:
            worksheet.protect("", PROTECTION)
        if tab:
            worksheet.set_tab_color(tab)
        for column, width in enumerate(widths):
            worksheet.set_column(column, column, width)
        return Sheet(worksheet, name, self.styles)

    def hidden_sheet(self, name: str) -> Sheet:
        """Add a hidden, protected sheet; its name is the same in every language."""
        worksheet = self.raw.add_worksheet(name, QuickWorksheet)
        worksheet.protect("")
        worksheet.hide()
        return Sheet(worksheet, name, self.styles)

    def name(self, name: str, formula: str) -> str:
        """Give cells a name that rules may use on every sheet; the name itself."""
        self.raw.define_name(name, f"={formula}")
        return name

    def print_on(
        self,
        sheet: Sheet,
        area: tuple[int, int, int, int] | None,
        *,
        landscape: bool = False,
        paper: int = A4,
        pages_high: int = 0,
        repeat: tuple[int, int] | None = None,
        header: str = "",
    ) -> None:
        """Prepare a sheet for printing: one page wide, page numbers, repeated header rows.

        Without an `area` another method says what of it is printed; `header` stands on each page.
        """
        raw: Any = sheet.raw
        raw.set_paper(paper)
        if landscape:
            raw.set_landscape()
        raw.set_margins(left=0.5, right=0.5, top=0.55, bottom=0.7)
        raw.center_horizontally()
        if area is not None:
            raw.print_area(*area)
        raw.fit_to_pages(1, pages_high)
        if repeat:
            raw.repeat_rows(*repeat)
        if header:
            raw.set_header(f"&R&9{header.replace('&', '&&')}", {"margin": 0.25})
        left = self.title[:80].replace("&", "&&")  # & commands a footer
        raw.set_footer(f"&L&8 {left}&C&8 &A&R&8 &P / &N", {"margin": 0.3})

    def print_in_parts(self, sheet: Sheet, breaks: Sequence[int], scale: int) -> None:
        """Break pages before some rows: programs keep breaks only at a fixed scale."""
        sheet.raw.set_print_scale(scale)
        sheet.raw.set_h_pagebreaks(list(breaks))

    def print_pages(self, sheet: Sheet, pages: Sequence[tuple[int, int]], columns: int) -> None:
        """Print rows from and to on a page each; programs keep that at any scale."""
        areas = [sheet.range(first, 0, last, columns - 1) for first, last in pages]
        self._print_area(sheet, ",".join(areas))

    def print_filled(self, sheet: Sheet, name: str, last_row: str, columns: int) -> None:
        """Print a sheet as far as it is filled; `last_row` is the cell that says until where.

        Excel reckons the range when it prints. LibreOffice knows no reckoned range and prints
        all cells that hold something, which is the same where the empty rows hold nothing.
        """
        rows = f"OFFSET({sheet.ref(0, 0)},0,0,{last_row},{columns})"
        self._print_area(sheet, self.name(name, rows))

    def _print_area(self, sheet: Sheet, formula: str) -> None:
        self.raw.define_name(f"{sheet.prefix}_xlnm.Print_Area", f"={formula}")

    def close(self) -> bytes:
        """Finish the workbook and give its bytes."""
        self.raw.close()
        return self._bytes.getvalue()
