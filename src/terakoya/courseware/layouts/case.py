"""`case`: the scene that the learner judges, and the answer sheet."""

from __future__ import annotations

from dataclasses import replace

from ..model import CaseSlide, Choice, Judgement, Verdict
from ..palette import Colour
from .choices import TAG_HEIGHT, ChoiceLook, ChoicePlace, draw_choice, draw_tag, text_height
from .colours import JUDGEMENTS
from .head import answer_head, head
from .marks import AXIS_MARKS
from .measure import TABLE_LINE, height_of
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, LABEL, SOURCE, Style, paragraph
from .tables import Border, Cell, Grid, spread
from .units import BODY_TOP, MARGIN, SHEET_HEIGHT, Box

_LEFT = 580  # width of the scene's left side
_GROUND = Box(700, 0, 580, SHEET_HEIGHT)
_BUBBLE = Box(736, 48, 496, 0)
_QUESTION = Box(MARGIN, 591, _LEFT, 81)
_FACT_WIDTHS = (152, 428)
_FACT_LABEL = Style(18, Colour.PRIMARY_HOVER, bold=True)
_FACT_MOST = 90
_SOFT: Border = (Colour.LINE_SOFT, 2)
_CHOICES_WIDTH, _CHOICE_GAP = 532, 14
_PANEL = Box(640, BODY_TOP, 564, 0)
_PAD = 22
_VERDICT_WIDTHS = (200, 320)
_VERDICT_GAP: Border = (Colour.SURFACE_2, 8)


def draw_case_scene(sheet: Sheet, slide: CaseSlide) -> None:
    """What is known of the scene, the question, the picture with somebody's words."""
    head(sheet, slide)
    top = _draw_warning(sheet, sheet.filled(slide.harsh))
    _draw_facts(sheet, slide, top)
    ask = Look(
        fill=Colour.PRIMARY, preset="roundRect", radius=12, inset=(24, 6, 24, 6), anchor="ctr"
    )
    question = paragraph(sheet.filled(slide.question), Style(24, Colour.SURFACE, bold=True))
    sheet.shape("question", _QUESTION, ask, [question])
    sheet.picture_ground("ground", _GROUND, slide.picture)
    frame = Box(700, 285, 580, 435).holding(sheet.aspect(slide.picture), bottom=True)
    sheet.picture("picture", frame, slide.picture)
    _draw_bubble(sheet, sheet.filled(slide.bubble))


def _draw_warning(sheet: Sheet, harsh: str) -> float:
    """The sentence that announces a harsh scene; returns where the facts begin."""
    if not harsh:
        return BODY_TOP - 8
    height = height_of(harsh, 18, _LEFT - 28) + 12
    look = Look(
        fill=Colour.WARN_TINT, preset="roundRect", radius=8, inset=(14, 4, 14, 4), anchor="ctr"
    )
    words = paragraph(harsh, Style(18, Colour.WARN_INK, bold=True))
    sheet.shape("harsh", Box(MARGIN, 152, _LEFT, height), look, [words])
    return 152 + height + 8


def _draw_facts(sheet: Sheet, slide: CaseSlide, top: float) -> None:
    facts = {
        "fact_demand": slide.demand,
        "fact_manner": slide.manner,
        "fact_frequency": slide.frequency,
        "fact_harm": slide.harm,
    }
    shown = [(sheet.word(key), sheet.filled(text)) for key, text in facts.items()]
    shown = [(name, text) for name, text in shown if text]
    if not shown:
        return
    rows, least = [], []
    for number, (name, text) in enumerate(shown):
        line = _SOFT if number + 1 < len(shown) else None
        rows.append(
            [
                Cell((paragraph(name, _FACT_LABEL),), inset=(0, 10, 4, 6), anchor="t", bottom=line),
                Cell((paragraph(text, BODY),), inset=(16, 8, 0, 8), anchor="t", bottom=line),
            ]
        )
        label_height = height_of(name, 18, _FACT_WIDTHS[0] - 4, TABLE_LINE)
        least.append(max(label_height, height_of(text, 20, _FACT_WIDTHS[1] - 16, TABLE_LINE)) + 16)
    heights = spread(least, _QUESTION.y - 16 - top, most=_FACT_MOST)
    grid = Grid(_FACT_WIDTHS, heights, rows, row_heads=True)
    sheet.table("facts", Box(MARGIN, top, _LEFT, sum(heights)), grid)


def _draw_bubble(sheet: Sheet, words: str) -> None:
    if not words:
        return
    box = replace(_BUBBLE, h=height_of(words, 22, _BUBBLE.w - 56) + 40)
    look = Look(
        fill=Colour.SURFACE,
        preset="wedgeRoundRectCallout",
        adjust=(("adj1", -28000), ("adj2", 74000), ("adj3", 16667)),
        inset=(28, 18, 28, 18),
        anchor="ctr",
    )
    sheet.shape("bubble", box, look, [paragraph(words, Style(22, Colour.INK, bold=True))])


def draw_case_answer(sheet: Sheet, slide: CaseSlide) -> None:
    """The choices with why, the verdict on both axes, what to do, and the source."""
    answer_head(sheet, slide, slide.answer_title)
    bottom = sheet.setting.body_bottom(slide)
    _draw_choices(sheet, slide.choices, bottom)
    _draw_panel(sheet, slide, replace(_PANEL, h=bottom - BODY_TOP))
    sheet.point(slide.point)


