"""全問題, the pool and master of all wording; 問題用紙 and 解答と解説, which show it by formula."""

from __future__ import annotations

from dataclasses import dataclass

from .. import colours
from ..book import Book
from ..ids import IdSheet
from ..measure import break_pages, row_height
from ..sheet import Sheet, literal
from ..styles import BODY, BODY_SIZE, CELL, CENTRE, LEFT, NOTE, SMALL, TITLE, Style
from .plan import LETTERS, PaperQuestion, PaperRule, PlannedQuestion, TestPlan

MARK, TEXT, RIGHT, WHY = 1, 2, 3, 4
WIDTHS = (1, 9, 52, 6, 37)
WIDE_TEXT = sum(WIDTHS[TEXT:])
BAR: Style = {
    **BODY,
    "bold": True,
    "font_color": colours.PRIMARY_ACTIVE,
    "bg_color": colours.PRIMARY_TINT_2,
    "border": 1,
    "border_color": colours.PRIMARY_LINE,
}
SMALLER: Style = {**LEFT, "font_size": SMALL, "font_color": colours.TEXT_SUB}
LABEL: Style = {**CELL, "font_size": SMALL, "font_color": colours.TEXT_SUB, "align": "center"}
ASKED: Style = {**LEFT, "bold": True, "font_color": colours.INK}
RIGHT_STYLE: Style = {**CENTRE, "bold": True, "font_color": colours.OK_INK}


@dataclass(frozen=True)
class Rows:
    """The rows of one question; `scene` and `sources` are `None` where there are none."""

    head: int
    scene: int | None
    text: int
    first_choice: int
    explanation: int
    sources: int | None
    slides: int
    next: int


def rows_of(question: PlannedQuestion, start: int) -> Rows:
    """Where the parts of a question stand that begins at a row."""
    text = start + (2 if question.scene else 1)
    explanation = text + 1 + len(question.choices)
    return Rows(
        head=start,
        scene=start + 1 if question.scene else None,
        text=text,
        first_choice=text + 1,
        explanation=explanation,
        sources=explanation + 1 if question.sources else None,
        slides=explanation + 1 + bool(question.sources),
        next=explanation + 3 + bool(question.sources),
    )


