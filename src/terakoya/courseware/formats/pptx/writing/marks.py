"""The drawn marks ✓ △ ✕ and the signs of the two axes, as native shapes.

As characters they would fall back to another font on every machine.
"""

from __future__ import annotations

from lxml import etree

from ....layouts.marks import Mark
from .xml import el

_GRID = 24  # every mark is drawn on a field of 24 × 24
_FINE = 100
_WIDTHS = {Mark.CHECK: 3.2, Mark.CROSS: 3.2}
_PATHS: dict[Mark, str] = {
    Mark.CHECK: "M4.5 12.5 L9.5 17.5 L19.5 6.5",
    Mark.CROSS: "M6 6 L18 18 M18 6 L6 18",
    Mark.TRIANGLE: "M12 4 L21 20 L3 20 Z M12 10 L12 14 M12 17 L12 17.1",
    Mark.BOX: "M4 8 L12 4 L20 8 L20 17 L12 21 L4 17 Z M4 8 L12 12 L20 8 M12 12 L12 21",
    Mark.SPEECH: (
        "M4 5 L20 5 L20 16 L11 16 L6 20 L6 16 L4 16 Z "
        "M8.5 10.5 L8.6 10.5 M12 10.5 L12.1 10.5 M15.5 10.5 L15.6 10.5"
    ),
}


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
    words = iter(_PATHS[mark].split())
    steps = []
    for word in words:
        if word == "Z":
            steps.append(el("a:close"))
            continue
        x, y = float(word[1:]), float(next(words))
        point = el("a:pt", {"x": round(x * _FINE), "y": round(y * _FINE)})
        steps.append(el("a:moveTo" if word[0] == "M" else "a:lnTo", None, point))
    return steps
