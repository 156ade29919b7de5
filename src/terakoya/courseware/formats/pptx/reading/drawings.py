"""What makes a page a drawing: arrows, balloons, whatever was laid over a picture, and programs.

The words of such a page say little without their places, so that it is kept as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from lxml import etree

from .shapes import Block
from .xml import A, P

_ARROW, _BALLOON = "Arrow", "Callout"
_STEPS = ("chevron", "homePlate")  # of a process, or of where a page stands in its deck
_JOINED = (f"{A}stCxn", f"{A}endCxn")
_ENDS = (f"{A}headEnd", f"{A}tailEnd")
_LISTING = 80  # letters; a name or a command within a page of words is none
_EQUAL_WIDTHS = (
    *("consolas", "courier", "menlo", "monaco", "lucida console", "cascadia", "source code"),
    *("dejavu sans mono", "ubuntu mono", "roboto mono", "fira code", "fira mono", "inconsolata"),
    *("jetbrains", "andale mono", "sf mono", "noto sans mono", "ms gothic mono", "myrica", "ricty"),
)
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
    return _ARROW in name or _BALLOON in name or name in _STEPS


def _leads(line: etree._Element) -> bool:
    if any(True for _ in line.iter(*_JOINED)):
        return True
    return any(end.get("type", "none") != "none" for end in line.iter(*_ENDS))


def is_program(block: Block) -> bool:
    """Whether most letters of a box are in a font of equal widths, as in a listing."""
    runs = () if block.element is None else block.element.iter(f"{A}r")
    sizes = {True: 0, False: 0}
    for run in runs:
        font = run.find(f"{A}rPr/{A}latin")
        name = "" if font is None else (font.get("typeface") or "")
        letters = sum(len(text.text or "") for text in run.iterfind(f"{A}t"))
        sizes[name.casefold().startswith(_EQUAL_WIDTHS)] += letters
    return sizes[True] >= _LISTING and sizes[True] > sizes[False]


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
