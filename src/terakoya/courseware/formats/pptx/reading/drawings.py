"""What makes a page a drawing: arrows, balloons, and whatever was laid over a picture.

The words of such a page say little without their places, so that it is kept as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from lxml import etree

from .shapes import Block
from .xml import A, P

_ARROW, _BALLOON = "Arrow", "Callout"
_JOINED = (f"{A}stCxn", f"{A}endCxn")
_ENDS = (f"{A}headEnd", f"{A}tailEnd")
MOST_PICTURES = 50  # of a page, that shapes are held against
_SMALLER = 0.8  # of the area of a picture: what is larger is no mark on it


def is_sign(block: Block) -> bool:
    """Whether a shape is an arrow or a balloon, or a line that leads from one shape to another."""
    element = block.element
    if element is None:
        return False
    if block.sort == "line":
        return _leads(element)
    form = element.find(f"{P}spPr/{A}prstGeom")
    name = "" if form is None else form.get("prst") or ""
    return _ARROW in name or _BALLOON in name


def _leads(line: etree._Element) -> bool:
    if any(True for _ in line.iter(*_JOINED)):
        return True
    return any(end.get("type", "none") != "none" for end in line.iter(*_ENDS))


def is_marked(pictures: Sequence[Block], shapes: Iterable[Block]) -> bool:
    """Whether something lies on one of the pictures: a circle, a number, a word."""
    grounds = list(islice((one for one in pictures if one.w and one.h), MOST_PICTURES))
    return any(_lies_on(shape, ground) for shape in shapes for ground in grounds)


def _lies_on(shape: Block, picture: Block) -> bool:
    across, down = shape.x + shape.w / 2, shape.y + shape.h / 2
    is_inside = (
        picture.x < across < picture.x + picture.w and picture.y < down < picture.y + picture.h
    )
    return is_inside and shape.w * shape.h < _SMALLER * picture.w * picture.h
