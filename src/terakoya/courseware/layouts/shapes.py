"""The shapes of a sheet as they are planned, before any format draws them.

Places and lengths are units of the sheet (`units.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..palette import Colour
from .marks import Mark
from .styles import Paragraph, Path
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
    """A picture of the course by its file name; `crop` is the share cut off above and below,
    `sides` that at either side.

    `shows` is the field that it is; a `round` one shows the circle or ellipse in its box, and
    `lower` is the radius of its lower corners.
    """

    label: Label
    box: Box
    file: str
    crop: tuple[float, float] = (0, 0)
    sides: float = 0
    shows: Path = ()
    round: bool = False
    lower: float = 0


@dataclass(frozen=True)
class TableShape:
    """A table whose upper left corner is that of the box."""

    label: Label
    box: Box
    grid: Grid


@dataclass(frozen=True)
class SharedRoom:
    """Texts that stand below each other in a height, with what is `fixed` above and between them.

    Of each row of `beside`, columns of texts that stand side by side, the highest one counts.
    `chars` are the full-width characters that the texts may have in all.
    """

    texts: tuple[Path, ...] = ()
    height: float | None = None
    fixed: float = 0
    chars: float | None = None
    beside: tuple[Sequence[Sequence[Path]], ...] = ()


NAMES_GAP = 20  # between the names of bars and the bars


@dataclass(frozen=True)
class ChartBar:
    """A bar: its name, its value and how that is written; `strong` is the one to be seen."""

    name: str
    value: float
    written: str
    strong: bool = False


@dataclass(frozen=True)
class Axis:
    """How values are written, the value at the end of the axis, and the room between bars.

    `gap` counts heights of a bar.
    """

    decimals: int
    unit: str
    most: float
    gap: float = 0.85


@dataclass(frozen=True)
class ChartShape:
    """Bars below each other on one axis, each with its value at its end.

    `plot` is where the bars stand; left of it are their names, where it leaves room.
    """

    label: Label
    box: Box
    plot: Box
    bars: tuple[ChartBar, ...]
    axis: Axis
    shows: Path = ()

    @property
    def names_width(self) -> float:
        """How wide the names left of the bars may be."""
        return self.plot.x - self.box.x - NAMES_GAP

    @property
    def has_names(self) -> bool:
        """Whether the names of the bars stand left of them, where the plot leaves room."""
        return self.plot.x > self.box.x

    @property
    def places(self) -> tuple[Box, ...]:
        """Where each bar stands."""
        slot = self.plot.h / len(self.bars)
        high = slot / (1 + self.axis.gap)
        return tuple(
            Box(
                self.plot.x,
                self.plot.y + number * slot + (slot - high) / 2,
                self.plot.w * bar.value / self.axis.most,
                high,
            )
            for number, bar in enumerate(self.bars)
        )


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


Shape = TextShape | MarkShape | PictureShape | TableShape | ChartShape | TitleShape | NumberShape
