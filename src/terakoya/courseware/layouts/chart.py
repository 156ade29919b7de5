"""`chart`: bars with their values, or one large number beside bars of the same survey."""

from __future__ import annotations

from .. import inline
from ..model import ChartSlide
from ..palette import Colour
from .head import head
from .layout import Layout
from .shapes import Axis, ChartBar, Look
from .sheet import Sheet
from .styles import BODY, SOURCE, Bound, Paragraph, Style
from .units import BODY_BOTTOM, BODY_TOP, CONTENT_WIDTH, GAP, MARGIN, POINT_TOP, Box

_NAMES = 252  # width of the names left of the bars
_AIR, _AIR_BESIDE = 1.27, 1.4  # the axis ends so far behind the largest value, for its writing
_SOURCE_HEIGHT = 36
_NOTE = Box(748, 0, 456, 164)
_HERO_WIDTH, _PAD = 552, 36
_BESIDE = Box(668, BODY_TOP, 536, 0)
_BAR, _BAR_NAME = 44, 42  # heights of a bar and of the name above it
_PERSONS = 10
_DIGITS = Style(96, Colour.PRIMARY_ACTIVE, bold=True)
# A note stands where bars are short: no longer than this part of the largest.
SHORT = 0.4


def note_begins_at(*, has_point: bool) -> float:
    """The part of the chart's height at which the note beside its bars begins."""
    body = _body(POINT_TOP - GAP if has_point else BODY_BOTTOM)
    return (_note_place(body).y - body.y) / body.h


def _body(bottom: float) -> Box:
    """Where the chart stands, above its source."""
    return Box(MARGIN, BODY_TOP, CONTENT_WIDTH, _foot(bottom) - BODY_TOP - 14)


def _note_place(body: Box) -> Box:
    return Box(_NOTE.x, body.bottom - 16 - _NOTE.h, _NOTE.w, _NOTE.h)


