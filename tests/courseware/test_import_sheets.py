"""`terakoya import` of workbooks and question files, alone and beside a deck."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from terakoya.courseware.cli.arguments import read_edition
from terakoya.courseware.cli.commands import FINDINGS, FINE, WRONG, main
from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.formats.questions.writing import write_gift
from terakoya.courseware.formats.xlsx.reading import Notice
from terakoya.courseware.formats.xlsx.reading.notices import Remark
from terakoya.courseware.formats.xlsx.writing import write_survey_workbook, write_test_workbook
from terakoya.courseware.imports.sheet_reports import SheetPart, SheetReport, sheet_parts
from terakoya.courseware.imports.sheets import ImportedSheets, import_sheets
from terakoya.courseware.model import AnySlide, Material
from terakoya.courseware.revision import revision_id

from .deck_editing import edited as edited_deck
from .deck_editing import retitle
from .deck_reading import CORPUS, corpus, corpus_deck
from .question_samples import AIKEN
from .workbook_edits import edited, row_with, sheet_of

ITEM = corpus().course.source.survey.items[0]
REWORDED = f"自社では、{ITEM.text}"


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, dict[str, Any]]:
    status = main(["import", *map(str, words), "--base", str(CORPUS), "--json"])
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert answer["schema"] == 1
    return status, answer


def reword(book: Workbook) -> None:
    sheet = sheet_of(book, "回答用紙")
    sheet.cell(row_with(sheet, ITEM.text), 3).value = REWORDED


@cache
def reworded_survey() -> bytes:
    """A survey with one other item, made once."""
    return edited(write_survey_workbook(corpus(), "ja"), reword)


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "survey.xlsx"
    path.write_bytes(reworded_survey())
    return path


def test_a_changed_survey_gives_an_edition_with_that_change(
    survey: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    english = tmp_path / "test-en.xlsx"
    english.write_bytes(write_test_workbook(corpus(), "en"))
    out = tmp_path / "edition"
    words = ("--survey", survey, "--test", english, "--out", out)
    status, answer = run(capsys, *words)
    material, settings = read_edition(out)
    items = material.course.source.survey.items
    assert status == FINE
    assert items[0].text == REWORDED
    assert items[1:] == corpus().course.source.survey.items[1:]
    assert material.course.texts[1] == corpus().course.texts[1]
    assert settings.base == revision_id(corpus().course)
    assert answer["revision"] == revision_id(material.course)
    first, second = answer["sheets"]
    assert (first["kind"], first["parts"]["edited"], first["notices"]) == ("survey", [ITEM.id], [])
    questions = [one.id for one in corpus().course.source.test.questions]
    assert (second["language"], second["parts"]["same"]) == ("en", questions)


@pytest.mark.usefixtures("read_here")
def test_a_deck_and_its_workbooks_make_one_edition_without_a_word_about_revisions(
    survey: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deck = tmp_path / "deck.pptx"
    deck.write_bytes(edited_deck(corpus_deck("ja"), retitle("same-day", "自社の題名")))
    out = tmp_path / "edition"
    status, answer = run(capsys, deck, "--survey", survey, "--out", out, "--no-pictures")
    course = read_edition(out)[0].course
    titles = {slide.id: slide.title for _, slide in course.source.slides()}
    assert titles["same-day"] == "自社の題名"
    assert course.source.survey.items[0].text == REWORDED
    assert (status, answer["sheets"][0]["notices"]) == (FINE, [])
    assert (out / "report.json").is_file()


def retitled(**titles: str) -> Material:
    """The course as a deck gives it back in which slides have other titles; `_` for `-`."""
    named = {name.replace("_", "-"): title for name, title in titles.items()}

    def of_slide(slide: AnySlide) -> AnySlide:
        return slide.model_copy(update={"title": named.get(slide.id, slide.title)})

    text = corpus().course.source
    chapters = tuple(
        chapter.model_copy(update={"slides": tuple(map(of_slide, chapter.slides))})
        for chapter in text.chapters
    )
    texts = (text.model_copy(update={"chapters": chapters}), *corpus().course.texts[1:])
    return replace(corpus(), course=corpus().course.model_copy(update={"texts": texts}))


def title_of(slide: str) -> str:
    return next(one.title for _, one in corpus().course.source.slides() if one.id == slide)


@cache
def questions_book() -> bytes:
    """The test workbook of the course as it was, made once."""
    return write_test_workbook(corpus(), "ja")


def slides_line(question: str, text: str) -> Callable[[Workbook], None]:
    """Write over the line スライド below a question."""

    def edit(book: Workbook) -> None:
        sheet = sheet_of(book, "全問題")
        asked = next(one for one in corpus().course.source.test.questions if one.id == question)
        row = row_with(sheet, asked.text)
        row = next(at for at in range(row, row + 12) if sheet.cell(at, 2).value == "スライド")
        sheet.cell(row, 3).value = text

    return edit


def with_book(book: bytes, material: Material) -> ImportedSheets:
    base, beside = (corpus(), EditionSettings()), (material, EditionSettings())
    return import_sheets([], [("test.xlsx", book)], base, into=beside)


@pytest.mark.parametrize(
    "titles",
    [
        {"three_elements": "自社の題名", "same_day": "その日のうちに"},
        {"three_elements": title_of("same-wish"), "same_wish": title_of("three-elements")},
    ],
    ids=["renamed", "exchanged"],
)
def test_lines_that_nobody_touched_say_nothing_of_slides_that_a_deck_renamed(
    titles: dict[str, str],
) -> None:
    found = with_book(questions_book(), retitled(**titles))
    assert found.reports[0].notices == ()
    assert found.material.course.source.test == corpus().course.source.test


def test_a_line_about_a_slide_that_a_deck_left_out_is_not_touched_either() -> None:
    text = corpus().course.source
    gone = "same-day"
    chapters = tuple(
        chapter.model_copy(
            update={"slides": tuple(one for one in chapter.slides if one.id != gone)}
        )
        for chapter in text.chapters
    )
    test = text.test.model_copy(
        update={
            "questions": tuple(
                one.model_copy(update={"slides": tuple(s for s in one.slides if s != gone)})
                for one in text.test.questions
            )
        }
    )
    left = text.model_copy(update={"chapters": chapters, "test": test})
    texts = (left, *corpus().course.texts[1:])
    course = corpus().course.model_copy(update={"texts": texts})
    found = with_book(questions_book(), replace(corpus(), course=course))
    assert found.reports[0].notices == ()
    assert found.material.course.source.test == test


def test_lines_that_were_changed_count_beside_a_deck_that_renamed_slides() -> None:
    known = slides_line("q-elements", title_of("same-wish"))  # as it was called in the workbook
    unknown = slides_line("q-duty", "ないスライド")
    book = edited(questions_book(), known, unknown)
    found = with_book(book, retitled(same_wish="同じ願い", ordinance_and_law="条例と法律"))
    questions = {one.id: one for one in found.material.course.source.test.questions}
    before = {one.id: one for one in corpus().course.source.test.questions}
    slides = {name: one.slides for name, one in questions.items()}
    was = {name: one.slides for name, one in before.items()}
    assert slides == {**was, "q-elements": ("same-wish",)}
    (told,) = found.reports[0].notices
    assert (told.remark, told.values["name"]) == (Remark.SLIDES_KEPT, "ないスライド")


def test_questions_of_a_text_file_replace_the_pool_and_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "pool.txt", tmp_path / "edition"
    path.write_text(AIKEN, encoding="utf-8")
    status, answer = run(capsys, "--test", path, "--out", out)
    test = read_edition(out)[0].course.source.test
    assert status == FINDINGS
    assert [question.id for question in test.questions] == ["q-new-1", "q-new-2"]
    assert answer["sheets"][0]["parts"]["deleted"] == [
        one.id for one in corpus().course.source.test.questions
    ]
    assert {one["code"] for one in answer["sheets"][0]["notices"]} == {
        "slide-guessed",
        "no-slide",
        "replaces-test",
        "pool-small",
        "untranslated",
    }


def test_a_question_file_in_another_language_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "pool.gift", tmp_path / "edition"
    path.write_bytes(write_gift(corpus(), "en"))
    status, answer = run(capsys, "--test", path, "--lang", "en", "--out", out)
    assert (status, answer["sheets"][0]["language"]) == (FINE, "en")
    assert read_edition(out)[0].course == corpus().course


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "wrong-use"),
        (("--test", "missing.gift"), "missing-file"),
        (("--survey", "{survey}", "--survey", "{survey}"), "wrong-use"),
        (("--test", "{survey}"), "sheet-other-kind"),
    ],
)
def test_what_cannot_be_imported_is_refused_and_writes_nothing(
    words: tuple[str, ...],
    code: str,
    survey: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    named = [word.format(survey=survey) for word in words]
    status, answer = run(capsys, *named, "--out", tmp_path / "edition")
    assert (status, answer["error"]["code"]) == (WRONG, code)
    assert not (tmp_path / "edition").exists()


def test_a_report_for_the_terminal_says_which_parts_changed_in_its_language() -> None:
    notice = Notice(Remark.NO_ANSWER, "L3")
    parts = (
        SheetPart("x", "同じ問題", ("same",)),
        SheetPart("q-1", "どれ？", ("edited",)),
        SheetPart("q-2", "いつ？", ("edited", "moved")),
        *(SheetPart(f"q-{n}", f"{n}番", ("deleted",)) for n in range(14)),
    )
    report = SheetReport("a.csv", "test", "ja", parts, (notice,), {})
    lines = report.lines("ja")
    assert lines[:4] == [
        "a.csv (test, ja): 変更なし 1, 変更 2, 移動 1, 削除 14",
        "  変更: どれ？",
        "  変更: いつ？",
        "  移動: いつ？",
    ]
    assert lines[-3:] == ["  削除: 11番", "  削除: … +2", f"  {notice.sentence('ja')}"]
    first = report.lines()[:2]
    assert first == ["a.csv (test, ja): 1 same, 2 edited, 1 moved, 14 deleted", "  edited: どれ？"]


def test_one_question_that_was_moved_is_one_that_moved() -> None:
    questions = corpus().course.source.test.questions
    first, *others = questions
    parts = sheet_parts(questions, (*others, first), corpus().course, "ja", {})
    moved = [one.id for one in parts if one.states == ("moved",)]
    assert moved == [first.id]
    assert sum(one.states == ("same",) for one in parts) == len(questions) - 1


@pytest.mark.usefixtures("read_here")
def test_workbook_and_question_file_give_a_page_with_old_and_new_side_by_side(
    survey: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = corpus().course.source.test.questions[0]
    gift = write_gift(corpus(), "ja").decode()
    path, out = tmp_path / "pool.gift", tmp_path / "edition"
    path.write_text(gift.replace(question.choices[0].text, "別の答え"), encoding="utf-8")
    _, answer = run(capsys, "--survey", survey, "--test", path, "--out", out)
    html = (out / "report.html").read_text(encoding="utf-8")
    assert "意識調査：survey.xlsx" in html and "確認テスト：pool.gift" in html
    assert f"<ins>自社では、</ins>{ITEM.text}" in html
    assert f'data-label="元">{ITEM.text}' in html  # the words that stayed are not marked
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert report == {"schema": 1, "sheets": answer["sheets"]}
    assert answer["sheets"][1]["parts"]["edited"] == [question.id]
    assert "<ins>別の答え</ins>" in html
    edits = answer["sheets"][0]["edits"][ITEM.id]
    assert edits == [{"label": "本文", "before": ITEM.text, "after": REWORDED}]


@pytest.mark.usefixtures("read_here")
def test_page_of_sheets_stands_beside_that_of_a_deck(
    survey: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deck, out = tmp_path / "deck.pptx", tmp_path / "edition"
    deck.write_bytes(corpus_deck("ja"))
    _, answer = run(capsys, deck, "--survey", survey, "--out", out, "--no-pictures")
    names = {Path(one).name for one in answer["written"]}
    assert {"report.html", "report.json", "report-sheets.html", "report-sheets.json"} <= names


def test_a_small_file_says_that_it_replaces_the_whole_test(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "pool.txt", tmp_path / "edition"
    path.write_text(AIKEN, encoding="utf-8")
    status, answer = run(capsys, "--test", path, "--lang", "ja", "--out", out)
    (told,) = (one for one in answer["sheets"][0]["notices"] if one["code"] == "replaces-test")
    questions = corpus().course.source.test.questions
    assert (status, told["count"], told["gone"]) == (FINDINGS, "2", str(len(questions)))
    assert questions[0].text[:10] in told["message"]
    (small,) = (one for one in answer["sheets"][0]["notices"] if one["code"] == "pool-small")
    asked = sum(one.take for one in corpus().course.meta.blueprint)
    assert (small["take"], small["count"]) == (str(asked), "2")
    assert "問題を書き足すか、出題数を減らして" in small["message"]
    path.write_bytes(write_gift(corpus(), "ja"))
    _, whole = run(capsys, "--test", path, "--out", tmp_path / "whole")
    assert whole["sheets"][0]["notices"] == []
