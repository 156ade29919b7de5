"""A planned sheet as the shapes of a slide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from ....layouts.shapes import (
    ChartShape,
    MarkShape,
    NumberShape,
    PictureShape,
    Shape,
    TableShape,
    TextShape,
    TitleShape,
)
from ....layouts.sheet import Sheet
from ....layouts.styles import TITLE
from .charts import chart_frame
from .master import NUMBER_FIELD
from .shapes import mark_shape, picture_shape, placeholder, shape
from .tables import table_frame
from .text import Tongue, paragraph_element, run_properties
from .xml import el


@dataclass(frozen=True)
class Pen:
    """Draws the shapes of a slide.

    `images` gives the relations of the slide to a picture's points and to its drawing, which is
    empty where it has none; `charts` gives its relation to the part of a chart.
    """

    tongue: Tongue
    images: Callable[[str], tuple[str, str]]
    charts: Callable[[ChartShape], str]

    def draw(self, sheet: Sheet) -> list[etree._Element]:
        """Every shape of a sheet, in reading order."""
        return [self._drawn(one) for one in sheet.shapes]

    def _drawn(self, one: Shape) -> etree._Element:
        match one:
            case TextShape():
                return shape(
                    one.label, one.box, one.look, one.items, self.tongue, is_text=one.is_text
                )
            case MarkShape():
                return mark_shape(one.label, one.box, one.mark, one.colour)
            case TableShape():
                return table_frame(one.label, one.box, one.grid, self.tongue)
            case ChartShape():
                return chart_frame(one, self.charts(one))
            case PictureShape():
                png, svg = self.images(one.file)
                return picture_shape(one, png, svg)
            case TitleShape():
                return placeholder(one.label, {"type": "title"}, self._title(one), one.box)
            case NumberShape():
                kind = {"type": "sldNum", "sz": "quarter", "idx": "12"}
                return placeholder(one.label, kind, el("a:p", None, self._number()), one.box)

    def _title(self, title: TitleShape) -> etree._Element:
        element = paragraph_element(title.words, self.tongue)
        properties = element.find(el("a:pPr").tag)
        if properties is not None:
            element.remove(properties)  # spacing and alignment are the layout's
        return element

    def _number(self) -> etree._Element:
        return el(
            "a:fld",
            {"id": NUMBER_FIELD, "type": "slidenum"},
            run_properties("a:rPr", TITLE, self.tongue),
            el("a:t", None, "‹#›"),
        )
