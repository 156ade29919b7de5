"""`case`: the scene that the learner judges, and the answer sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..model import CaseSlide, Judgement, Verdict
from ..palette import Colour
from .choice_rows import RowLook, draw_rows
from .choices import TAG_HEIGHT, ChoiceLook, ChoicePlace, draw_choice, draw_tag, text_height
from .colours import JUDGEMENTS
from .head import answer_head, head
from .marks import AXIS_MARKS
from .measure import TABLE_LINE, height_of
from .scene import saying_below
from .shapes import Look
from .sheet import Sheet
from .styles import BODY, LABEL, SOURCE, Bound, Style, paragraph
from .tables import Border, Cell, Grid, spread
from .units import BODY_TOP, MARGIN, SHEET_HEIGHT, Box

_LEFT = 580  # width of the scene's left side
_GROUND = Box(700, 0, 580, SHEET_HEIGHT)
_BUBBLE = Box(736, 48, 496, 0)
_QUESTION = Box(MARGIN, 591, _LEFT, 81)
FACTS = ("demand", "manner", "frequency", "harm")
_FACT_LABEL = Style(18, Colour.PRIMARY_HOVER, bold=True)
_WIDE_LEFT = 628  # of a scene with choices
_ASK_TOP, _ASK, _ASK_GAP = 366, 64, 14
_CHOICES_END, _LEAST_CHOICE = 672, 48
_SOFT: Border = (Colour.LINE_SOFT, 2)
_CHOICES_WIDTH, _CHOICE_GAP = 532, 14
_PANEL = Box(640, BODY_TOP, 564, 0)
_PAD = 22
_VERDICT_WIDTHS = (200, 320)
_VERDICT_PAD = 22  # above and below the words of a row, and for its gaps
_VERDICT_GAP: Border = (Colour.SURFACE_2, 8)


@dataclass(frozen=True)
class FactLook:
    """How the table of a scene looks; a row has `pad` beside its words, at least `tight`."""

    widths: tuple[float, float]
    style: Style
    chars: float
    label_inset: tuple[float, float, float, float]
    inset: tuple[float, float, float, float]
    pad: float
    most: float
    anchor: str = "t"
    is_even: bool = True
    tight: float = 12


_FACTS = FactLook((152, 428), BODY, 15, (0, 10, 4, 6), (16, 8, 0, 8), pad=16, most=90)
_SHORT_FACTS = FactLook(
    (164, 464),
    Style(18, Colour.INK),
    18,
    (0, 6, 4, 6),
    (12, 6, 0, 6),
    pad=19,
    most=62,
    anchor="ctr",
    is_even=False,
)


def draw_case_scene(sheet: Sheet, slide: CaseSlide) -> None:
    """What is known of the scene, the question, the picture with somebody's words."""
    if slide.has_later_look:
        _draw_scene_with_choices(sheet, slide)
        return
    head(sheet, slide)
    top = _draw_warning(sheet, slide, Box(MARGIN, 152, _LEFT, 0)) or BODY_TOP - 8
    _draw_facts(sheet, slide, Box(MARGIN, top, _LEFT, _QUESTION.y - 16 - top), _FACTS)
    ask = Look(
        fill=Colour.PRIMARY, preset="roundRect", radius=12, inset=(24, 6, 24, 6), anchor="ctr"
    )
    style = Style(24, Colour.SURFACE, bold=True)
    question = sheet.field(Bound(("question",), chars=15.8), slide.question, style)
    sheet.shape("question", _QUESTION, ask, [question])
    _draw_stage(sheet, slide, _GROUND, Box(700, 285, 580, 435))
    _draw_bubble(sheet, slide, _BUBBLE, 14.4)


