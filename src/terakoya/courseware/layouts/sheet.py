"""One sheet of a slide while it is planned: it names, numbers and collects its shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Unpack

from .. import inline
from ..model import AnySlide, Judgement, Picture
from ..palette import Colour
from ..variables import filled
from .colours import GROUNDS
from .identity import Identity
from .marks import JUDGEMENT_MARKS, Mark
from .measure import width_of
from .shapes import (
    Axis,
    ChartBar,
    ChartShape,
    Label,
    Look,
    MarkShape,
    NumberShape,
    PictureShape,
    Shape,
    SharedRoom,
    TableShape,
    TextShape,
    TitleShape,
)
from .styles import (
    LABEL,
    TITLE,
    Bound,
    Paragraph,
    ParagraphFormat,
    Path,
    Style,
    paragraph,
)
from .tables import Grid
from .units import BODY_BOTTOM, CONTENT_WIDTH, GAP, MARGIN, POINT_HEIGHT, POINT_TOP, Box

TITLE_BREAK = "／"
KICKER = Style(18, Colour.PRIMARY, bold=True)
POINT = Style(22, Colour.PRIMARY_ACTIVE, bold=True)
TAG = Style(18, Colour.SURFACE, bold=True)


@dataclass(frozen=True)
class Setting:
    """What all sheets of a course share: fixed words, company values, and its pictures.

    `aspect` gives the width ÷ height of a picture by its file name.
    """

    words: Mapping[str, str]
    values: Mapping[str, str]
    aspect: Callable[[str], float]

    def filled(self, text: str) -> str:
        """The text with the company's values; its lines with an empty variable are gone."""
        return filled(text, self.values)

    def body_bottom(self, slide: AnySlide) -> int:
        """Where the body of a slide ends: above its takeaway, if it has one."""
        return POINT_TOP - GAP if self.filled(slide.point) else BODY_BOTTOM


