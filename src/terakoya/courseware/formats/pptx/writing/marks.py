"""The drawn marks ✓ △ ✕ and the signs of the two axes, as native shapes.

As characters they would fall back to another font on every machine.
"""

from __future__ import annotations

from lxml import etree

from ....layouts.marks import MARK_PATHS, Mark
from .xml import el

_GRID = 24  # every mark is drawn on a field of 24 × 24
_FINE = 100
_WIDTHS = {Mark.CHECK: 3.2, Mark.CROSS: 3.2, Mark.CIRCLE: 3.2}


def stroke_of(mark: Mark, size: float) -> float:
    """The width of a mark's stroke, in the unit of its size."""
    return _WIDTHS.get(mark, 2.3) * size / _GRID


def geometry(mark: Mark) -> etree._Element:
    """The custom geometry of a mark: open strokes, no fill."""
    side = _GRID * _FINE
    return el(
        "a:custGeom",
        None,
        el("a:avLst"),
        el("a:gdLst"),
        el("a:ahLst"),
        el("a:cxnLst"),
        el("a:rect", {"l": "0", "t": "0", "r": "r", "b": "b"}),
        el("a:pathLst", None, el("a:path", {"w": side, "h": side, "fill": "none"}, *_steps(mark))),
    )


def _steps(mark: Mark) -> list[etree._Element]:
    words = iter(MARK_PATHS[mark].split())
    steps = []
    for word in words:
        if word == "Z":
            steps.append(el("a:close"))
            continue
        x, y = float(word[1:]), float(next(words))
        point = el("a:pt", {"x": round(x * _FINE), "y": round(y * _FINE)})
        steps.append(el("a:moveTo" if word[0] == "M" else "a:lnTo", None, point))
    return steps
