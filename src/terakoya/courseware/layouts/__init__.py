"""How the sheets of each layout are planned: which shapes stand where, with which words.

A format draws a plan, another reads by it; none of that is known here.
"""

from __future__ import annotations

from ..model import AnySlide, ContactSlide, TextSlide
from . import frames
from .bullets import draw_bullets
from .case import draw_case_answer, draw_case_scene
from .chapter import CHAPTER
from .chart import CHART
from .check import draw_check_answer, draw_check_question
from .contact import draw_contact, draw_contact_continued, is_continued
from .dialogue import DIALOGUE
from .frames import NUMBER_BOX, frame_of
from .goals import GOALS
from .identity import CONTINUATIONS, Part, identity_of
from .law_quote import draw_law_quote
from .layout import Drawer, Layout
from .matrix import draw_matrix
from .page import draw_page
from .phrases import PHRASES
from .picture import draw_picture
from .sheet import Setting, Sheet
from .steps import draw_steps
from .summary import draw_summary
from .table import draw_table
from .text import text_drawers
from .title import draw_title
from .two_columns import draw_two_columns

# Layouts that say all of themselves by their plan (docs/map.md, Recipes).
PLANNED: dict[str, Layout] = {
    "chart": CHART,
    "chapter": CHAPTER,
    "dialogue": DIALOGUE,
    "phrases": PHRASES,
    "goals": GOALS,
}
# Those that courses of before have not: their style sheet is loaded only where one is shown.
LATER = frozenset({*PLANNED, *(name for name, one in frames.FRAMES.items() if one.later)})
DRAWERS: dict[str, Drawer] = {
    "title": draw_title,
    "bullets": draw_bullets,
    "two-columns": draw_two_columns,
    "table": draw_table,
    "matrix": draw_matrix,
    "steps": draw_steps,
    "law-quote": draw_law_quote,
    "picture": draw_picture,
    "case": draw_case_scene,
    "check": draw_check_question,
    "contact": draw_contact,
    "summary": draw_summary,
    "page": draw_page,
    **{name: one.draw for name, one in PLANNED.items()},
}
ANSWER_DRAWERS: dict[str, Drawer] = {
    "case": draw_case_answer,
    "check": draw_check_answer,
    **{name: one.answer for name, one in PLANNED.items() if one.answer is not None},
}


def sheets_of(slide: AnySlide, chapter_title: str, setting: Setting) -> list[Sheet]:
    """The sheets of a slide in order, each with its shapes."""
    drawers = _drawers(slide, chapter_title, setting)
    return [_planned(slide, part, draw, chapter_title, setting) for part, draw in drawers.items()]


def _drawers(slide: AnySlide, chapter_title: str, setting: Setting) -> dict[Part, Drawer]:
    if isinstance(slide, TextSlide):
        every = text_drawers(setting, chapter_title, slide)
        return dict(zip((Part.MAIN, *CONTINUATIONS), every, strict=False))
    drawers = {Part.MAIN: DRAWERS[slide.layout]}
    if slide.layout in ANSWER_DRAWERS:
        drawers[Part.ANSWER] = ANSWER_DRAWERS[slide.layout]
    if isinstance(slide, ContactSlide) and is_continued(setting, slide):
        drawers[Part.CONTINUED] = draw_contact_continued
    return drawers


def _planned(
    slide: AnySlide, part: Part, draw: Drawer, chapter_title: str, setting: Setting
) -> Sheet:
    sheet = Sheet(setting, identity_of(slide, part), chapter_title)
    draw(sheet, slide)
    planned = PLANNED.get(slide.layout)
    if frame_of(slide.layout).number and (planned is None or planned.has_number):
        sheet.number(NUMBER_BOX if part is Part.ANSWER else None)
    sheet.hide_identity()
    return sheet
