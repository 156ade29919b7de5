"""A planned sheet as values for typst: shapes with places, looks and words."""

from __future__ import annotations

from collections.abc import Iterator

from ...inline import parse
from ...layouts.marks import MARK_PATHS
from ...layouts.shapes import (
    ChartShape,
    Look,
    MarkShape,
    PictureShape,
    TableShape,
    TextShape,
    TitleShape,
)
from ...layouts.sheet import Sheet
from ...layouts.styles import BAR_NAME, BAR_VALUE, STRONG_VALUE, Paragraph, paragraph
from ...layouts.tables import Cell
from ...layouts.units import BODY_TOP, Box, points
from ...palette import Colour

Value = dict[str, object]
# What every sheet of the handout has is drawn by the handout; the hidden box is nobody's.
_FEET = ("point", "point-tag", "number")
_HEADS = ("title", "kicker", *_FEET)


def planned_values(sheet: Sheet) -> list[Value]:
    """The shapes of a sheet in their order."""
    start = f"{sheet.identity.name}:"
    heads = _FEET if has_own_title(sheet) else _HEADS
    found: list[Value] = []
    for shape in sheet.shapes:
        block = shape.label.name.removeprefix(start).removeprefix(f"{sheet.identity.part}-")
        if not shape.label.hidden and block not in heads:
            found += _values(shape)
    return found


def runs_of(text: str) -> list[list[object]]:
    """A text as runs for typst: words, whether they are stressed, where they lead."""
    return [[one.text, one.stress, *([one.link] if one.link else [])] for one in parse(text)]


def has_own_title(sheet: Sheet) -> bool:
    """Whether a plan has the title in another place than all others."""
    return any(
        isinstance(one, TitleShape) and one.box is not None and one.box.y >= BODY_TOP
        for one in sheet.shapes
    )


def _values(shape: object) -> Iterator[Value]:
    match shape:
        case TextShape():
            yield {**_text(shape.box, shape.look, shape.items), "alt": shape.label.alt}
        case TitleShape() if shape.box is not None:
            yield {**_text(shape.box, Look(), (shape.words,)), "kind": "title"}
        case PictureShape():
            crop = list(shape.crop)
            yield {
                **_place(shape.box),
                "kind": "picture",
                "file": shape.file,
                "alt": shape.label.alt,
                "crop": crop,
                "sides": shape.sides,
                "round": shape.round,
                "lower": shape.lower,
            }
        case MarkShape():
            yield {
                **_place(shape.box),
                "kind": "mark",
                "path": MARK_PATHS[shape.mark],
                "fill": _role(shape.colour),
            }
        case ChartShape():
            yield from _chart(shape)
        case TableShape():
            yield from _table(shape)


def _place(box: Box) -> Value:
    return {"x": box.x, "y": box.y, "w": box.w, "h": box.h}


def _text(box: Box, look: Look, items: tuple[Paragraph, ...]) -> Value:
    return {
        **_place(box),
        "kind": "text",
        "preset": look.preset,
        "fill": _role(look.fill) if look.fill else None,
        "line": _role(look.line) if look.line else None,
        "line_width": look.line_width,
        "radius": look.radius or (min(box.w, box.h) / 6 if "Callout" in look.preset else 0),
        "lower": look.lower,
        "tail": _tail(box, look),
        "inset": list(look.inset),
        "anchor": look.anchor,
        "items": [_item(item) for item in items],
    }


def _item(item: Paragraph) -> Value:
    return {
        "align": item.align,
        "before": points(item.before),
        "left": item.left,
        "tab": item.tab,
        "runs": [
            {
                "text": runs_of(text),
                "size": points(style.size or 30),
                "bold": style.bold,
                "fill": _role(style.colour or Colour.INK),
            }
            for text, style in item.runs
            if text
        ],
    }


def _tail(box: Box, look: Look) -> list[tuple[float, float]] | None:
    """The three corners of a callout's tail, counted from the corner of its box."""
    adjust = dict(look.adjust)
    if "Callout" not in look.preset or "adj1" not in adjust:
        return None
    across, down = adjust["adj1"] / 100_000, adjust["adj2"] / 100_000
    tip = (box.w * (0.5 + across), box.h * (0.5 + down))
    if abs(across) * box.w > abs(down) * box.h and abs(across) > 0.5:
        x = 0 if across < 0 else box.w
        return [(x, box.h * 0.3), (x, box.h * 0.7), tip]
    y = 0 if down < 0 else box.h
    left = 1 / 6 if across < 0 else 7 / 12
    return [(box.w * left, y), (box.w * (left + 0.25), y), tip]


def _chart(chart: ChartShape) -> Iterator[Value]:
    """The bars of a chart, with their names and values: paper has no native charts."""
    if chart.has_names:
        axis = Box(chart.plot.x - 3, chart.plot.y, 3, chart.plot.h)
        yield _text(axis, Look(fill=Colour.LINE), ())
    for bar, place in zip(chart.bars, chart.places, strict=True):
        fill = Colour.PRIMARY if bar.strong else Colour.PRIMARY_LINE
        yield _text(place, Look(fill=fill), ())
        middle = place.y + place.h / 2
        if chart.has_names:
            name = paragraph(bar.name, BAR_NAME.but(bold=bar.strong), align="r")
            left = Box(chart.box.x, middle - 36, chart.names_width, 72)
            yield _text(left, Look(anchor="ctr"), (name,))
        value = paragraph(bar.written, STRONG_VALUE if bar.strong else BAR_VALUE)
        right = Box(place.right + 14, middle - 30, 1240 - place.right - 14, 60)
        yield _text(right, Look(anchor="ctr"), (value,))


def _table(table: TableShape) -> Iterator[Value]:
    y = table.box.y
    for row, height in zip(table.grid.rows, table.grid.heights, strict=True):
        x = table.box.x
        for cell, width in zip(row, table.grid.widths, strict=True):
            place = Box(x, y, width, height)
            look = Look(fill=cell.fill, inset=cell.inset, anchor=cell.anchor)
            yield _text(place, look, cell.items)
            for edge, border in _borders(place, cell):
                yield _text(edge, Look(fill=border), ())
            x += width
        y += height


def _borders(place: Box, cell: Cell) -> Iterator[tuple[Box, Colour]]:
    """The lines around a cell, half of each inside it, as office programs draw them."""
    if cell.left:
        colour, width = cell.left
        yield Box(place.x - width / 2, place.y, width, place.h), colour
    for border, y in ((cell.top, place.y), (cell.bottom, place.bottom)):
        if border:
            colour, width = border
            yield Box(place.x, y - width / 2, place.w, width), colour


def _role(colour: Colour) -> str:
    """The name under which a document is given the colour."""
    return colour.name.lower().replace("_", "-")
