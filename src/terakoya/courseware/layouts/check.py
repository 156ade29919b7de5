"""`check`: a question for oneself, and the answer sheet."""

from __future__ import annotations

from ..model import CheckSlide, Choice
from .choices import (
    TAG_HEIGHT,
    ChoiceLook,
    ChoicePlace,
    draw_choice,
    draw_edge_tag,
    draw_tag,
    tag_width,
)
from .head import answer_head, head
from .measure import height_of
from .scene import draw_scene_answer, draw_scene_question
from .sheet import Sheet
from .styles import BODY, SOURCE, Bound
from .true_false import draw_claim, draw_claim_answer
from .units import BODY_TOP, CONTENT_WIDTH, GAP, MARGIN, Box

# Characters of a line of one, two and three cards side by side.
_TEXT_CHARS = {1: 32.0, 2: 15.0, 3: 9.3}
_WHY_CHARS = {1: 38.0, 2: 18.0, 3: 11.1}


def draw_check_question(sheet: Sheet, slide: CheckSlide) -> None:
    """Premise and choices, nothing marked."""
    if slide.has_later_look:
        draw = draw_claim if slide.form == "true-false" else draw_scene_question
        draw(sheet, slide)
        return
    head(sheet, slide)
    _draw_body(sheet, slide, _place_of_source(sheet, slide).y, is_answer=False)


def draw_check_answer(sheet: Sheet, slide: CheckSlide) -> None:
    """Premise and choices, the right one marked, each with why."""
    if slide.has_later_look:
        draw = draw_claim_answer if slide.form == "true-false" else draw_scene_answer
        draw(sheet, slide)
        return
    answer_head(sheet, slide, slide.answer_title)
    place = _place_of_source(sheet, slide)
    _draw_body(sheet, slide, place.y, is_answer=True)
    source = sheet.field(Bound(("source",), 2, chars=45), slide.source, SOURCE)
    if source.text:
        sheet.text("source", place, [source], anchor="b")
    sheet.point(slide.point)


def _place_of_source(sheet: Sheet, slide: CheckSlide) -> Box:
    """Where the source stands; the cards end there on both sheets, so that nothing moves."""
    bottom = sheet.setting.body_bottom(slide)
    height = height_of(sheet.filled(slide.source), 18, CONTENT_WIDTH)
    height += 12 if height else 0
    return Box(MARGIN, bottom - height, CONTENT_WIDTH, height)


def _draw_body(sheet: Sheet, slide: CheckSlide, bottom: float, *, is_answer: bool) -> None:
    top: float = BODY_TOP
    premise = sheet.field(Bound(("premise",), chars=40), slide.premise, BODY)
    if premise.text:
        height = height_of(premise.text, 20, CONTENT_WIDTH)
        place = Box(MARGIN, top, CONTENT_WIDTH, height)
        sheet.text("premise", place, [premise], shared=True)
        top += height + GAP
    room = Box(MARGIN, top, CONTENT_WIDTH, bottom - top)
    draw = _draw_two_rows if len(slide.choices) == 4 else _draw_one_row
    draw(sheet, slide.choices, room, is_answer)


def _draw_one_row(sheet: Sheet, choices: tuple[Choice, ...], room: Box, is_answer: bool) -> None:
    """Two or three cards side by side, the letter above the words."""
    width = (room.w - GAP * (len(choices) - 1)) / len(choices)
    look = ChoiceLook(
        is_answer,
        text_size=24,
        why_size=20,
        why_gap=8,
        circle=60,
        circle_at=(22, 20),
        inset=(22, 88, 22, 6),
        text=(3, _TEXT_CHARS[len(choices)]),
        why=(4, _WHY_CHARS[len(choices)]),
    )
    for number, choice in enumerate(choices):
        box = Box(room.x + number * (width + GAP), room.y, width, room.h)
        block = f"choice-{choice.id}"
        draw_choice(sheet, choice, ChoicePlace(number, block, box, shared=True), look)
        if is_answer and choice.correct:
            wide = tag_width(sheet.word("correct"))
            at = Box(box.right - 20 - wide, box.y + 34, wide, TAG_HEIGHT)
            draw_tag(sheet, block, at, sheet.word("correct"), shared=True)


def _draw_two_rows(sheet: Sheet, choices: tuple[Choice, ...], room: Box, is_answer: bool) -> None:
    """Four cards in two rows, the letter left of the words, the mark on the card's edge."""
    width, height = (room.w - GAP) / 2, (room.h - GAP) / 2
    look = ChoiceLook(
        is_answer,
        text_size=20,
        why_size=18,
        circle_at=(14, 8),
        inset=(66, 5, 6, 0),
        text=(2, 17),
        why=(3, 18.9),
    )
    for number, choice in enumerate(choices):
        x = room.x + (number % 2) * (width + GAP)
        box = Box(x, room.y + (number // 2) * (height + GAP), width, height)
        block = f"choice-{choice.id}"
        draw_choice(sheet, choice, ChoicePlace(number, block, box, shared=True), look)
        if is_answer and choice.correct:
            draw_edge_tag(sheet, block, box, sheet.word("correct"))
