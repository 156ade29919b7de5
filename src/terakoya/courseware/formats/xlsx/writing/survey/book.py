"""The survey workbook as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from .....model import Material
from ..book import Book
from ..start_page import Section, write_start_page
from ..texts import Texts, texts_of
from .advice_sheet import AdviceSheet
from .answer_sheet import AnswerSheet
from .by_item import ByItem
from .calculation_sheet import CalculationSheet
from .change_sheet import ChangeSheet
from .collection import Collection, Comments
from .id_rows import SurveyIds
from .paper_sheet import PaperSheet
from .plan import DEPARTMENTS, RESPONDENTS, SurveyPlan, plan_survey
from .results import Results
from .tally import SurveyFill, Tally

STEPS = ("prepare", "hand_out", "collect", "copy", "read", "keep")


def write_survey_workbook(
    material: Material, language: str, *, values: Mapping[str, str] | None = None
) -> bytes:
    """The survey workbook of a course in one language, empty and ready to hand out.

    `values` are the company's variables; `None` leaves the course's natural defaults.
    """
    return write_filled(material, language, SurveyFill(), values=values)


def write_filled(
    material: Material,
    language: str,
    fill: SurveyFill,
    *,
    values: Mapping[str, str] | None = None,
    wave: str = "",
) -> bytes:
    """The survey workbook as it is after people have filled it in.

    `wave` is the portal's id of the time of asking that it is handed out for.
    """
    texts = texts_of(material.course, language, values)
    plan = plan_survey(material, texts)
    tally = Tally(plan, fill)
    book = Book(texts, texts.word("survey_title", survey=texts(plan.survey.title)))
    _write_start(book, plan)
    paper = PaperSheet(book, plan)
    answer_sheet = AnswerSheet(book, plan)
    collection = Collection(book, plan)
    comments = Comments(book, plan) if plan.comments else None
    results, by_item = Results(book, plan), ByItem(book, plan)
    about_topics = (AdviceSheet(book, plan), ChangeSheet(book, plan)) if plan.topics else ()
    ids = SurveyIds(book, plan)
    reckoning = CalculationSheet(
        book, plan, answer_sheet=answer_sheet, collection=collection, ids=ids
    )
    answer_sheet.write(fill.departments)
    paper.write(answer_sheet)
    collection.write(answer_sheet, tally, reckoning.checks, reckoning.people)
    if comments is not None:
        comments.write(answer_sheet, reckoning.checks)
    results.write(reckoning, tally)
    by_item.write(answer_sheet, reckoning, tally)
    for sheet in about_topics:
        sheet.write(reckoning, tally)
    reckoning.write(tally, comments)
    ids.write(answer_sheet, wave)
    return book.close()


def _write_start(book: Book, plan: SurveyPlan) -> None:
    texts = book.texts
    warning = Section(
        texts.word("survey_warning"), tuple(texts.word("survey_warning_text").split("\n"))
    )
    steps = [_step(texts, name, comments=bool(plan.comments)) for name in STEPS]
    version = texts.word(
        "version", version=plan.material.course.meta.version, revision=plan.revision[:12]
    )
    notes = [texts.word("unlock"), version]
    if texts.desk:
        notes.insert(0, texts.word("desk_line", desk=texts.desk))
    write_start_page(book, warning=warning, steps=steps, notes=notes)


def _step(texts: Texts, name: str, *, comments: bool) -> Section:
    lines = texts.word(f"step_{name}_text", rows=RESPONDENTS, departments=DEPARTMENTS).split("\n")
    if name == "copy" and comments:
        lines.append(texts.word("step_copy_comments"))
    return Section(texts.word(f"step_{name}"), tuple(lines))
