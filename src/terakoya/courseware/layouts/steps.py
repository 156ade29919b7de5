"""`steps`: the alarm line, and the response flow as a native table."""

from __future__ import annotations

from math import floor

from ..model import StepsSlide
from ..palette import Colour
from .colours import DOERS
from .head import head
from .layout import Layout
from .measure import FIT_LINE, width_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, HEAD, Bound, Paragraph, Style
from .tables import Border, Cell, Grid
from .units import BODY_TOP, CONTENT_WIDTH, MARGIN, Box, points

_ALARM = Box(MARGIN, BODY_TOP, CONTENT_WIDTH, 84)
_WIDTHS = (176, 284, 668)
_TABLE_TOP = _ALARM.bottom + 20
_GUTTER: Border = (Colour.SURFACE, 8)
_NUMBER = Style(28, Colour.SURFACE, bold=True)
_WHO = Style(20, Colour.SURFACE, bold=True)
_TEL = Style(28, Colour.SURFACE, bold=True)
_ALARM_TEXT = Style(22, Colour.ERR_INK, bold=True)
_WHO_LEFT = 44
_ROOMY = 6  # so many steps have large names and numbers


def draw_steps(sheet: Sheet, slide: StepsSlide) -> None:
    """Alarm above, steps below; a company can add rows."""
    head(sheet, slide)
    _draw_alarm(sheet, slide)
    bottom = sheet.setting.body_bottom(slide)
    height = (bottom + 4 - _TABLE_TOP) / len(slide.steps)
    rows = [_row(sheet, slide, number, height) for number in range(len(slide.steps))]
    grid = Grid(_WIDTHS, [height] * len(rows), rows, row_heads=True)
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
    alarm = sheet.field(Bound(("alarm",), chars=31), slide.alarm, _ALARM_TEXT)
    sheet.shape("alarm", _ALARM, look, [alarm])
    plate = Look(fill=Colour.ERR, preset="roundRect", radius=8, anchor="ctr")
    place = Box(_ALARM.x + 20, _ALARM.y + 16, width, 52)
    sheet.shape("alarm-tel", place, plate, [tel])


def _row(sheet: Sheet, slide: StepsSlide, number: int, height: float) -> list[Cell]:
    step, path = slide.steps[number], ("steps", number)
    is_roomy = len(slide.steps) <= _ROOMY
    doer = Paragraph(
        (
            (f"{number + 1}\t", _NUMBER if is_roomy else _NUMBER.but(size=20)),
            (sheet.filled(step.who), _WHO),
        ),
        shows=Bound((*path, "who"), signs=1, chars=4),
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
        _cell(doer, DOERS[step.doer], left=18, right=6),
        _cell(name, Colour.SURFACE_2, left=24, right=4),
        _cell(text, Colour.SURFACE_2, left=16, right=16),
    ]


def _cell(item: Paragraph, ground: Colour, *, left: float, right: float) -> Cell:
    return Cell((item,), ground, (left, 4, right, 4), top=_GUTTER, bottom=_GUTTER)


STEPS = Layout(draw_steps, counts={"steps": (3, 6)})
