"""How words look, and paragraphs of them. Sizes are points, other lengths units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

from ..palette import Colour

Path = tuple[str | int, ...]
SPACING = 115  # per cent of a line


class StyleChanges(TypedDict, total=False):
    """What may be said of a style (`Style`)."""

    size: float | None
    colour: Colour | None
    bold: bool
    stress_colour: Colour | None
    underline: Colour | None


@dataclass(frozen=True)
class Style:
    """How a run looks. A size or colour of `None` is left to the layout (titles only).

    `stress_colour` is taken by stressed words, `underline` is the colour of their underline.
    """

    size: float | None = 20
    colour: Colour | None = Colour.TEXT
    bold: bool = False
    stress_colour: Colour | None = None
    underline: Colour | None = None

    def but(self, **changes: Unpack[StyleChanges]) -> Style:
        """The same style with something changed."""
        return replace(self, **changes)


TITLE = Style(None, None, True)
BODY = Style()
LABEL = Style(18, Colour.TEXT_SUB)
SOURCE = Style(18, Colour.TEXT_MUTE)
HEAD = Style(24, Colour.INK, True)
BAR_NAME = Style(20, Colour.TEXT)
BAR_VALUE = Style(24, Colour.INK, bold=True)
STRONG_VALUE = Style(33, Colour.PRIMARY, bold=True)


@dataclass(frozen=True)
class Bound:
    """Which field of its slide a paragraph shows, and into how many lines it has to go.

    `usual` are the words that stand there while the field is empty; so many `signs`, runs of the
    layout, stand before it. `chars` are the full-width characters of a line where the format
    promises another number than the shape has room for.
    """

    path: Path
    lines: int = 1
    usual: str = ""
    signs: int = 0
    chars: float | None = None


@dataclass(frozen=True)
class Paragraph:
    """Texts with their styles in one paragraph. Lengths are units, `before` is points.

    `shows` is the field that all its words are; of fixed words and numbers there is none.
    """

    runs: tuple[tuple[str, Style], ...]
    align: str = "l"
    before: float = 0
    left: float = 0
    hanging: float = 0
    tab: float | None = None
    bullet: bool = False
    spacing: int = SPACING
    level: int = 0
    shows: Bound | None = None

    @property
    def text(self) -> str:
        """All words of the paragraph."""
        return "".join(text for text, _ in self.runs)

    @property
    def shown(self) -> str:
        """The words of its field, without the signs before them."""
        signs = 0 if self.shows is None else self.shows.signs
        return "".join(text for text, _ in self.runs[signs:])


class ParagraphFormat(TypedDict, total=False):
    """What may be said of a paragraph beside its words (`Paragraph`)."""

    align: str
    before: float
    left: float
    hanging: float
    tab: float | None
    bullet: bool
    spacing: int
    level: int


def paragraph(
    text: str,
    style: Style = BODY,
    *,
    shows: Bound | None = None,
    **format_: Unpack[ParagraphFormat],
) -> Paragraph:
    """A paragraph of one text; a line feed inside it is a line break."""
    return Paragraph(((text, style),), shows=shows, **format_)


def paragraphs(
    texts: Iterable[str], style: Style = BODY, **format_: Unpack[ParagraphFormat]
) -> list[Paragraph]:
    """A paragraph for every text."""
    return [paragraph(text, style, **format_) for text in texts]
