"""The workbook inside a chart: names and values in two columns, always the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from .package import Package
from .xml import default_namespace, writable

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BOOK, _SHEET = "xl/workbook.xml", "xl/worksheets/sheet1.xml"


def chart_workbook(bars: Sequence[tuple[str, float]]) -> bytes:
    """A workbook whose first sheet holds the bars from its second row on."""
    package = Package()
    package.relate("", "officeDocument", _BOOK)
    reference = package.relate(_BOOK, "worksheet", _SHEET)
    book = etree.Element(f"{{{_MAIN}}}workbook", nsmap={**default_namespace(_MAIN), "r": _R})
    sheets = etree.SubElement(book, f"{{{_MAIN}}}sheets")
    sheet = {"name": "Sheet1", "sheetId": "1", f"{{{_R}}}id": reference}
    etree.SubElement(sheets, f"{{{_MAIN}}}sheet", sheet)
    package.add(_BOOK, f"{_TYPE}.sheet.main+xml", book)
    package.add(_SHEET, f"{_TYPE}.worksheet+xml", _worksheet(bars))
    return package.to_bytes()


def _worksheet(bars: Iterable[tuple[str, float]]) -> etree._Element:
    root = etree.Element(f"{{{_MAIN}}}worksheet", nsmap=default_namespace(_MAIN))
    rows = etree.SubElement(root, f"{{{_MAIN}}}sheetData")
    for number, (name, value) in enumerate(bars, 2):
        row = etree.SubElement(rows, f"{{{_MAIN}}}row", {"r": str(number)})
        words = etree.SubElement(row, f"{{{_MAIN}}}c", {"r": f"A{number}", "t": "inlineStr"})
        text = etree.SubElement(etree.SubElement(words, f"{{{_MAIN}}}is"), f"{{{_MAIN}}}t")
        text.text = writable(name)
        cell = etree.SubElement(row, f"{{{_MAIN}}}c", {"r": f"B{number}"})
        etree.SubElement(cell, f"{{{_MAIN}}}v").text = f"{value:.15g}"
    return root
