"""`text`: paragraphs to three levels, perhaps with a picture; what does not fit goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from .. import inline
from ..model import PictureSize, TextSlide
from ..palette import Colour
from ..text.list_numbers import is_numbered
from ..text.sentences import sentence_ends
from .frames import KICKER_BOX, TITLE_BOX, frame_of
from .identity import CONTINUATIONS, Part
from .layout import Drawers, Layout
from .measure import LINE, height_of, lines_of
from .sheet import Setting, Sheet
from .styles import Paragraph, Style, paragraph
from .units import BODY_BOTTOM, BODY_TOP, CONTENT_WIDTH, MARGIN, Box, points

# A text that takes one sheet so has large type; a longer one has that of all other layouts.
_Looks = tuple[tuple[Style, float], ...]  # of each level, with the points above a paragraph
_LARGE: _Looks = (
    (Style(24, Colour.INK), 14),
    (Style(20), 5),
    (Style(18, Colour.TEXT_SUB), 3),
)
_USUAL: _Looks = (
    (Style(20, Colour.INK), 9),
    (Style(18), 3),
    (Style(18, Colour.TEXT_SUB), 2),
)
_STEP = 32  # by so much a level stands deeper; its sign hangs before it
_WIDTHS = {PictureSize.SMALL: 200, PictureSize.MEDIUM: 372, PictureSize.LARGE: 560}
_ALONE = {PictureSize.SMALL: 320, PictureSize.MEDIUM: 640, PictureSize.LARGE: CONTENT_WIDTH}
_BESIDE = 40
MOST_SHEETS = 1 + len(CONTINUATIONS)


@dataclass(frozen=True)
class _Piece:
    """A paragraph or a part of it; `is_rest` of one that began on the sheet before."""

    level: int
    text: str
    style: Style
    before: float  # points above it
    is_rest: bool = False


def sheet_count(setting: Setting, chapter_title: str, slide: TextSlide) -> int:
    """How many sheets the text takes."""
    return len(_divided(setting, chapter_title, slide))


def draw_text(sheet: Sheet, slide: TextSlide) -> None:
    """The first sheet of the text."""
    _draw(sheet, slide, _divided(sheet.setting, sheet.chapter_title, slide)[0], 0)


def _drawers(setting: Setting, chapter_title: str, slide: TextSlide) -> Drawers:
    """A drawer for each sheet that the text takes; it is divided once for all of them."""
    every = _divided(setting, chapter_title, slide)
    drawers = (partial(_draw, pieces=pieces, number=n) for n, pieces in enumerate(every))
    return dict(zip((Part.MAIN, *CONTINUATIONS), drawers, strict=False))


def _draw(sheet: Sheet, slide: TextSlide, pieces: Sequence[_Piece], number: int) -> None:
    """The text of one sheet of the slide, from 0; the first one has the picture beside it."""
    top = _draw_head(sheet, slide, number)
    bottom = sheet.setting.body_bottom(slide) if number == 0 else BODY_BOTTOM
    picture = slide.picture if number == 0 else None
    width = _text_width(slide) if picture else CONTENT_WIDTH
    shared = number > 0
    is_list = len(_pieces(sheet.setting, slide, _USUAL)) > 1
    y = top
    for block, found in (
        ("rest", [one for one in pieces if one.is_rest]),
        ("items", [one for one in pieces if not one.is_rest]),
    ):
        if found:
            height = sum(_height(one, width) for one in found)
            items = [_paragraph(one, is_list=is_list) for one in found]
            sheet.text(block, Box(MARGIN, y, width, height), items, shared=shared)
            y += height
    if picture:
        room = Box(MARGIN, top, CONTENT_WIDTH, bottom - top)
        if pieces:
            wide = _WIDTHS[slide.size]
            room = Box(MARGIN + CONTENT_WIDTH - wide, top, wide, bottom - top)
        else:
            spare = CONTENT_WIDTH - _ALONE[slide.size]
            room = room.inset(spare / 2, 0, spare / 2, 0)
        sheet.picture("picture", room.holding(sheet.aspect(picture)), picture)
    if number == 0:
        sheet.point(slide.point)


def _draw_head(sheet: Sheet, slide: TextSlide, number: int) -> float:
    """Title and kicker, in as many lines as they take; returns where the body begins."""
    kicker, title, top = _head_boxes(sheet.setting, sheet.chapter_title, slide)
    continued = sheet.word("continued") if number else ""
    words = slide.title if sheet.filled(slide.title) else sheet.chapter_title
    frame = frame_of(slide.layout)
    lines, shows = (None, None) if number else (frame.title_lines, frame.kicker_shows)
    sheet.title(f"{words}{continued}", None if title == TITLE_BOX else title, lines=lines)
    anchor = "ctr" if kicker == KICKER_BOX else "t"
    sheet.kicker(slide.kicker, kicker, anchor, shows=shows)
    return top


def _head_boxes(setting: Setting, chapter: str, slide: TextSlide) -> tuple[Box, Box, float]:
    kicker = setting.filled(slide.kicker) or setting.filled(chapter)
    push = max(0, lines_of(kicker, 18, KICKER_BOX.w) - 1) * points(18) * LINE
    title = (setting.filled(slide.title) or setting.filled(chapter)) + setting.words["continued"]
    most = frame_of(slide.layout).title_lines
    lines = min(most, max(1, lines_of(title, 30, TITLE_BOX.w)))
    more = (lines - 1) * points(30) * LINE
    above = Box(KICKER_BOX.x, KICKER_BOX.y, KICKER_BOX.w, KICKER_BOX.h + push)
    at = Box(TITLE_BOX.x, TITLE_BOX.y + push, TITLE_BOX.w, TITLE_BOX.h + more)
    return above, at, BODY_TOP + push + more


# -- dividing --------------------------------------------------------------------------------


def _divided(setting: Setting, chapter: str, slide: TextSlide) -> list[list[_Piece]]:
    """The paragraphs of each sheet; the last one takes what is left, however much it is."""
    _, _, top = _head_boxes(setting, chapter, slide)
    large = _pieces(setting, slide, _LARGE)
    room = setting.body_bottom(slide) - top
    if sum(_height(one, _text_width(slide)) for one in large) <= room:
        return [large]
    left = _pieces(setting, slide, _USUAL)
    sheets: list[list[_Piece]] = []
    while left and len(sheets) < MOST_SHEETS - 1:
        is_first = not sheets
        width = _text_width(slide) if is_first and slide.picture else CONTENT_WIDTH
        bottom = setting.body_bottom(slide) if is_first else BODY_BOTTOM
        here, left = _filled(left, width, bottom - top)
        sheets.append(here)
    if left or not sheets:
        sheets.append(left)
    return sheets


def _pieces(setting: Setting, slide: TextSlide, looks: _Looks) -> list[_Piece]:
    filled = [(item.level, setting.filled(item.text)) for item in slide.items]
    return [_Piece(level, text, *looks[level]) for level, text in filled if text]


def _filled(
    pieces: Sequence[_Piece], width: float, room: float
) -> tuple[list[_Piece], list[_Piece]]:
    """What of some paragraphs fits into a room, and the rest; never nothing."""
    here: list[_Piece] = []
    for place, one in enumerate(pieces):
        height = _height(one, width)
        if height <= room:
            here.append(one)
            room -= height
            continue
        if not here:  # longer than a whole sheet: it goes on in the middle
            cut = _cut(one, width, room)
            rest = one.text[cut:].strip()
            here.append(replace(one, text=one.text[:cut].strip()))
            more = [replace(one, text=rest, is_rest=True)] if rest else []
            return here, [*more, *pieces[place + 1 :]]
        if len(here) > 1 and pieces[place - 1].level < one.level:
            return here[:-1], list(pieces[place - 1 :])  # no head without what it is the head of
        return here, list(pieces[place:])
    return here, []


def _cut(one: _Piece, width: float, room: float) -> int:
    """After how many characters a paragraph is divided: behind a sentence, a word, or anywhere."""
    if inline.plain(one.text) != one.text:
        return len(one.text)
    fits, too_long = 1, len(one.text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        piece = replace(one, text=one.text[:middle])
        fits, too_long = (middle, too_long) if _height(piece, width) <= room else (fits, middle)
    ends = [end for end in sentence_ends(one.text) if end <= fits]
    space = one.text.rfind(" ", 0, fits)
    return max(ends, default=space if 2 * space > fits else fits)


# -- paragraphs ------------------------------------------------------------------------------


def _text_width(slide: TextSlide) -> float:
    return CONTENT_WIDTH - _WIDTHS[slide.size] - _BESIDE if slide.picture else CONTENT_WIDTH


def _height(one: _Piece, width: float) -> float:
    size = one.style.size or 0
    return height_of(one.text, size, width - _STEP * (one.level + 1)) + points(one.before)


def _paragraph(one: _Piece, *, is_list: bool) -> Paragraph:
    left = _STEP * (one.level + 1) if is_list else 0
    return paragraph(
        one.text,
        one.style,
        before=one.before,
        left=left,
        hanging=_STEP - 6 if is_list and not one.is_rest else 0,
        bullet=is_list and not one.is_rest and not is_numbered(one.text),
        level=one.level,
    )


TEXT = Layout(draw_text, counts={"items": (0, 12)}, drawers=_drawers, later=True)
