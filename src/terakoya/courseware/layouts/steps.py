"""`steps`: the alarm line, and the response flow as a native table."""

from __future__ import annotations

from ..model import Step, StepsSlide
from ..palette import Colour
from .colours import DOERS
from .head import head
from .measure import width_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, HEAD, Paragraph, Style, paragraph
from .tables import Border, Cell, Grid
from .units import BODY_TOP, CONTENT_WIDTH, MARGIN, Box

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
    is_roomy = len(slide.steps) <= _ROOMY
    rows = [_row(sheet, number, step, is_roomy) for number, step in enumerate(slide.steps, 1)]
    grid = Grid(_WIDTHS, [height] * len(rows), rows, row_heads=True)
    sheet.table("steps", Box(MARGIN, _TABLE_TOP, CONTENT_WIDTH, bottom - _TABLE_TOP), grid)
    sheet.point(slide.point)


def _draw_alarm(sheet: Sheet, slide: StepsSlide) -> None:
    tel = sheet.filled(slide.alarm_tel)
    width = width_of(tel, 28) + 32
    look = Look(
        fill=Colour.ERR_TINT,
        line=Colour.ERR,
        preset="roundRect",
        radius=10,
        inset=(20 + width + 14, 4, 12, 4),
        anchor="ctr",
    )
    sheet.shape("alarm", _ALARM, look, [paragraph(sheet.filled(slide.alarm), _ALARM_TEXT)])
    plate = Look(fill=Colour.ERR, preset="roundRect", radius=8, anchor="ctr")
    place = Box(_ALARM.x + 20, _ALARM.y + 16, width, 52)
    sheet.shape("alarm-tel", place, plate, [paragraph(tel, _TEL, align="ctr", spacing=100)])


def _row(sheet: Sheet, number: int, step: Step, is_roomy: bool) -> list[Cell]:
    doer = Paragraph(
        (
            (f"{number}\t", _NUMBER if is_roomy else _NUMBER.but(size=20)),
            (sheet.filled(step.who), _WHO),
        ),
        left=_WHO_LEFT,
        hanging=_WHO_LEFT,
        tab=_WHO_LEFT,
        spacing=100,
    )
    style = HEAD if is_roomy else HEAD.but(size=BODY.size)
    name = paragraph(sheet.filled(step.name), style)
    text = paragraph(sheet.filled(step.text), BODY)
    return [
        _cell(doer, DOERS[step.doer], left=18, right=6),
        _cell(name, Colour.SURFACE_2, left=24, right=4),
        _cell(text, Colour.SURFACE_2, left=16, right=16),
    ]


def _cell(item: Paragraph, ground: Colour, *, left: float, right: float) -> Cell:
    return Cell((item,), ground, (left, 4, right, 4), top=_GUTTER, bottom=_GUTTER)