def _draw_choices(sheet: Sheet, choices: tuple[Choice, ...], bottom: float) -> None:
    look = ChoiceLook(is_answer=True)
    least = []
    for choice in choices:
        height = text_height(sheet, choice, look, _CHOICES_WIDTH)
        least.append(height + (TAG_HEIGHT if choice.correct else 0) + 24)
    room = bottom - BODY_TOP - _CHOICE_GAP * (len(choices) - 1)
    y: float = BODY_TOP
    heights = spread(least, room, most=176, even=False)
    for number, (choice, need, height) in enumerate(zip(choices, least, heights, strict=True)):
        pad = (height - need) / 2 + 12
        inset = (look.inset[0], pad, look.inset[2], 6)
        placed = replace(look, inset=inset, circle_at=(14, pad + 1))
        box = Box(MARGIN, y, _CHOICES_WIDTH, height)
        block = f"choice-{choice.id}"
        draw_choice(sheet, choice, ChoicePlace(number, block, box), placed)
        if choice.correct:
            at = y + pad + need - 24 - TAG_HEIGHT
            room_for_tag = Box(MARGIN + inset[0], at, box.w - inset[0] - 8, TAG_HEIGHT)
            draw_tag(sheet, block, room_for_tag, sheet.word("best"))
        y += height + _CHOICE_GAP


def _draw_panel(sheet: Sheet, slide: CaseSlide, panel: Box) -> None:
    ground = Look(fill=Colour.SURFACE_2, preset="roundRect", radius=16)
    sheet.ground("panel", panel, ground)
    inner = panel.inset(_PAD, 16, _PAD, 16)
    after = _draw_verdict(sheet, slide.verdict, inner)
    source = sheet.filled(slide.source)
    source_height = height_of(source, 18, inner.w)
    action = sheet.filled(slide.action)
    if action:
        need = 37 + height_of(action, 20, inner.w)
        room = inner.bottom - source_height - after
        y = after + max(6, (room - need) / 2)
        label = paragraph(sheet.word("action"), Style(20, Colour.PRIMARY_HOVER, bold=True))
        sheet.text("action-label", Box(inner.x, y, inner.w, 37), [label])
        sheet.text("action", Box(inner.x, y + 37, inner.w, need - 37), [paragraph(action, BODY)])
    if source:
        place = Box(inner.x, inner.bottom - source_height, inner.w, source_height)
        sheet.text("source", place, [paragraph(source, SOURCE)], anchor="b")


def _draw_verdict(sheet: Sheet, verdicts: tuple[Verdict, ...], inner: Box) -> float:
    """The table of both axes; returns where it ends."""
    rows, heights = [], []
    for verdict in verdicts:
        rows.append(_verdict_row(sheet, verdict))
        reason = height_of(sheet.filled(verdict.reason), 18, _VERDICT_WIDTHS[1] - 28, TABLE_LINE)
        heights.append(33.4 + reason + 26)
    heights = [max(heights)] * len(heights)
    grid = Grid(_VERDICT_WIDTHS, heights, rows, row_heads=True)
    sheet.table("verdict", Box(inner.x, inner.y, inner.w, sum(heights)), grid)
    y = inner.y
    for verdict, height in zip(verdicts, heights, strict=True):
        _draw_signs(sheet, verdict, inner.x, y + 13)
        y += height
    return y


def _tone(judgement: Judgement) -> Judgement:
    """The colours of a verdict: one axis alone is never more than a warning."""
    return Judgement.MAY if judgement is Judgement.UNFAIR else judgement


def _verdict_row(sheet: Sheet, verdict: Verdict) -> list[Cell]:
    palette = JUDGEMENTS[_tone(verdict.judgement)]
    axis = paragraph(sheet.word(f"axis_{verdict.axis}"), Style(20, Colour.INK, bold=True), left=36)
    word = paragraph(sheet.filled(verdict.word), Style(20, palette.ink, bold=True), left=38)
    items = [word]
    if reason := sheet.filled(verdict.reason):
        items.append(paragraph(reason, LABEL.but(colour=Colour.TEXT)))
    gaps = {"top": _VERDICT_GAP, "bottom": _VERDICT_GAP}
    return [
        Cell((axis,), Colour.SURFACE, (22, 13, 0, 10), "t", left=(palette.full, 8), **gaps),
        Cell(tuple(items), Colour.SURFACE, (14, 13, 14, 10), "t", **gaps),
    ]


def _draw_signs(sheet: Sheet, verdict: Verdict, x: float, y: float) -> None:
    block = f"verdict-{verdict.axis}"
    axis = AXIS_MARKS[verdict.axis]
    sheet.mark(f"{block}-axis", Box(x + 20, y + 2, 30, 30), axis, Colour.PRIMARY)
    place = Box(x + _VERDICT_WIDTHS[0] + 14, y + 2, 30, 30)
    ink = JUDGEMENTS[_tone(verdict.judgement)].ink
    sheet.judgement(f"{block}-mark", place, verdict.judgement, ink)