def draw_chart(sheet: Sheet, slide: ChartSlide) -> None:
    """The chart over the whole body, its source at the foot."""
    head(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    body = _body(bottom)
    if slide.form == "number":
        _draw_number(sheet, slide, body)
    else:
        _draw_bars(sheet, slide, body)
    source = sheet.field(("source",), slide.source, SOURCE)
    if source.text:
        place = Box(MARGIN, _foot(bottom), CONTENT_WIDTH, _SOURCE_HEIGHT)
        sheet.text("source", place, [source])
    sheet.point(slide.point)


def _foot(bottom: float) -> float:
    """Where the source begins."""
    return bottom - _SOURCE_HEIGHT


def _draw_bars(sheet: Sheet, slide: ChartSlide, body: Box) -> None:
    _chart(sheet, slide, body, body.inset(_NAMES, 0, 0, 0), _AIR)
    if slide.note is None:
        return
    texts = (("head", slide.note.head, 22, 1), ("text", slide.note.text, 20, 2))
    items = [
        sheet.field(
            ("note", name),
            text,
            Style(size, Colour.PRIMARY_ACTIVE, bold=name == "head"),
            lines=lines,
        )
        for name, text, size, lines in texts
    ]
    if items := [item for item in items if item.text]:
        look = Look(
            fill=Colour.PRIMARY_TINT_2,
            preset="roundRect",
            radius=16,
            inset=(22, 12, 22, 12),
            anchor="ctr",
        )
        sheet.shape("note", _note_place(body), look, items)


def _chart(
    sheet: Sheet, slide: ChartSlide, box: Box, plot: Box, air: float, gap: float = 0.85
) -> None:
    names = [inline.plain(sheet.filled(bar.label)) for bar in slide.bars]
    bars = tuple(
        ChartBar(name, bar.value, slide.written(bar), bar.strong)
        for name, bar in zip(names, slide.bars, strict=True)
    )
    said = sheet.word("comma").join(f"{bar.name} {bar.written}".strip() for bar in bars)
    alt = f"{inline.plain(sheet.filled(slide.title))}{sheet.word('colon')}{said}"
    axis = Axis(slide.decimals, slide.unit, slide.most * air, gap)
    sheet.chart("chart", box, plot, bars, axis, alt=alt)


# -- one large number --------------------------------------------------------------------------


def _draw_number(sheet: Sheet, slide: ChartSlide, body: Box) -> None:
    hero = Box(body.x, body.y, _HERO_WIDTH, body.h)
    sheet.ground("hero", hero, Look(fill=Colour.PRIMARY_TINT_2, preset="roundRect", radius=16))
    inner = hero.inset(_PAD, 24, _PAD, 22)
    figure = _figure(sheet, slide)
    if figure.text:
        sheet.text("figure", Box(inner.x, inner.y, inner.w, 150), [figure], anchor="ctr")
    caption = sheet.field(("caption",), slide.caption, BODY.but(colour=Colour.INK), lines=2)
    if caption.text:
        sheet.text("caption", Box(inner.x, inner.bottom - 78, inner.w, 78), [caption], anchor="b")
    _draw_persons(sheet, slide, Box(inner.x, inner.y + 154, inner.w, inner.h - 154 - 90))
    _draw_beside(sheet, slide, Box(_BESIDE.x, body.y, _BESIDE.w, body.h))


def _figure(sheet: Sheet, slide: ChartSlide) -> Paragraph:
    """The number large, its unit smaller beside it."""
    said = sheet.filled(slide.figure)
    number, unit = slide.figure_parts(said)
    runs = [(number, _DIGITS)]
    if unit:
        runs.append((unit, _DIGITS.but(size=44)))
    return Paragraph(tuple(runs), spacing=100, shows=Bound(("figure",)))


def _draw_persons(sheet: Sheet, slide: ChartSlide, room: Box) -> None:
    """Ten persons, as many of them in full colour as a percentage says."""
    strong = slide.persons(inline.plain(sheet.filled(slide.figure)))
    if not strong:
        return
    pitch = room.w / _PERSONS
    high = min(85, room.h)
    y = room.y + (room.h - high) / 2
    for number in range(1, _PERSONS + 1):
        x = room.x + (number - 1) * pitch + (pitch - 38) / 2
        colour = Colour.PRIMARY if number <= strong else Colour.PRIMARY_LINE
        round_head = Look(fill=colour, preset="ellipse")
        sheet.ground(f"person-{number}-mark", Box(x + 7, y, 24, 24), round_head)
        shoulders = Look(fill=colour, preset="round2SameRect", radius=18, lower=False)
        sheet.ground(f"person-{number}-ground", Box(x, y + 29, 38, high - 29), shoulders)


def _draw_beside(sheet: Sheet, slide: ChartSlide, body: Box) -> None:
    """The bars of the same survey, each below its name."""
    compare = sheet.field(("compare",), slide.compare, Style(20, Colour.INK, bold=True))
    room = body
    if compare.text:
        sheet.text("compare", Box(body.x, body.y, body.w, 44), [compare], anchor="ctr")
        room = body.inset(0, 58, 0, 0)
    slot = room.h / len(slide.bars)
    bar = min(_BAR, slot - _BAR_NAME)
    down = max(0, _BAR_NAME + bar / 2 - slot / 2)
    room = room.moved(dy=down)
    for number, one in enumerate(slide.bars, 1):
        style = Style(20, Colour.INK, bold=True) if one.strong else BODY
        name = sheet.field(("bars", number - 1, "label"), one.label, style)
        y = room.y + (number - 0.5) * slot - bar / 2 - _BAR_NAME
        if name.text:
            sheet.text(f"bar-{number}", Box(room.x, y, room.w, 38), [name], anchor="ctr")
    _chart(sheet, slide, room, room, _AIR_BESIDE, (slot - bar) / bar)


CHART = Layout(draw_chart, counts={"bars": (2, 6)}, later=True)
