"""How the sheets of each layout are planned: which shapes stand where, with which words.

A format draws a plan, another reads by it; none of that is known here.
"""

from __future__ import annotations

from ..model import AnySlide
from .bullets import BULLETS
from .case import draw_case_answer, draw_case_scene
from .chapter import CHAPTER
from .chart import CHART
from .check import draw_check_answer, draw_check_question
from .contact import CONTACT
from .dialogue import DIALOGUE
from .frames import NUMBER_BOX, frame_of
from .goals import GOALS
from .identity import Part, identity_of
from .law_quote import LAW_QUOTE
from .layout import Drawer, Layout
from .matrix import MATRIX
from .page import PAGE
from .phrases import PHRASES
from .picture import PICTURE
from .sheet import Setting, Sheet
from .steps import STEPS
from .summary import SUMMARY
from .table import TABLE
from .text import TEXT
from .title import TITLE
from .two_columns import TWO_COLUMNS

_CHOICES = {"choices": (2, 4)}
PLANNED: dict[str, Layout] = {
    "title": TITLE,
    "bullets": BULLETS,
    "two-columns": TWO_COLUMNS,
    "table": TABLE,
    "matrix": MATRIX,
    "steps": STEPS,
    "law-quote": LAW_QUOTE,
    "picture": PICTURE,
    "case": Layout(draw_case_scene, draw_case_answer, counts=_CHOICES),
    "check": Layout(draw_check_question, draw_check_answer, counts=_CHOICES),
    "contact": CONTACT,
    "summary": SUMMARY,
    "page": PAGE,
    "text": TEXT,
    "chart": CHART,
    "chapter": CHAPTER,
    "dialogue": DIALOGUE,
    "phrases": PHRASES,
    "goals": GOALS,
}
# Those that courses of before have not.
LATER = frozenset(name for name, one in PLANNED.items() if one.later)


def is_later(slide: AnySlide) -> bool:
    """Whether courses of before have no such look: its styles are loaded only where it is shown."""
    return slide.layout in LATER or slide.has_later_look


def sheets_of(slide: AnySlide, chapter_title: str, setting: Setting) -> list[Sheet]:
    """The sheets of a slide in order, each with its shapes."""
    drawers = PLANNED[slide.layout].drawers_of(setting, chapter_title, slide)
    return [_planned(slide, part, draw, chapter_title, setting) for part, draw in drawers.items()]


def _planned(
    slide: AnySlide, part: Part, draw: Drawer, chapter_title: str, setting: Setting
) -> Sheet:
    sheet = Sheet(setting, identity_of(slide, part), chapter_title)
    draw(sheet, slide)
    if frame_of(slide.layout).number and PLANNED[slide.layout].has_number:
        sheet.number(NUMBER_BOX if part is Part.ANSWER else None)
    sheet.hide_identity()
    return sheet