class PoolSheet:
    """全問題: every question with its choices, reasons, explanation and source."""

    FIRST_ROW = 4

    def __init__(self, book: Book, plan: TestPlan) -> None:
        self.sheet = book.sheet("sheet_pool", WIDTHS, tab=colours.TEXT_MUTE)
        self._book, self._plan, self._word = book, plan, book.texts.word
        self._rows: dict[str, Rows] = {}
        row = self.FIRST_ROW
        for question in plan.questions:
            self._rows[question.id] = rows_of(question, row)
            row = self._rows[question.id].next

    def rows(self, question: PlannedQuestion) -> Rows:
        """Where the parts of a question stand."""
        return self._rows[question.id]

    def cell(self, row: int, column: int = TEXT) -> str:
        """A cell of this sheet, as another sheet names it."""
        return self.sheet.ref(row, column)

    def write(self) -> None:
        """Write the whole sheet."""
        sheet, word = self.sheet, self._word
        sheet.banner(0, MARK, WHY, word("pool_title", test=self._plan.title), TITLE)
        sheet.raw.set_row(0, 36)
        for row, key in ((1, "pool_how"), (2, "pool_change")):
            sheet.banner(row, MARK, WHY, word(key, n=len(self._plan.questions)), NOTE)
            sheet.raw.set_row(row, 17)
        for question in self._plan.questions:
            self._write(question, self._rows[question.id])
        parts = [(self._rows[one.id], one) for one in self._plan.questions]
        print_questions(self._book, sheet, parts, head=70)
        sheet.raw.freeze_panes(3, 0)

    def _write(self, question: PlannedQuestion, rows: Rows) -> None:
        sheet, word = self.sheet, self._word
        sheet.number(rows.head, MARK, question.number, {**BAR, "align": "center"})
        about = about_words(question, self._book)
        sheet.text(rows.head, TEXT, about, {**BAR, "indent": 1})
        sheet.text(rows.head, RIGHT, word("right"), {**BAR, "align": "center"})
        sheet.text(rows.head, WHY, word("why"), {**BAR, "align": "center"})
        sheet.raw.set_row(rows.head, head_height(about))
        if rows.scene is not None:
            self._write_line(rows.scene, "scene", question.scene, LEFT)
        sheet.text(rows.text, MARK, word("asked"), LABEL)
        sheet.merge(rows.text, TEXT, rows.text, WHY, ASKED)
        sheet.rich(rows.text, TEXT, question.spans, {**ASKED, "bold": False})
        sheet.raw.set_row(rows.text, line_height(question.text))
        for index, choice in enumerate(question.question.choices):
            row, text, why = (
                rows.first_choice + index,
                question.choices[index],
                question.whys[index],
            )
            sheet.text(row, MARK, LETTERS[index], CENTRE)
            sheet.text(row, TEXT, text, LEFT)
            sheet.text(row, RIGHT, word("right_mark") if choice.correct else "", RIGHT_STYLE)
            sheet.text(row, WHY, why, LEFT)
            sheet.raw.set_row(row, choice_height(text, why))
        self._write_line(rows.explanation, "explanation", question.explanation, LEFT)
        if rows.sources is not None:
            self._write_line(rows.sources, "sources", question.sources, SMALLER)
        self._write_line(rows.slides, "slides", question.slides, SMALLER)

    def _write_line(self, row: int, label: str, text: str, style: Style) -> None:
        self.sheet.text(row, MARK, self._word(label), LABEL)
        self.sheet.banner(row, TEXT, WHY, text, style)
        self.sheet.raw.set_row(row, line_height(text, size=style["font_size"]))

    def write_ids(self, ids: IdSheet) -> None:
        """Say in the hidden sheet where each text of the pool stands."""
        for question in self._plan.questions:
            self._write_ids_of(question, self._rows[question.id], ids)

    def _write_ids_of(self, question: PlannedQuestion, rows: Rows, ids: IdSheet) -> None:
        one = question.question

        def text(field: str, row: int, shown: str, written: str) -> None:
            ids.text("question", question.id, field, self.cell(row), shown, written)

        if rows.scene is not None:
            text("scene", rows.scene, question.scene, one.scene)
        text("text", rows.text, question.text, one.text)
        for index, choice in enumerate(one.choices):
            row, name = rows.first_choice + index, f"{question.id}/{choice.id}"
            shown, why = question.choices[index], question.whys[index]
            ids.text("choice", name, "text", self.cell(row), shown, choice.text)
            ids.text("choice", name, "why", self.cell(row, WHY), why, choice.why)
            mark = self._word("right_mark") if choice.correct else ""
            ids.text("choice", name, "correct", self.cell(row, RIGHT), mark)
        text("explanation", rows.explanation, question.explanation, one.explanation)


def about_words(question: PlannedQuestion, book: Book) -> str:
    """How a question is to be answered, and what it is about."""
    word = book.texts.word
    return word("semicolon").join((word(f"kind_{question.question.kind}"), question.topic))


def head_height(about: str) -> float:
    """The height of the bar above a question."""
    return max(22, row_height(about, WIDTHS[TEXT] - 2, BODY_SIZE))


def choice_height(text: str, why: str) -> float:
    """The height of a row with a choice and its reason."""
    return max(line_height(text, WIDTHS[TEXT]), line_height(why, WIDTHS[WHY]))


def line_height(text: str, width: float = WIDE_TEXT, size: float = BODY_SIZE) -> float:
    """The height of a row of a question, for whoever reads and does not write."""
    return row_height(text, width, size, padding=4)


SCALE, SCALED_PAGE = 90, 825  # percent, and the points of height that a page then has


def print_questions(
    book: Book, sheet: Sheet, parts: list[tuple[Rows, PlannedQuestion]], *, head: float
) -> None:
    """Prepare a sheet of questions for printing, none of them split over two pages."""
    area = (0, 0, parts[-1][0].next - 2, WHY)
    book.print_on(sheet, area, header=book.texts.word("not_for_learners"))
    heights = [(rows.head, _height(one, book)) for rows, one in parts]
    book.print_in_parts(sheet, break_pages(heights, head, SCALED_PAGE), SCALE)


