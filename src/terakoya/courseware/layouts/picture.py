"""`picture`: one picture and one or two paragraphs."""

from __future__ import annotations

from ..model import PictureSlide
from ..palette import Colour
from .frames import FRAMES
from .head import head
from .layout import Layout
from .measure import LINE, height_of, lines_of, width_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, Bound, Paragraph, Style
from .units import BODY_BOTTOM, SHEET_HEIGHT, Box, points

_GROUND = Box(436, 0, 844, SHEET_HEIGHT)
_ALL_CHARS = 60  # of all paragraphs together
_POINT = Style(22, Colour.PRIMARY_ACTIVE, bold=True)


def draw_picture(sheet: Sheet, slide: PictureSlide) -> None:
    """The words at the left, the picture at the right on its ground."""
    place = FRAMES["picture"].title.moved(dy=head(sheet, slide))
    lines = max(1, lines_of(sheet.filled(slide.title), 30, place.w))
    top = place.y + lines * points(30) * LINE + 16
    items = _paragraphs(sheet, slide)
    heights = [height_of(item.text, 20, place.w) for item in items]
    if items:
        height = sum(heights) + 14 * (len(items) - 1)
        sheet.text("text", Box(place.x, top, place.w, height), items)
    point = sheet.field(Bound(("point",), 2, chars=9.5), slide.point, _POINT)
    bottom = _draw_point(sheet, point, place)
    texts = [("text", number) for number in range(len(slide.text))]
    if bottom < BODY_BOTTOM:  # without a takeaway the whole column is the text's
        sheet.share(*texts, height=bottom - top, fixed=14 * max(0, len(items) - 1))
    sheet.picture_ground("ground", _GROUND, slide.picture)
    frame = Box(436, 87, 844, 633).holding(sheet.aspect(slide.picture), bottom=True)
    sheet.picture("picture", frame, slide.picture, shows=("picture",))


def _paragraphs(sheet: Sheet, slide: PictureSlide) -> list[Paragraph]:
    """The text, whose paragraphs have so many characters in all."""
    items: list[Paragraph] = []
    for number, text in enumerate(slide.text):
        shows = Bound(("text", number), 7, chars=12)
        item = sheet.field(shows, text, BODY, before=10 if items else 0)
        if item.text:
            items.append(item)
    sheet.share(*(("text", number) for number in range(len(slide.text))), chars=_ALL_CHARS)
    return items


def _draw_point(sheet: Sheet, words: Paragraph, place: Box) -> float:
    """The takeaway in the narrow column, its tag above its words; where the text above it ends."""
    if not words.text:
        return BODY_BOTTOM
    height = 12 + 38 + 6 + height_of(words.text, 22, place.w - 32) + 12
    box = Box(place.x, BODY_BOTTOM - height, place.w, height)
    look = Look(fill=Colour.PRIMARY_TINT_2, preset="roundRect", radius=10, inset=(16, 56, 16, 12))
    sheet.shape("point", box, look, [words])
    tag = Box(box.x + 16, box.y + 12, width_of(sheet.word("point"), 18) + 24, 38)
    sheet.tag("point-tag", tag, sheet.word("point"), Colour.PRIMARY)
    return box.y - 12


PICTURE = Layout(draw_picture, counts={"text": (1, 2)})