def _draw_scene_with_choices(sheet: Sheet, slide: CaseSlide) -> None:
    """The same closer together, and below the question what one may choose."""
    head(sheet, slide)
    top = _draw_warning(sheet, slide, Box(MARGIN, 152, _WIDE_LEFT, 0)) or BODY_TOP - 12
    room = Box(MARGIN, top, _WIDE_LEFT, _ASK_TOP - _ASK_GAP - top)
    look = RowLook(is_answer=False, text_size=20, lines=1, tile=48, tile_at=10, text_gap=16, gap=10)
    count = len(slide.choices)
    rows = _CHOICES_END - count * _LEAST_CHOICE - (count - 1) * look.gap
    end = _draw_facts(sheet, slide, room, _SHORT_FACTS, limit=rows - 2 * _ASK_GAP - _ASK - top)
    ask = Look(
        fill=Colour.PRIMARY, preset="roundRect", radius=10, inset=(21, 4, 21, 4), anchor="ctr"
    )
    question = sheet.field(("question",), slide.question, Style(22, Colour.SURFACE, bold=True))
    place = Box(MARGIN, max(_ASK_TOP, end + _ASK_GAP), _WIDE_LEFT, _ASK)
    sheet.shape("question", place, ask, [question])
    y = place.bottom + _ASK_GAP
    draw_rows(sheet, slide.choices, Box(MARGIN, y, _WIDE_LEFT, _CHOICES_END - y), look)
    _draw_stage(sheet, slide, Box(740, 0, 540, SHEET_HEIGHT), Box(740, 315, 540, 405))
    _draw_bubble(sheet, slide, Box(772, 104, 468, 0), 13)
    facts = [(name,) for name in FACTS if sheet.filled(getattr(slide, name))]
    fixed = _SHORT_FACTS.pad * len(facts) + (20 if sheet.filled(slide.harsh) else 0)
    height = rows - 2 * _ASK_GAP - place.h - (BODY_TOP - 12)
    sheet.share(("harsh",), *facts, height=height, fixed=fixed)


def _draw_warning(sheet: Sheet, slide: CaseSlide, at: Box) -> float:
    """The sentence that announces a harsh scene; returns where the facts begin, else 0."""
    style = Style(18, Colour.WARN_INK, bold=True)
    harsh = sheet.field(Bound(("harsh",), 2, chars=22), slide.harsh, style)
    if not harsh.text:
        return 0
    box = replace(at, h=height_of(harsh.text, 18, at.w - 28) + 12)
    look = Look(
        fill=Colour.WARN_TINT, preset="roundRect", radius=8, inset=(14, 4, 14, 4), anchor="ctr"
    )
    sheet.shape("harsh", box, look, [harsh])
    return box.bottom + 8


def _draw_facts(
    sheet: Sheet, slide: CaseSlide, room: Box, look: FactLook, limit: float | None = None
) -> float:
    """The table of what is known; returns where it ends.

    Rows higher together than `limit` come closer, so that what stands below keeps its room.
    """
    texts = [
        sheet.field(Bound((name,), 2, chars=look.chars), getattr(slide, name), look.style)
        for name in FACTS
    ]
    shown = [(sheet.word(f"fact_{name}"), text) for name, text in zip(FACTS, texts, strict=True)]
    shown = [(name, text) for name, text in shown if text.text]
    if not shown:
        return room.y
    rows, least = [], []
    names, values = look.widths
    for number, (name, text) in enumerate(shown):
        line = _SOFT if number + 1 < len(shown) else None
        label = (paragraph(name, _FACT_LABEL),)
        rows.append(
            [
                Cell(label, inset=look.label_inset, anchor=look.anchor, bottom=line),
                Cell((text,), inset=look.inset, anchor=look.anchor, bottom=line),
            ]
        )
        label_height = height_of(name, 18, names - 4, TABLE_LINE)
        width = values - look.inset[0]
        height = height_of(text.text, look.style.size or 0, width, TABLE_LINE)
        least.append(max(label_height, height) + look.pad)
    if limit is not None and (over := sum(least) - limit) > 0:
        less = min(look.pad - look.tight, over / len(least))
        least = [height - less for height in least]
    heights = spread(least, room.h, most=look.most, even=look.is_even)
    grid = Grid(look.widths, heights, rows, row_heads=True)
    sheet.table("facts", replace(room, h=sum(heights)), grid)
    return room.y + sum(heights)


def _draw_stage(sheet: Sheet, slide: CaseSlide, ground: Box, frame: Box) -> None:
    """The picture on its ground, to the edge of the sheet."""
    sheet.picture_ground("ground", ground, slide.picture)
    place = frame.holding(sheet.aspect(slide.picture), bottom=True)
    sheet.picture("picture", place, slide.picture, shows=("picture",))


def _draw_bubble(sheet: Sheet, slide: CaseSlide, at: Box, chars: float) -> None:
    style = Style(22, Colour.INK, bold=True)
    said = sheet.field(Bound(("bubble",), 3, chars=chars), slide.bubble, style)
    if said.text:
        box = replace(at, h=height_of(said.text, 22, at.w - 56) + 40)
        sheet.shape("bubble", box, saying_below(28, 18), [said])