def _height(one: PlannedQuestion, book: Book) -> float:
    """The height of a question in points, the gap after it included."""
    lines = [text for text in (one.scene, one.text, one.explanation) if text]
    small = [one.sources, one.slides] if one.sources else [one.slides]
    choices = zip(one.choices, one.whys, strict=True)
    return (
        head_height(about_words(one, book))
        + 15
        + sum(line_height(line) for line in lines)
        + sum(line_height(line, size=SMALL) for line in small)
        + sum(choice_height(text, why) for text, why in choices)
    )


def write_explained(
    book: Book, plan: TestPlan, pool: PoolSheet, sheet: Sheet, keys: list[str]
) -> None:
    """Write 解答と解説: the paper's questions with their answers, all shown from the pool.

    `keys` are the cells that hold the letters of the right choices, question by question.
    """
    word = book.texts.word
    sheet.banner(0, MARK, WHY, word("explained_title", test=plan.title), TITLE)
    sheet.raw.set_row(0, 36)
    sheet.banner(1, MARK, WHY, word("explained_how", seed=plan.seed), NOTE)
    sheet.raw.set_row(1, 17)
    row, head, parts = 2, 70.0, []
    for rule in plan.rules:  # for whoever marks by hand
        text = word("explained_rule", rule=rule.text, numbers=_numbers(plan, rule, book))
        height = row_height(text, WIDTHS[MARK] + WIDE_TEXT, BODY_SIZE)
        sheet.banner(row, MARK, WHY, text, BODY)
        sheet.raw.set_row(row, height)
        row, head = row + 1, head + height
    row += 1
    for one, key in zip(plan.paper, keys, strict=True):
        parts.append((rows_of(one.planned, row), one.planned))
        row = _write_explained(sheet, one, pool, row, key, book)
    print_questions(book, sheet, parts, head=head)
    sheet.raw.freeze_panes(2, 0)


def _numbers(plan: TestPlan, rule: PaperRule, book: Book) -> str:
    """The questions of the paper that a rule of passing is about."""
    word = book.texts.word
    asked = (one for one in plan.paper if one.drawn.id in rule.held.questions)
    return word("semicolon").join(word("question_number", n=one.number) for one in asked)


def _write_explained(
    sheet: Sheet, one: PaperQuestion, pool: PoolSheet, start: int, key: str, book: Book
) -> int:
    question, word = one.planned, book.texts.word
    rows, source = rows_of(question, start), pool.rows(question)
    sheet.number(rows.head, MARK, one.number, {**BAR, "align": "center"})
    answer = word("answer_is")
    sheet.formula(
        rows.head,
        TEXT,
        f"{literal(answer)}&{key}",
        f"{answer}{one.key_shown}",
        {**BAR, "indent": 1},
    )
    sheet.text(rows.head, RIGHT, word("right"), {**BAR, "align": "center"})
    sheet.text(rows.head, WHY, word("why"), {**BAR, "align": "center"})
    sheet.raw.set_row(rows.head, 22)
    lines = [
        (rows.text, source.text, "asked", question.text, ASKED),
        (rows.explanation, source.explanation, "explanation", question.explanation, LEFT),
        (rows.slides, source.slides, "slides", question.slides, SMALLER),
    ]
    if rows.sources is not None and source.sources is not None:
        lines.insert(2, (rows.sources, source.sources, "sources", question.sources, SMALLER))
    if rows.scene is not None and source.scene is not None:
        lines.insert(0, (rows.scene, source.scene, "scene", question.scene, LEFT))
    for row, from_row, label, text, style in lines:
        sheet.text(row, MARK, word(label), LABEL)
        sheet.merge(row, TEXT, row, WHY, style)
        sheet.link(row, TEXT, pool.cell(from_row), text, style)
        sheet.raw.set_row(row, line_height(text, size=style["font_size"]))
    for index, place in enumerate(one.order):
        row, from_row = rows.first_choice + index, source.first_choice + place
        text, why = question.choices[place], question.whys[place]
        mark = word("right_mark") if one.letters[index] in one.key else ""
        sheet.text(row, MARK, one.letters[index], CENTRE)
        sheet.link(row, TEXT, pool.cell(from_row), text, LEFT)
        sheet.link(row, RIGHT, pool.cell(from_row, RIGHT), mark, RIGHT_STYLE)
        sheet.link(row, WHY, pool.cell(from_row, WHY), why, LEFT)
        sheet.raw.set_row(row, choice_height(text, why))
    return rows.next


