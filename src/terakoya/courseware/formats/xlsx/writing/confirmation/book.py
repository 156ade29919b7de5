"""The test workbook as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from .....model import Material
from .. import colours
from ..book import Book
from ..ids import IdSheet
from ..start_page import Section, write_start_page
from ..texts import Texts, texts_of
from .answer_sheet import LAST_RESULT_CELL, AnswerSheet, CalculationSheet
from .marking import Marking, TestFill
from .paper_answers import PaperAnswers
from .plan import PEOPLE, TestPlan, plan_test
from .question_sheets import (
    PAPER_TITLE,
    PAPER_WIDTHS,
    WIDTHS,
    PoolSheet,
    write_explained,
    write_paper,
)
from .result_list import ResultList

PAPER_SEED = 1
STEPS = ("prepare", "hand_out", "mark", "list", "explain", "change")


def write_test_workbook(
    material: Material,
    language: str,
    *,
    values: Mapping[str, str] | None = None,
    seed: int = PAPER_SEED,
) -> bytes:
    """The test workbook of a course in one language, ready to hand out.

    `values` are the company's variables; `None` leaves the course's natural defaults. `seed`
    says which questions are drawn for the paper; another seed gives another paper.
    """
    return write_filled(material, language, TestFill(), values=values, seed=seed)


def write_filled(
    material: Material,
    language: str,
    fill: TestFill,
    *,
    values: Mapping[str, str] | None = None,
    seed: int = PAPER_SEED,
) -> bytes:
    """The test workbook as it is after people have filled it in."""
    texts = texts_of(material.course, language, values)
    plan = plan_test(material, texts, seed)
    marking = Marking(plan, fill)
    book = Book(texts, texts.word("test_title", test=plan.title))
    _write_start(book, plan)
    paper = book.sheet("sheet_paper", PAPER_WIDTHS, tab=colours.PRIMARY)
    paper_answers = PaperAnswers(book, plan)
    answers = AnswerSheet(book, plan)
    results = ResultList(book, plan)
    explained = book.sheet("sheet_explained", WIDTHS, tab=colours.TEXT_MUTE)
    pool = PoolSheet(book, plan)
    ids = IdSheet(book)
    reckoning = CalculationSheet(book, plan, answers, pool)
    write_paper(book, plan, pool, paper)
    paper_answers.write(paper.ref(*PAPER_TITLE))
    answers.write(reckoning, marking)
    write_explained(book, plan, pool, explained, reckoning.keys())
    last_result = reckoning.whole(LAST_RESULT_CELL)
    results.write(marking, answers.pass_mark, last_result, reckoning.sheet)
    pool.write()
    reckoning.write(marking)
    reckoning.write_last_result(results.entries, results.last_row(marking))
    _write_ids(ids, plan, pool, paper.ref(*PAPER_TITLE))
    return book.close()


def _write_ids(ids: IdSheet, plan: TestPlan, pool: PoolSheet, title: str) -> None:
    ids.head("test", plan.material, plan.texts)
    ids.row("seed", str(plan.seed))
    ids.row("pass_mark", plan.pass_mark)
    for question in plan.questions:
        one = question.question
        ids.row("question", one.id, one.kind, one.goal, one.topic, *question.choice_ids)
    for asked in plan.paper:
        ids.row("paper", asked.drawn.id, asked.number, *asked.drawn.choices)
    ids.text("test", "", "title", title, plan.title, plan.pool.title)
    pool.write_ids(ids)


def _write_start(book: Book, plan: TestPlan) -> None:
    texts = book.texts
    warning = Section(
        texts.word("test_warning"), tuple(texts.word("test_warning_text").split("\n"))
    )
    version = texts.word(
        "version", version=plan.material.course.meta.version, revision=plan.revision[:12]
    )
    notes = [texts.word("unlock"), version]
    if texts.desk:
        notes.insert(0, texts.word("desk_line", desk=texts.desk))
    steps = [_step(texts, plan, name) for name in STEPS]
    write_start_page(book, warning=warning, steps=steps, notes=notes)


def _step(texts: Texts, plan: TestPlan, name: str) -> Section:
    filled = {
        "n": len(plan.paper),
        "pool": len(plan.questions),
        "mark": plan.pass_mark,
        "seed": plan.seed,
        "rows": PEOPLE,
    }
    lines = texts.word(f"test_step_{name}_text", **filled).split("\n")
    if name == "mark":
        lines += [texts.word("test_step_rule", rule=rule.text) for rule in plan.rules]
    return Section(texts.word(f"test_step_{name}"), tuple(lines))