@dataclass
class Sheet:
    """A sheet: shapes in reading order, title first."""

    setting: Setting
    identity: Identity
    chapter_title: str
    shapes: list[Shape] = field(default_factory=list)
    rooms: list[SharedRoom] = field(default_factory=list)

    # -- texts ------------------------------------------------------------------------------

    def filled(self, text: str) -> str:
        """The text with the company's values; its lines with an empty variable are gone."""
        return self.setting.filled(text)

    def all_filled(self, texts: Iterable[str]) -> list[str]:
        """Several texts with the company's values, without those that are gone."""
        return [text for text in map(self.filled, texts) if text]

    def fields(
        self, name: str, texts: Sequence[str], style: Style, *, lines: int = 1
    ) -> list[Paragraph]:
        """A paragraph for each text of a list that is not gone."""
        every = (self.field((name, n), text, style, lines=lines) for n, text in enumerate(texts))
        return [one for one in every if one.text]

    def word(self, key: str) -> str:
        """A fixed word of the deck."""
        return self.setting.words[key]

    def field(
        self,
        path: Path | Bound,
        text: str,
        style: Style,
        *,
        lines: int = 1,
        usual: str = "",
        **more: Unpack[ParagraphFormat],
    ) -> Paragraph:
        """A paragraph that shows a field of the slide, with the company's values."""
        shows = path if isinstance(path, Bound) else Bound(path, lines, usual)
        return paragraph(self.filled(text) or shows.usual, style, shows=shows, **more)

    def share(
        self,
        *texts: Path,
        height: float | None = None,
        fixed: float = 0,
        chars: float | None = None,
        beside: Iterable[Sequence[Sequence[Path]]] = (),
    ) -> None:
        """Note that texts stand below each other in one room (`SharedRoom`)."""
        self.rooms.append(SharedRoom(texts, height, fixed, chars, tuple(beside)))

    # -- names ------------------------------------------------------------------------------

    def label(
        self, block: str, alt: str = "", *, decorative: bool = False, shared: bool = False
    ) -> Label:
        """The label of the next shape; blocks that both sheets have are told apart by `shared`."""
        number = len(self.shapes) + 2  # 1 is the sheet's own group
        return Label(number, self.identity.block(block, shared=shared), alt, decorative)

    # -- what every sheet has ---------------------------------------------------------------

    def title(
        self, text: str, box: Box | None = None, style: Style = TITLE, *, lines: int | None = None
    ) -> None:
        """The title placeholder. A title whose variable is empty leaves the chapter's title.

        With `lines` it is the slide's title, and may fill so many.
        """
        own = self.filled(text)
        label = self.label("title", shared=True)
        shows = Bound(("title",), lines) if own and lines is not None else None
        words = paragraph(own or self.filled(self.chapter_title), style, shows=shows)
        self.shapes.append(TitleShape(label, words, box))

    def kicker(
        self,
        text: str,
        at: Box,
        anchor: str = "ctr",
        style: Style = KICKER,
        *,
        shows: Bound | None = None,
    ) -> None:
        """The small line above the title: the slide's own, or the chapter's title."""
        if words := self.filled(text) or self.filled(self.chapter_title):
            items = [paragraph(words, style, shows=shows)]
            self.text("kicker", at, items, anchor=anchor, shared=True)

    def point(self, text: str, tag: str = "point") -> None:
        """The takeaway at the foot of the sheet, if there is one."""
        box = Box(MARGIN, POINT_TOP, CONTENT_WIDTH, POINT_HEIGHT)
        self.bar(box, text, tag, Colour.PRIMARY_TINT_2)

    def bar(self, box: Box, text: str, tag: str, ground: Colour, *, lines: int = 1) -> None:
        """A takeaway with its tag at the left, if there is one."""
        words = self.field(Bound(("point",), lines, chars=30), text, POINT)
        if not words.text:
            return
        tag_width = width_of(self.word(tag), 18) + 24
        look = Look(
            fill=ground,
            preset="roundRect",
            radius=10,
            inset=(24 + tag_width + 16, 8, 24, 8),
            anchor="ctr",
        )
        self.shape("point", box, look, [words])
        place = Box(box.x + 24, box.y + (box.h - 38) / 2, tag_width, 38)
        self.tag("point-tag", place, self.word(tag), Colour.PRIMARY)

    def number(self, box: Box | None = None) -> None:
        """The slide number, kept right by the program."""
        self.shapes.append(NumberShape(self.label("number", shared=True), box))

    def hide_identity(self) -> None:
        """The box that no program shows and that office programs keep, last in the sheet."""
        identity = self.identity
        number = len(self.shapes) + 2
        label = Label(number, identity.name, alt=identity.statement, hidden=True)
        words = (paragraph(identity.statement, LABEL.but(size=12)),)
        self.shapes.append(TextShape(label, Box(0, 0, 320, 28), Look(), words, is_text=True))

    # -- shapes -----------------------------------------------------------------------------

    def text(
        self,
        block: str,
        box: Box,
        items: list[Paragraph],
        *,
        anchor: str = "t",
        shared: bool = False,
    ) -> None:
        """A plain text box without insets."""
        label = self.label(block, shared=shared)
        look = Look(anchor=anchor)
        self.shapes.append(TextShape(label, box, look, tuple(items), is_text=True))

    def shape(
        self,
        block: str,
        box: Box,
        look: Look,
        items: list[Paragraph],
        *,
        shared: bool = False,
        alt: str = "",
    ) -> None:
        """A shape with text in it; `alt` says what only its place says, to those who hear it."""
        label = self.label(block, alt, shared=shared)
        self.shapes.append(TextShape(label, box, look, tuple(items)))

    def ground(
        self,
        block: str,
        box: Box,
        look: Look,
        sign: Paragraph | None = None,
        *,
        shared: bool = False,
    ) -> None:
        """A shape that only separates or colours; perhaps with a sign that nobody needs to hear."""
        label = self.label(block, decorative=True, shared=shared)
        self.shapes.append(TextShape(label, box, look, () if sign is None else (sign,)))

    def rule(self, block: str, box: Box, colour: Colour) -> None:
        """A line, drawn as a flat rectangle so that every program gives it the same width."""
        self.ground(block, box, Look(fill=colour))

    def tag(
        self, block: str, box: Box, words: str, colour: Colour, *, shared: bool = False
    ) -> None:
        """A fixed word on a small coloured ground."""
        look = Look(fill=colour, preset="roundRect", radius=6, anchor="ctr")
        self.shape(block, box, look, [paragraph(words, TAG, align="ctr")], shared=shared)

    def mark(
        self, block: str, box: Box, mark: Mark, colour: Colour, *, shared: bool = False
    ) -> None:
        """A drawn mark; the word beside it says the same, so it is decorative."""
        label = self.label(block, decorative=True, shared=shared)
        self.shapes.append(MarkShape(label, box, mark, colour))

    def judgement(self, block: str, box: Box, judgement: Judgement, colour: Colour) -> None:
        """The mark of a judgement."""
        self.mark(block, box, JUDGEMENT_MARKS[judgement], colour)

    def table(self, block: str, at: Box, grid: Grid) -> None:
        """A native table."""
        self.shapes.append(TableShape(self.label(block), at, grid))

    def chart(
        self, block: str, box: Box, plot: Box, bars: tuple[ChartBar, ...], axis: Axis, *, alt: str
    ) -> None:
        """A native chart of the field `bars`."""
        label = self.label(block, alt)
        self.shapes.append(ChartShape(label, box, plot, bars, axis, shows=("bars",)))

    # -- pictures ---------------------------------------------------------------------------

    def aspect(self, picture: Picture) -> float:
        """Width ÷ height of a picture."""
        return self.setting.aspect(picture.file)

    def picture_ground(
        self,
        block: str,
        box: Box,
        picture: Picture,
        *,
        radius: float | None = None,
        shared: bool = False,
    ) -> None:
        """The plain ground that a picture runs into."""
        preset = "rect" if radius is None else "roundRect"
        look = Look(fill=GROUNDS[picture.ground], preset=preset, radius=radius)
        self.ground(block, box, look, shared=shared)

    def picture(
        self,
        block: str,
        box: Box,
        picture: Picture,
        crop: tuple[float, float] = (0, 0),
        *,
        sides: float = 0,
        shows: Path = (),
        round: bool = False,
        lower: float = 0,
        shared: bool = False,
    ) -> None:
        """A picture that fills a box of its own aspect (after cropping)."""
        alt = inline.plain(self.filled(picture.alt))
        label = self.label(block, alt, decorative=not alt, shared=shared)
        self.shapes.append(PictureShape(label, box, picture.file, crop, sides, shows, round, lower))