PAPER_WIDTHS = (1, 6, 90)  # as wide as a page at full size
PAPER_SIZE = 11
PAPER_TITLE = (0, MARK)  # where the title of the test stands by itself
PAGE_HEIGHT = 735  # points of an A4 sheet between the margins, with some reserve


def write_paper(book: Book, plan: TestPlan, pool: PoolSheet, sheet: Sheet) -> None:
    """Write 問題用紙: the questions drawn, none of them split over two pages."""
    word = book.texts.word
    sheet.banner(*PAPER_TITLE, TEXT, plan.title, TITLE)
    sheet.raw.set_row(0, 36)
    source = "　".join(filter(None, (book.texts.company, book.texts.title)))
    sheet.banner(1, MARK, TEXT, source, NOTE)
    said = {"n": len(plan.paper), "mark": plan.pass_mark, "seed": plan.seed}
    how, letters, drawn = (word(f"paper_{key}", **said) for key in ("how", "letters", "seed"))
    texts = [word("paper_rule", rule=rule.text) for rule in plan.rules]
    wide = PAPER_WIDTHS[MARK] + PAPER_WIDTHS[TEXT]
    rules = [(text, max(19.0, row_height(text, wide, BODY_SIZE)), BODY) for text in texts]
    lines = [(how, 19.0, BODY), *rules, (letters, 19.0, BODY), (drawn, 19.0, NOTE)]
    for at, (text, height, style) in enumerate(lines, 2):
        sheet.banner(at, MARK, TEXT, text, style)
        sheet.raw.set_row(at, height)
    row, head = 2 + len(lines), 110.0 + sum(height for _text, height, _style in rules)
    parts: list[tuple[int, float]] = []
    for one in plan.paper:
        heights = _paper_heights(one.planned)
        parts.append((row, sum(heights)))
        _write_asked(sheet, one, pool, row, word(f"choose_{one.planned.question.kind}"))
        for offset, height in enumerate(heights):
            sheet.raw.set_row(row + offset, height)
        row += len(heights)
    book.print_on(sheet, (0, 0, row - 1, TEXT))
    book.print_in_parts(sheet, break_pages(parts, head, PAGE_HEIGHT), 100)


def _paper_heights(question: PlannedQuestion) -> list[float]:
    """The heights of a question's rows: a gap, the head, perhaps the scene, text, choices."""
    width = PAPER_WIDTHS[TEXT]
    texts = [question.scene] if question.scene else []
    texts += [question.text, *question.choices]
    return [10, 20, *(row_height(text, width, PAPER_SIZE, padding=6) for text in texts)]


def _write_asked(sheet: Sheet, one: PaperQuestion, pool: PoolSheet, start: int, how: str) -> None:
    question, source = one.planned, pool.rows(one.planned)
    row = start + 1
    sheet.number(row, MARK, one.number, {**BAR, "align": "center", "font_size": 12})
    sheet.text(row, TEXT, how, {**BAR, "bold": False, "font_size": SMALL, "indent": 1})
    row += 1
    edge: Style = {**BODY, "font_size": PAPER_SIZE, "indent": 1}
    if source.scene is not None:
        shaded: Style = {**edge, "bg_color": colours.SURFACE_2}
        sheet.link(row, TEXT, pool.cell(source.scene), question.scene, shaded)
        row += 1
    asked: Style = {**edge, "bold": True, "font_color": colours.INK}
    sheet.link(row, TEXT, pool.cell(source.text), question.text, asked)
    for index, place in enumerate(one.order):
        at = row + 1 + index
        sheet.text(
            at, MARK, one.letters[index], {**edge, "align": "center", "bold": True, "indent": 0}
        )
        cell = pool.cell(source.first_choice + place)
        sheet.link(at, TEXT, cell, question.choices[place], edge)
