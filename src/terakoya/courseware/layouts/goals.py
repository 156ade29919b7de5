"""`goals`: what one can do afterwards, how long it takes, and the way through the chapters."""

from __future__ import annotations

from ..model import Ability, GoalsSlide
from ..palette import Colour
from .head import head
from .layout import Layout
from .marks import Mark
from .measure import width_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, HEAD, LABEL, Paragraph, Style, paragraph
from .units import MARGIN, SHEET_HEIGHT, SHEET_WIDTH, Box

_ITEMS = Box(MARGIN, 166, 728, 258)
_TIME = Box(844, 166, 360, 258)
_WAY = Box(0, 452, SHEET_WIDTH, SHEET_HEIGHT - 452)
_WAY_LEFT, _WAY_WIDTH = 32, 1216
_NODE, _NODE_TOP = 56, 530
_NAME_TOP, _NAME_WIDTH = 600, 160
_SPOT = 64
_VERB = HEAD.but(colour=Colour.PRIMARY_ACTIVE)
_TOTAL = Style(60, Colour.PRIMARY_ACTIVE, bold=True)
_PART = LABEL.but(colour=Colour.PRIMARY_ACTIVE)


def draw_goals(sheet: Sheet, slide: GoalsSlide) -> None:
    """Goals at the left, minutes at the right, the chapters and the test below."""
    head(sheet, slide)
    slot = _ITEMS.h / max(3, len(slide.items))
    for number, item in enumerate(slide.items, 1):
        box = Box(_ITEMS.x, _ITEMS.y + (number - 1) * slot, _ITEMS.w, slot)
        _draw_item(sheet, number, item, box)
    _draw_time(sheet, slide)
    sheet.ground("way-ground", _WAY, Look(fill=Colour.PRIMARY_TINT))
    label = paragraph(sheet.word("way"), LABEL.but(colour=Colour.PRIMARY, bold=True))
    sheet.text("way-title", Box(MARGIN, _WAY.y + 24, 600, 34), [label], anchor="ctr")
    _draw_way(sheet, slide)


def _draw_item(sheet: Sheet, number: int, item: Ability, box: Box) -> None:
    stem = f"goal-{number}"
    if number > 1:
        sheet.rule(f"{stem}-line", Box(box.x, box.y - 1, box.w, 2), Colour.LINE_SOFT)
    side = min(_SPOT, box.h - 8)
    spot = Box(box.x, box.y + (box.h - side) / 2, side, side)
    sheet.ground(f"{stem}-ground", spot, Look(fill=Colour.PRIMARY_TINT_2, preset="ellipse"))
    inset = side * 0.22
    place = spot.inset(inset, inset, inset, inset)
    sheet.mark(f"{stem}-mark", place, Mark(item.icon), Colour.PRIMARY)
    verb = sheet.field(("items", number - 1, "head"), item.head, _VERB)
    if verb.text:
        sheet.text(stem, Box(box.x + 84, box.y, 146, box.h), [verb], anchor="ctr")
    text = sheet.field(("items", number - 1, "text"), item.text, BODY, lines=2)
    if text.text:
        sheet.text(f"{stem}-text", Box(316, box.y, 488, box.h), [text], anchor="ctr")


def _draw_time(sheet: Sheet, slide: GoalsSlide) -> None:
    """All minutes large, and how they part into slides and test."""
    look = Look(fill=Colour.PRIMARY_TINT_2, preset="roundRect", radius=16)
    sheet.ground("time-ground", _TIME, look)
    inner = _TIME.inset(28, 0, 28, 0)
    unit = sheet.word("minutes")
    total = ((str(slide.main + slide.test), _TOTAL), (unit, _TOTAL.but(size=28)))
    at = Box(inner.x, _TIME.y + 28, inner.w, 88)
    sheet.text("time", at, [Paragraph(total, spacing=100)], anchor="ctr")
    parts = [("main", slide.main, Colour.PRIMARY), ("test", slide.test, Colour.HEAT_5)]
    x, y = inner.x, _TIME.y + 156
    for name, minutes, colour in parts:
        if not minutes:
            continue
        width = inner.w * minutes / (slide.main + slide.test)
        sheet.ground(f"time-{name}-bar", Box(x, _TIME.y + 125, width, 18), Look(fill=colour))
        x += width
        sign = Look(fill=colour, preset="roundRect", radius=4)
        sheet.ground(f"time-{name}-sign", Box(inner.x, y + 10, 16, 16), sign)
        said = f"{minutes}{unit}"
        wide = width_of(said, 18) * 1.04 + 8
        words = paragraph(sheet.word(f"time_{name}"), _PART)
        room = Box(inner.x + 28, y, inner.w - 28 - wide, 36)
        sheet.text(f"time-{name}", room, [words], anchor="ctr")
        number = paragraph(said, _PART.but(bold=True), align="r")
        place = Box(inner.right - wide, y, wide, 36)
        sheet.text(f"time-{name}-minutes", place, [number], anchor="ctr")
        y += 36


def _draw_way(sheet: Sheet, slide: GoalsSlide) -> None:
    """The chapters in a row, the test at the end of it."""
    nodes = len(slide.way) + 1
    pitch = _WAY_WIDTH / nodes
    width = min(_NAME_WIDTH, pitch - 1)
    for number, name in enumerate(slide.way, 1):
        stem, middle = f"way-{number}", _WAY_LEFT + (number - 0.5) * pitch
        line = Box(middle + 36, _NODE_TOP + 26, pitch - 72, 4)
        sheet.rule(f"{stem}-line", line, Colour.PRIMARY_LINE)
        look = Look(fill=Colour.PRIMARY, preset="ellipse", anchor="ctr")
        figure = paragraph(str(number), Style(22, Colour.SURFACE, bold=True), align="ctr")
        sheet.ground(f"{stem}-ground", _node(middle), look, figure)
        style = Style(18, Colour.INK, bold=True)
        words = sheet.field(("way", number - 1), name, style, lines=2, align="ctr")
        if words.text:
            sheet.text(stem, Box(middle - width / 2, _NAME_TOP, width, 70), [words])
    middle = _WAY_LEFT + (nodes - 0.5) * pitch
    node = _node(middle)
    look = Look(fill=Colour.PRIMARY_ACTIVE, preset="roundRect", radius=14)
    sheet.ground("way-test-ground", node, look)
    sheet.mark("way-test-mark", node.inset(14, 14, 14, 14), Mark.CHECK, Colour.SURFACE)
    words = paragraph(sheet.word("time_test"), Style(18, Colour.INK, bold=True), align="ctr")
    sheet.text("way-test", Box(middle - width / 2, _NAME_TOP, width, 70), [words])


def _node(middle: float) -> Box:
    return Box(middle - _NODE / 2, _NODE_TOP, _NODE, _NODE)


GOALS = Layout(draw_goals, counts={"items": (3, 3), "way": (3, 7)}, has_point=False, later=True)
