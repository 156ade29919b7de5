"""The shapes of a sheet as they are planned, before any format draws them.

Places and lengths are units of the sheet (`units.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from ..palette import Colour
from .marks import Mark
from .styles import Paragraph
from .tables import Grid
from .units import Box


@dataclass(frozen=True)
class Look:
    """The outside of a shape.

    `radius`, `inset` (left, top, right, bottom) and `line_width` are units; `preset` is
    Office's name of the geometry, `adjust` its adjustments; `lower` says which corners a
    `round2SameRect` rounds.
    """

    fill: Colour | None = None
    line: Colour | None = None
    line_width: float = 2
    preset: str = "rect"
    radius: float | None = None
    lower: bool = True
    adjust: tuple[tuple[str, int], ...] = ()
    inset: tuple[float, float, float, float] = (0, 0, 0, 0)
    anchor: str = "t"


@dataclass(frozen=True)
class Label:
    """The name of a shape and what a screen reader says of it."""

    number: int
    name: str
    alt: str = ""
    decorative: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class TextShape:
    """Paragraphs in a rectangle, rounded rectangle or callout, or a ground without any.

    `is_text` says that it is a plain text box.
    """

    label: Label
    box: Box
    look: Look
    items: tuple[Paragraph, ...] = ()
    is_text: bool = False


@dataclass(frozen=True)
class MarkShape:
    """A drawn mark."""

    label: Label
    box: Box
    mark: Mark
    colour: Colour


@dataclass(frozen=True)
class PictureShape:
    """A picture of the course by its file name; `crop` is the share cut off above and below."""

    label: Label
    box: Box
    file: str
    crop: tuple[float, float] = (0, 0)


@dataclass(frozen=True)
class TableShape:
    """A table whose upper left corner is that of the box."""

    label: Label
    box: Box
    grid: Grid


@dataclass(frozen=True)
class TitleShape:
    """The title; a box of `None` is where the layout has it."""

    label: Label
    words: Paragraph
    box: Box | None = None


@dataclass(frozen=True)
class NumberShape:
    """The number of the sheet; a box of `None` is where the layout has it."""

    label: Label
    box: Box | None = None


Shape = TextShape | MarkShape | PictureShape | TableShape | TitleShape | NumberShape
