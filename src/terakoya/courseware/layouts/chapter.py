"""`chapter`: what stands before a chapter."""

from __future__ import annotations

from ..model import ChapterSlide
from ..palette import Colour
from .frames import frame_of
from .head import kicker_of
from .layout import Layout
from .marks import Mark
from .measure import ROOM, height_of, lines_of
from .shapes import Look
from .sheet import KICKER, Sheet
from .styles import BODY, Paragraph, Style, paragraph
from .units import MARGIN, SHEET_HEIGHT, Box

_HALF = 640
_WIDTH = 516
_TITLE = Style(44, Colour.SURFACE, bold=True)
_LESS = 40  # points, where they spare the title a second line with little on it
# On the dark ground: no colour of the theme, which a company may have made a dark one.
_LIGHT = Colour.PRIMARY_TINT_2
_NUMBER = Style(96, _LIGHT, bold=True)
_DOT, _NOW, _BETWEEN = 48, 64, 14
_DOTS_MIDDLE = 632


def draw_chapter(sheet: Sheet, slide: ChapterSlide) -> None:
    """Number, title and lead on a dark ground, the chapters as dots; the picture at the right."""
    panel = Box(0, 0, _HALF, SHEET_HEIGHT)
    sheet.ground("panel", panel, Look(fill=Colour.PRIMARY_ACTIVE))
    if kicker_of(sheet, slide):
        sheet.rule("kicker-line", Box(MARGIN, 110, 28, 6), _LIGHT)
        light = KICKER.but(colour=_LIGHT)
        place = Box(116, 96, _WIDTH - 40, 34)
        shows = frame_of(slide.layout).kicker_shows
        sheet.kicker(slide.kicker, place, style=light, shows=shows)
    _draw_number(sheet, slide.number)
    style = _title_style(sheet.filled(slide.title))
    high = height_of(sheet.filled(slide.title), style.size or 0, _WIDTH)
    sheet.title(slide.title, Box(MARGIN, 288, _WIDTH, high), style, lines=2)
    lead = sheet.field(("lead",), slide.lead, BODY.but(colour=Colour.PRIMARY_TINT_2), lines=2)
    if lead.text:
        room = height_of(lead.text, 20, _WIDTH)
        sheet.text("lead", Box(MARGIN, 288 + high + 18, _WIDTH, room), [lead])
    _draw_dots(sheet, slide)
    right = Box(_HALF, 0, 1280 - _HALF, SHEET_HEIGHT)
    sheet.picture_ground("ground", right, slide.picture)
    place = right.holding(sheet.aspect(slide.picture), bottom=True)
    sheet.picture("picture", place, slide.picture, shows=("picture",))


def _title_style(title: str) -> Style:
    """The smaller type where it spares a second line; between words a title breaks well."""
    lines = [lines_of(title, size, _WIDTH / ROOM) for size in (_LESS, 44)]
    return _TITLE.but(size=_LESS) if lines == [1, 2] and " " not in title else _TITLE


def _draw_number(sheet: Sheet, number: int) -> None:
    before, after = sheet.word("chapter_before"), sheet.word("chapter_after")
    small = _NUMBER.but(size=28)
    runs = [(f"{before} " if before else "", small), (str(number), _NUMBER)]
    if after:
        runs.append((f" {after}", small))
    shown = Paragraph(tuple(run for run in runs if run[0]), spacing=100)
    sheet.text("chapter-number", Box(MARGIN, 140, _WIDTH, 140), [shown], anchor="b")


def _draw_dots(sheet: Sheet, slide: ChapterSlide) -> None:
    """A dot for each chapter: those before are ticked, this one is white, the rest outlined."""
    room = _WIDTH + 24
    needed = _DOT * (slide.chapters - 1) + _NOW + _BETWEEN * (slide.chapters - 1)
    scale = min(1, room / needed)
    x: float = MARGIN
    for number in range(1, slide.chapters + 1):
        side = (_NOW if number == slide.number else _DOT) * scale
        box = Box(x, _DOTS_MIDDLE - side / 2, side, side)
        _draw_dot(sheet, number, slide.number, box)
        x += side + _BETWEEN * scale


def _draw_dot(sheet: Sheet, number: int, now: int, box: Box) -> None:
    block = f"dot-{number}"
    look = Look(preset="ellipse", line=_LIGHT, line_width=3, anchor="ctr")
    if number < now:
        done = Look(preset="ellipse", fill=_LIGHT)
        sheet.ground(f"{block}-ground", box, done)
        inset = box.w * 0.24
        place = box.inset(inset, inset, inset, inset)
        sheet.mark(f"{block}-mark", place, Mark.CHECK, Colour.PRIMARY_ACTIVE)
        return
    style = Style(18, _LIGHT, bold=True)
    if number == now:
        look = Look(preset="ellipse", fill=Colour.SURFACE, anchor="ctr")
        style = Style(24, Colour.PRIMARY_ACTIVE, bold=True)
    sheet.ground(f"{block}-ground", box, look, paragraph(str(number), style, align="ctr"))


CHAPTER = Layout(draw_chapter, has_number=False, has_point=False, later=True)
