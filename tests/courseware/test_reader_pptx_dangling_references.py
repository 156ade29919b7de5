"""What rested on slides that a deck deleted or hid is told, and the edition stays whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from terakoya.courseware.checks import check_loaded
from terakoya.courseware.cli.importing import write_folder
from terakoya.courseware.errors import Severity
from terakoya.courseware.formats.folder.reading import load_folder
from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.inline import plain
from terakoya.courseware.model import BlueprintPart, Course, LawQuoteSlide, Material, Question
from terakoya.courseware.revision import part_hash
from tests.courseware.deck_editing import (
    drop_shape,
    edited,
    page_of,
    remove,
    renote,
    retitle,
    retype,
    shape_of,
)
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()


def imported(*edits: Any, base: Material = BASE) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), base)


def hide(*names: str) -> Any:
    def edit(presentation: Any) -> None:
        for name in names:
            page_of(presentation, name)._element.set("show", "0")

    return edit


def told(result: Imported, *losses: Loss) -> list[tuple[Loss, int | None]]:
    return [(one.loss, one.page) for one in result.report.notices if one.loss in losses]


def questions_of(course: Course, language: str) -> dict[str, Question]:
    return {one.id: one for one in course.text(language).test.questions}


def test_a_slide_of_the_law_that_was_deleted_is_told_with_its_facts() -> None:
    result = imported(remove("ordinance-text"))
    notices = [one for one in result.report.notices if one.loss is Loss.LEGAL_GONE]
    slide = next(s for _, s in BASE.course.source.slides() if s.id == "ordinance-text")
    facts = {fact.id: fact for fact in BASE.course.facts}
    assert [one.page for one in notices] == [None]
    assert notices[0].values["title"] == slide.title
    for name in slide.facts:
        assert facts[name].statement["ja"][:70] in notices[0].values["facts"]


def test_a_slide_of_the_law_that_was_hidden_is_told_on_its_page() -> None:
    result = imported(hide("ordinance-text"))
    assert told(result, Loss.LEGAL_GONE, Loss.LEGAL_HIDDEN) == [(Loss.LEGAL_HIDDEN, 4)]


QUOTE = "「何人も、あらゆる場において、カスハラを行ってはならない。」"


def test_words_that_the_law_asks_for_and_that_were_changed_are_told_with_what_they_were() -> None:
    result = imported(retype("ordinance-text", "quote", QUOTE))
    (notice,) = [one for one in result.report.notices if one.loss is Loss.LEGAL_CHANGED]
    slide = next(s for _, s in BASE.course.source.slides() if s.id == "ordinance-text")
    assert isinstance(slide, LawQuoteSlide)
    assert (notice.page, notice.values["text"]) == (4, plain(slide.quote))
    assert notice.values["title"] == plain(slide.title)
    cites = {fact.id: fact.cite["ja"] for fact in BASE.course.facts}
    assert notice.values["cites"] == " / ".join(dict.fromkeys(cites[one] for one in slide.facts))


def test_an_element_that_the_law_asks_for_and_that_was_deleted_is_told() -> None:
    result = imported(drop_shape("three-elements", "item-3", "item-3-number"))
    assert told(result, Loss.LEGAL_CHANGED) == [(Loss.LEGAL_CHANGED, 2)]


def test_more_words_other_stress_and_other_notes_leave_the_law_as_it_is() -> None:
    def make_bold(presentation: Any) -> None:
        for paragraph in shape_of(
            page_of(presentation, "ordinance-text"), "quote"
        ).text_frame.paragraphs:
            for run in paragraph.runs:
                run.font.bold = True

    result = imported(make_bold, renote("three-elements", "別の話し方です。"))
    assert result.material.course != BASE.course
    assert told(result, Loss.LEGAL_CHANGED) == []


def test_words_of_a_page_that_the_law_does_not_ask_for_may_change() -> None:
    result = imported(retitle("same-day", "同じ日の2つの話"))
    assert told(result, Loss.LEGAL_CHANGED) == []


def test_another_slide_may_go_without_a_word_of_the_law() -> None:
    result = imported(remove("same-day"), hide("two-axes"))
    assert told(result, Loss.LEGAL_GONE, Loss.LEGAL_HIDDEN) == []


def test_a_question_loses_the_name_of_a_deleted_slide_and_its_translation_stays_fresh() -> None:
    before = questions_of(BASE.course, "en")["q-own-partner"]
    assert before.source_hash == part_hash(questions_of(BASE.course, "ja")["q-own-partner"])
    course = imported(remove("same-day")).material.course
    source, english = (questions_of(course, one)["q-own-partner"] for one in ("ja", "en"))
    assert source.slides == english.slides == ("three-to-do",)
    assert english.source_hash == part_hash(source)


def test_a_question_that_rested_on_deleted_slides_alone_leaves_the_pool_and_is_named() -> None:
    result = imported(remove("same-wish"))
    notices = [one for one in result.report.notices if one.loss is Loss.QUESTION_GONE]
    question = questions_of(BASE.course, "ja")["q-complaint"]
    assert [one.values["text"] for one in notices] == [question.text]
    for language in ("ja", "en"):
        asked = set(questions_of(BASE.course, language)) - {"q-complaint"}
        assert set(questions_of(result.material.course, language)) == asked


def test_a_question_that_rests_on_hidden_slides_alone_stays_and_is_named() -> None:
    result = imported(hide("same-wish"))
    assert told(result, Loss.QUESTION_GONE, Loss.QUESTION_HIDDEN) == [(Loss.QUESTION_HIDDEN, None)]
    assert result.material.course == BASE.course


def test_what_was_hidden_before_is_no_news() -> None:
    first = imported(hide("same-wish"))
    deck = edited(corpus_deck("ja"), hide("same-wish"))
    again = import_deck(deck, first.material, settings=first.settings)
    assert told(again, Loss.QUESTION_HIDDEN) == []


def test_the_blueprint_takes_no_more_than_the_pool_gives() -> None:
    count = len(BASE.course.source.test.questions)
    goal = questions_of(BASE.course, "ja")["q-complaint"].goal
    alone = [one.goal for one in BASE.course.source.test.questions].count(goal)
    parts = (BlueprintPart(take=count - 1), BlueprintPart(take=alone - 1, goal=goal))
    meta = BASE.course.meta.model_copy(update={"blueprint": parts})
    base = Material(BASE.course.model_copy(update={"meta": meta}), BASE.media)
    result = imported(remove("same-wish"), base=base)
    takes = [part.take for part in result.material.course.meta.blueprint]
    assert takes == [take for take in (count - 2, alone - 2) if take > 0]
    assert told(result, Loss.TEST_SHORTER) == [(Loss.TEST_SHORTER, None)]


@pytest.mark.parametrize("gone", [("ordinance-text",), ("same-wish",), ("same-day", "two-axes")])
def test_the_folder_of_an_edition_with_deleted_slides_has_no_errors(
    gone: tuple[str, ...], untouched_errors: list[str], tmp_path: Path
) -> None:
    assert errors(imported(remove(*gone)), tmp_path / "edition") == untouched_errors


@pytest.fixture(scope="module")
def untouched_errors(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return errors(imported(), tmp_path_factory.mktemp("untouched") / "edition")


def errors(result: Imported, folder: Path) -> list[str]:
    write_folder(folder, result.material, result.settings)
    found = check_loaded(load_folder(folder), on=dt.date(2026, 11, 26))
    found = [one for one in found if one.severity is Severity.ERROR]
    # How long a shorter course lasts is for its company to promise.
    return [one.code for one in found if one.code != "minutes"]
