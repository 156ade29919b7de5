"""`steps`: the alarm line, and the response flow as a native table."""

from __future__ import annotations

from math import floor

from ..model import StepsSlide
from ..palette import Colour
from .colours import DOERS
from .head import head
from .layout import Layout
from .measure import FIT_LINE, lines_of, width_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, HEAD, Bound, Paragraph, Style
from .tables import Border, Cell, Grid
from .units import BODY_TOP, CONTENT_WIDTH, MARGIN, Box, points

_ALARM = Box(MARGIN, BODY_TOP, CONTENT_WIDTH, 84)
_WHO_LEAST, _WHO_MOST = 176, 240  # of the doers' column, as wide as the widest doer
_NAME_WIDTH = 284
_TABLE_TOP = _ALARM.bottom + 20
_GUTTER: Border = (Colour.SURFACE, 8)
_NUMBER = Style(28, Colour.SURFACE, bold=True)
_WHO = Style(20, Colour.SURFACE, bold=True)
_LONG_WHO = _WHO.but(size=18)  # where a doer is longer than the least column
_TEL = Style(28, Colour.SURFACE, bold=True)
_ALARM_TEXT = Style(22, Colour.ERR_INK, bold=True)
_LONG_ALARM = _ALARM_TEXT.but(size=20)  # on two lines
_WHO_LEFT, _WHO_START, _WHO_END = 44, 18, 6
_AROUND_WHO = _WHO_START + _WHO_LEFT + _WHO_END
_ROOMY = 6  # so many steps have large names and numbers


def draw_steps(sheet: Sheet, slide: StepsSlide) -> None:
    """Alarm above, steps below; a company can add rows."""
    head(sheet, slide)
    _draw_alarm(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    height = (bottom + 4 - _TABLE_TOP) / len(slide.steps)
    who, first = _doer_column(sheet, slide)
    rows = [_row(sheet, slide, number, height, who, first) for number in range(len(slide.steps))]
    # names and texts give alike what longer doers take
    name = _NAME_WIDTH - (first - _WHO_LEAST) / 2
    widths = (first, name, CONTENT_WIDTH - first - name)
    grid = Grid(widths, [height] * len(rows), rows, row_heads=True)
    sheet.table("steps", Box(MARGIN, _TABLE_TOP, CONTENT_WIDTH, bottom - _TABLE_TOP), grid)
    sheet.point(slide.point)


def _draw_alarm(sheet: Sheet, slide: StepsSlide) -> None:
    tel = sheet.field(
        Bound(("alarm_tel",), chars=6), slide.alarm_tel, _TEL, align="ctr", spacing=100
    )
    width = width_of(tel.text, 28) + 32
    look = Look(
        fill=Colour.ERR_TINT,
        line=Colour.ERR,
        preset="roundRect",
        radius=10,
        inset=(20 + width + 14, 4, 12, 4),
        anchor="ctr",
    )
    sheet.shape("alarm", _ALARM, look, [_alarm_words(sheet, slide, _ALARM.w - 20 - width - 26)])
    plate = Look(fill=Colour.ERR, preset="roundRect", radius=8, anchor="ctr")
    place = Box(_ALARM.x + 20, _ALARM.y + 16, width, 52)
    sheet.shape("alarm-tel", place, plate, [tel])


def _alarm_words(sheet: Sheet, slide: StepsSlide, room: float) -> Paragraph:
    """The alarm on one line, or smaller on two."""
    if lines_of(sheet.filled(slide.alarm), _ALARM_TEXT.size or 0, room) <= 1:
        return sheet.field(Bound(("alarm",), chars=31), slide.alarm, _ALARM_TEXT)
    return sheet.field(Bound(("alarm",), 2), slide.alarm, _LONG_ALARM, spacing=100)


def _doer_column(sheet: Sheet, slide: StepsSlide) -> tuple[Style, float]:
    """How the doers are written, and the width in units of their column."""
    doers = [sheet.filled(step.who) for step in slide.steps]
    if max(width_of(doer, 20) for doer in doers) + _AROUND_WHO <= _WHO_LEAST:
        return _WHO, _WHO_LEAST
    wide = max(1.04 * width_of(doer, 18) for doer in doers) + _AROUND_WHO
    return _LONG_WHO, max(_WHO_LEAST, min(_WHO_MOST, wide))


def _row(
    sheet: Sheet, slide: StepsSlide, number: int, height: float, who: Style, room: float
) -> list[Cell]:
    step, path = slide.steps[number], ("steps", number)
    is_roomy = len(slide.steps) <= _ROOMY
    chars_of_doer = floor((room - _AROUND_WHO) / points(who.size or 0))
    doer = Paragraph(
        (
            (f"{number + 1}\t", _NUMBER if is_roomy else _NUMBER.but(size=20)),
            (sheet.filled(step.who), who),
        ),
        shows=Bound((*path, "who"), signs=1, chars=chars_of_doer),
        left=_WHO_LEFT,
        hanging=_WHO_LEFT,
        tab=_WHO_LEFT,
        spacing=100,
    )
    style = HEAD if is_roomy else HEAD.but(size=BODY.size)
    chars = 8 if is_roomy else 9.5
    name = sheet.field(Bound((*path, "name"), chars=chars), step.name, style)
    lines = max(1, min(2, floor((height - 8) / (points(20) * FIT_LINE))))
    text = sheet.field((*path, "text"), step.text, BODY, lines=lines)
    return [
        _cell(doer, DOERS[step.doer], left=_WHO_START, right=_WHO_END),
        _cell(name, Colour.SURFACE_2, left=24, right=4),
        _cell(text, Colour.SURFACE_2, left=16, right=16),
    ]


def _cell(item: Paragraph, ground: Colour, *, left: float, right: float) -> Cell:
    return Cell((item,), ground, (left, 4, right, 4), top=_GUTTER, bottom=_GUTTER)


STEPS = Layout(draw_steps, counts={"steps": (3, 6)})