def draw_case_answer(sheet: Sheet, slide: CaseSlide) -> None:
    """The choices with why, the verdict on both axes, what to do, and the source."""
    answer_head(sheet, slide, slide.answer_title)
    bottom = sheet.setting.body_bottom(slide)
    _draw_choices(sheet, slide, bottom)
    _draw_panel(sheet, slide, replace(_PANEL, h=bottom - BODY_TOP))
    sheet.point(slide.point)


def _draw_choices(sheet: Sheet, slide: CaseSlide, bottom: float) -> None:
    choices, shared = slide.choices, slide.has_later_look  # then the scene has them too
    look = ChoiceLook(is_answer=True, text=(1, 17) if len(choices) == 4 else (2, 16.5))
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
        draw_choice(sheet, choice, ChoicePlace(number, block, box, shared), placed)
        if choice.correct:
            at = y + pad + need - 24 - TAG_HEIGHT
            room_for_tag = Box(MARGIN + inset[0], at, box.w - inset[0] - 8, TAG_HEIGHT)
            draw_tag(sheet, block, room_for_tag, sheet.word("best"), shared=shared)
        y += height + _CHOICE_GAP


def _draw_panel(sheet: Sheet, slide: CaseSlide, panel: Box) -> None:
    ground = Look(fill=Colour.SURFACE_2, preset="roundRect", radius=16)
    sheet.ground("panel", panel, ground)
    inner = panel.inset(_PAD, 16, _PAD, 16)
    after = _draw_verdict(sheet, slide.verdict, inner)
    source = sheet.field(Bound(("source",), 2, chars=20.8), slide.source, SOURCE)
    source_height = height_of(source.text, 18, inner.w)
    action = sheet.field(Bound(("action",), 3, chars=19), slide.action, BODY)
    if action.text:
        need = 37 + height_of(action.text, 20, inner.w)
        room = inner.bottom - source_height - after
        y = after + max(6, (room - need) / 2)
        label = paragraph(sheet.word("action"), Style(20, Colour.PRIMARY_HOVER, bold=True))
        sheet.text("action-label", Box(inner.x, y, inner.w, 37), [label])
        sheet.text("action", Box(inner.x, y + 37, inner.w, need - 37), [action])
    if source.text:
        place = Box(inner.x, inner.bottom - source_height, inner.w, source_height)
        sheet.text("source", place, [source], anchor="b")


def _draw_verdict(sheet: Sheet, verdicts: tuple[Verdict, ...], inner: Box) -> float:
    """The table of both axes; returns where it ends."""
    rows, heights = [], []
    for number, verdict in enumerate(verdicts):
        rows.append(_verdict_row(sheet, number, verdict))
        reason = height_of(sheet.filled(verdict.reason), 18, _VERDICT_WIDTHS[1] - 28, TABLE_LINE)
        heights.append(33.4 + reason + _VERDICT_PAD)
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


def _verdict_row(sheet: Sheet, number: int, verdict: Verdict) -> list[Cell]:
    palette = JUDGEMENTS[_tone(verdict.judgement)]
    axis = paragraph(sheet.word(f"axis_{verdict.axis}"), Style(20, Colour.INK, bold=True), left=36)
    path = ("verdict", number)
    style = Style(20, palette.ink, bold=True)
    items = [sheet.field(Bound((*path, "word"), chars=9), verdict.word, style, left=38)]
    shows = Bound((*path, "reason"), 2, chars=11.7)
    reason = sheet.field(shows, verdict.reason, LABEL.but(colour=Colour.TEXT))
    items += [reason] if reason.text else []
    gaps = {"top": _VERDICT_GAP, "bottom": _VERDICT_GAP}
    return [
        Cell((axis,), Colour.SURFACE, (22, 13, 0, 6), "t", left=(palette.full, 8), **gaps),
        Cell(tuple(items), Colour.SURFACE, (14, 13, 14, 6), "t", **gaps),
    ]


def _draw_signs(sheet: Sheet, verdict: Verdict, x: float, y: float) -> None:
    block = f"verdict-{verdict.axis}"
    axis = AXIS_MARKS[verdict.axis]
    sheet.mark(f"{block}-axis", Box(x + 20, y + 2, 30, 30), axis, Colour.PRIMARY)
    place = Box(x + _VERDICT_WIDTHS[0] + 14, y + 2, 30, 30)
    ink = JUDGEMENTS[_tone(verdict.judgement)].ink
    sheet.judgement(f"{block}-mark", place, verdict.judgement, ink)
