"""Lines of what an earlier edition drew, as high as they are drawn now."""

from __future__ import annotations

from lxml import etree

from ....layouts.measure import LINE, TABLE_LINE
from ....layouts.styles import SPACING
from ..reading.xml import A

_DRAWN = {str(percent * 1000) for percent in (SPACING, 100)}  # as earlier editions set them


def write_exact_lines(element: etree._Element) -> None:
    """Give paragraphs that go by their font lines of their own height (`writing/text.py`).

    Other spacing is somebody's wish and stays. Letters that were set larger get higher lines.
    """
    for item in element.iter(f"{A}p"):
        spacing = item.find(f"{A}pPr/{A}lnSpc")
        percent = None if spacing is None else spacing.find(f"{A}spcPct")
        sizes = [int(one.get("sz") or 0) for one in item.iter(f"{A}rPr", f"{A}endParaRPr")]
        if spacing is None or percent is None or percent.get("val") not in _DRAWN or not any(sizes):
            continue
        in_table = next(item.iterancestors(f"{A}tc"), None) is not None
        line = (TABLE_LINE if in_table else LINE) * int(percent.get("val") or 0) / SPACING / 1000
        spacing.remove(percent)
        etree.SubElement(spacing, f"{A}spcPts", {"val": str(round(max(sizes) * line))})
