"""One sheet of the deck while it is drawn: it names, numbers and collects its shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from .... import inline
from ....model import AnySlide, Judgement, Picture
from ....variables import filled
from .colours import GROUNDS, Colour
from .identity import Identity, hidden_box
from .marks import JUDGEMENT_MARKS, Mark
from .master import NUMBER_FIELD
from .measure import width_of
from .media import MediaStore, part_names
from .package import Package
from .shapes import Label, Look, mark_shape, picture_shape, placeholder, shape
from .tables import Grid, table_frame
from .text import (
    TITLE,
    Paragraph,
    Style,
    Tongue,
    paragraph,
    paragraph_element,
    run_properties,
)
from .units import BODY_BOTTOM, CONTENT_WIDTH, GAP, MARGIN, POINT_HEIGHT, POINT_TOP, Box
from .xml import el

TITLE_BREAK = "／"
KICKER = Style(18, Colour.PRIMARY, bold=True)
POINT = Style(22, Colour.PRIMARY_ACTIVE, bold=True)
TAG = Style(18, Colour.SURFACE, bold=True)


@dataclass(frozen=True)
class Setting:
    """What all sheets of a deck share: its language, fixed words, company values and pictures."""

    tongue: Tongue
    words: Mapping[str, str]
    values: Mapping[str, str]
    media: MediaStore
    package: Package

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
    part: str
    chapter_title: str
    shapes: list[etree._Element] = field(default_factory=list)

    # -- texts ------------------------------------------------------------------------------

    def filled(self, text: str) -> str:
        """The text with the company's values; its lines with an empty variable are gone."""
        return self.setting.filled(text)

    def all_filled(self, texts: Iterable[str]) -> list[str]:
        """Several texts with the company's values, without those that are gone."""
        return [text for text in map(self.filled, texts) if text]

    def word(self, key: str) -> str:
        """A fixed word of the deck."""
        return self.setting.words[key]

    # -- names ------------------------------------------------------------------------------

    def label(
        self, block: str, alt: str = "", *, decorative: bool = False, shared: bool = False
    ) -> Label:
        """The label of the next shape; blocks that both sheets have are told apart by `shared`."""
        number = len(self.shapes) + 2  # 1 is the sheet's own group
        return Label(number, self.identity.block(block, shared=shared), alt, decorative)

    # -- what every sheet has ---------------------------------------------------------------

    def title(self, text: str, box: Box | None = None) -> None:
        """The title placeholder. A title whose variable is empty leaves the chapter's title."""
        words = self.filled(text) or self.filled(self.chapter_title)
        item = paragraph(words, TITLE)
        element = paragraph_element(item, self.setting.tongue)
        properties = element.find(el("a:pPr").tag)
        if properties is not None:
            element.remove(properties)  # spacing and alignment are the layout's
        label = self.label("title", shared=True)
        self.shapes.append(placeholder(label, {"type": "title"}, element, box))

    def kicker(self, text: str, at: Box, anchor: str = "ctr") -> None:
        """The small line above the title: the slide's own, or the chapter's title."""
        words = self.filled(text) or self.filled(self.chapter_title)
        if words:
            self.text("kicker", at, [paragraph(words, KICKER)], anchor=anchor, shared=True)

    def point(self, text: str, tag: str = "point") -> None:
        """The takeaway at the foot of the sheet, if there is one."""
        if words := self.filled(text):
            box = Box(MARGIN, POINT_TOP, CONTENT_WIDTH, POINT_HEIGHT)
            self.bar(box, words, tag, Colour.PRIMARY_TINT_2)

    def bar(self, box: Box, words: str, tag: str, ground: Colour) -> None:
        """A takeaway with its tag at the left."""
        tag_width = width_of(self.word(tag), 18) + 24
        look = Look(
            fill=ground,
            preset="roundRect",
            radius=10,
            inset=(24 + tag_width + 16, 8, 24, 8),
            anchor="ctr",
        )
        self.shape("point", box, look, [paragraph(words, POINT)])
        place = Box(box.x + 24, box.y + (box.h - 38) / 2, tag_width, 38)
        self.tag("point-tag", place, self.word(tag), Colour.PRIMARY)

    def number(self, box: Box | None = None) -> None:
        """The slide number, kept right by the program."""
        tongue = self.setting.tongue
        number = el(
            "a:fld",
            {"id": NUMBER_FIELD, "type": "slidenum"},
            run_properties("a:rPr", TITLE, tongue),
            el("a:t", None, "‹#›"),
        )
        label = self.label("number", shared=True)
        kind = {"type": "sldNum", "sz": "quarter", "idx": "12"}
        self.shapes.append(placeholder(label, kind, el("a:p", None, number), box))

    def hide_identity(self) -> None:
        """The hidden box, last in the sheet."""
        number = len(self.shapes) + 2
        self.shapes.append(hidden_box(self.identity, number, self.setting.tongue))

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
        self._add(shape(label, box, look, items, self.setting.tongue, is_text=True))

    def shape(
        self, block: str, box: Box, look: Look, items: list[Paragraph], *, shared: bool = False
    ) -> None:
        """A shape with text in it."""
        label = self.label(block, shared=shared)
        self._add(shape(label, box, look, items, self.setting.tongue, is_text=False))

    def ground(self, block: str, box: Box, look: Look) -> None:
        """A shape without text that only separates or colours."""
        label = self.label(block, decorative=True)
        self._add(shape(label, box, look, [], self.setting.tongue, is_text=False))

    def rule(self, block: str, box: Box, colour: Colour) -> None:
        """A line, drawn as a flat rectangle so that every program gives it the same width."""
        self.ground(block, box, Look(fill=colour))

    def tag(
        self, block: str, box: Box, words: str, colour: Colour, *, shared: bool = False
    ) -> None:
        """A fixed word on a small coloured ground."""
        look = Look(fill=colour, preset="roundRect", radius=6, anchor="ctr")
        self.shape(block, box, look, [paragraph(words, TAG, align="ctr")], shared=shared)

    def mark(self, block: str, box: Box, mark: Mark, colour: Colour) -> None:
        """A drawn mark; the word beside it says the same, so it is decorative."""
        label = self.label(block, decorative=True)
        self._add(mark_shape(label, box, mark, colour))

    def judgement(self, block: str, box: Box, judgement: Judgement, colour: Colour) -> None:
        """The mark of a judgement."""
        self.mark(block, box, JUDGEMENT_MARKS[judgement], colour)

    def table(self, block: str, at: Box, grid: Grid) -> None:
        """A native table."""
        self._add(table_frame(self.label(block), at, grid, self.setting.tongue))

    # -- pictures ---------------------------------------------------------------------------

    def aspect(self, picture: Picture) -> float:
        """Width ÷ height of a picture."""
        return self.setting.media.drawing(picture.file).aspect

    def picture_ground(self, block: str, box: Box, picture: Picture) -> None:
        """The plain ground that a picture runs into."""
        self.ground(block, box, Look(fill=GROUNDS[picture.ground]))

    def picture(
        self, block: str, box: Box, picture: Picture, crop: tuple[float, float] = (0, 0)
    ) -> None:
        """A picture that fills a box of its own aspect (after cropping)."""
        self.setting.media.drawing(picture.file)
        sheet_part, package = self.part, self.setting.package
        png, svg = (
            package.relate(sheet_part, "image", name) if name else ""
            for name in part_names(picture.file)
        )
        alt = inline.plain(self.filled(picture.alt))
        label = self.label(block, alt, decorative=not alt)
        self._add(picture_shape(label, box, png, svg, crop))

    def _add(self, element: etree._Element) -> None:
        self.shapes.append(element)
