"""Workbooks that come back: unchanged ones give the course, edited ones give exactly the edits."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from terakoya.courseware.formats.xlsx.reading import UnreadableSheet, import_survey, import_test
from terakoya.courseware.formats.xlsx.reading.notices import Notice, Refusal, Remark
from terakoya.courseware.formats.xlsx.writing import write_survey_workbook, write_test_workbook
from terakoya.courseware.model import Material, Survey, TestPool
from tests.courseware.scrambling import map_words

from ..factories import first_edition_material
from ..selection import deep
from .workbook_edits import (
    copy_rows,
    delete_rows,
    edited,
    insert_rows,
    move_rows,
    row_with,
    sheet_of,
)
from .xlsx_samples import corpus, needs_office, recalculate, with_few_questions

COURSES = {"first-edition": first_edition_material(), "every-layout": corpus()}
ITEMS, POOL = "回答用紙", "全問題"
# MatchedBy of words that are not the base's, which a scrambled base has none of.
COMPARED = {
    Remark.MAY_HAVE_TURNED,
    Remark.LEGAL_CHANGED,
    Remark.LEGAL_CHANGES,
    Remark.LEGAL_TURNED,
    Remark.RIGHT_TURNED,
}
SCRAMBLE = {code: chr(0x2600 + code % 97) for code in range(0x20, 0x10000)}


def scrambled(material: Material) -> Material:
    """The course with every visible text of survey and test made unreadable, marks in place."""
    texts = tuple(
        text.model_copy(update={"survey": _noise(text.survey), "test": _noise(text.test)})
        for text in material.course.texts
    )
    return Material(material.course.model_copy(update={"texts": texts}), material.media)


def _noise(part: Any) -> Any:
    plain = part.model_dump()

    def walk(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {name: walk(one, name) for name, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [walk(one, key) for one in value]
        if key in ("title", "text", "help", "scene", "why", "explanation") and value:
            return map_words(value, lambda words: words.translate(SCRAMBLE))
        if key == "correct":
            return not value
        return value

    for key, value in plain.items():
        if key not in ("intro", "topics"):  # not shown in the workbook, or not to be changed there
            plain[key] = walk(value, key)
    return type(part).model_validate(plain)


def marked(material: Material) -> Material:
    """The course with readings, stress and variables in survey and test."""
    texts = []
    for text in material.course.texts:
        item, question = text.survey.items[0], text.test.questions[0]
        first = question.choices[0].model_copy(
            update={
                "text": "{desk.name}に**{土下座|どげざ}**",
                "why": "**そう**。\n{desk.person}さん",
            }
        )
        question = question.model_copy(
            update={
                "text": "{company.name}の**人**は、{顧客等|こきゃくとう}に **言う**",
                "choices": (first, *question.choices[1:]),
            }
        )
        item = item.model_copy(update={"text": "{company.name}では**必ず**{110番|ひゃくとおばん}"})
        texts.append(
            text.model_copy(
                update={
                    "survey": text.survey.model_copy(
                        update={"items": (item, *text.survey.items[1:])}
                    ),
                    "test": text.test.model_copy(
                        update={"questions": (question, *text.test.questions[1:])}
                    ),
                }
            )
        )
    return Material(material.course.model_copy(update={"texts": tuple(texts)}), material.media)


def codes(notices: tuple[Notice, ...]) -> list[Remark]:
    return [one.remark for one in notices]


@cache
def survey_book() -> bytes:
    """The workbook of the first edition's survey, made once."""
    return write_survey_workbook(COURSES["first-edition"], "ja")


@cache
def test_book() -> bytes:
    """The workbook of the first edition's test, made once."""
    return write_test_workbook(COURSES["first-edition"], "ja")


test_book.__test__ = False  # type: ignore[attr-defined]


# -- unchanged workbooks -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("every-layout", "ja"),
        ("every-layout", "en"),
        pytest.param("first-edition", "ja", marks=pytest.mark.deep),
        pytest.param("first-edition", "en", marks=pytest.mark.deep),
    ],
)
def test_unchanged_workbooks_give_the_course_whatever_the_base_says(
    name: str, language: str
) -> None:
    material = marked(COURSES[name])
    text = material.course.text(language)
    survey = import_survey(write_survey_workbook(material, language), scrambled(material))
    test = import_test(write_test_workbook(material, language), scrambled(material))
    assert (survey.language, survey.survey) == (language, text.survey)
    assert (test.language, test.test) == (language, text.test)
    told = [one for one in codes(survey.notices + test.notices) if one not in COMPARED]
    assert told == [Remark.OTHER_REVISION] * 2


def test_the_base_itself_gives_no_notice() -> None:
    material = marked(COURSES["every-layout"])
    assert import_survey(write_survey_workbook(material, "ja"), material).notices == ()
    assert import_test(write_test_workbook(material, "ja"), material).notices == ()


def test_company_values_in_the_texts_become_variables_again() -> None:
    material = marked(COURSES["every-layout"])
    values = {"company.name": "株式会社みほん商事", "desk.name": "相談室", "desk.person": "見本"}
    book = write_test_workbook(material, "ja", values=values)
    assert import_test(book, scrambled(material)).test == material.course.source.test
    survey = write_survey_workbook(material, "ja", values=values)
    assert import_survey(survey, scrambled(material)).survey == material.course.source.survey


def test_workbooks_without_the_hidden_sheet_are_recognised_by_their_words() -> None:
    material = COURSES["first-edition"]

    def without_ids(book: Workbook) -> None:
        del book["_ids"]

    survey, test = edited(survey_book(), without_ids), edited(test_book(), without_ids)
    assert import_survey(survey, material).survey == material.course.source.survey
    assert import_test(test, material).test == material.course.source.test


# Deep: test_writer_xlsx_office.py reads what LibreOffice saved of the course of every layout.
@pytest.mark.office
@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("times", deep(1, 2))
def test_workbooks_saved_by_libreoffice_give_the_course(times: int, tmp_path: Any) -> None:
    material, surveys, tests = marked(COURSES["first-edition"]), ("ja", "en"), ("ja", "en")
    books = {f"s-{one}": write_survey_workbook(material, one) for one in surveys}
    books |= {f"t-{one}": write_test_workbook(material, one) for one in tests}
    for time in range(times):
        books = recalculate(books, tmp_path / str(time))
    base = scrambled(material)
    for one in surveys:
        assert import_survey(books[f"s-{one}"], base).survey == material.course.text(one).survey
    for one in tests:
        assert import_test(books[f"t-{one}"], base).test == material.course.text(one).test


# -- edited surveys ----------------------------------------------------------------------------

SURVEY = COURSES["first-edition"].course.source.survey


def survey_after(*edits: Any) -> tuple[Survey, tuple[Notice, ...]]:
    material = COURSES["first-edition"]
    read = import_survey(edited(survey_book(), *edits), material)
    return read.survey, read.notices


def item_row(book: Workbook, number: int) -> int:
    return row_with(sheet_of(book, ITEMS), SURVEY.items[number].text)


def with_items(**update: Any) -> Survey:
    return SURVEY.model_copy(update=update)


def test_a_reworded_item_and_title_are_the_only_change() -> None:
    def reword(book: Workbook) -> None:
        sheet_of(book, ITEMS).cell(item_row(book, 2), 3).value = "自社の言葉で、区別できる。"
        sheet_of(book, ITEMS)["B1"] = "みほん商事の調査"

    survey, notices = survey_after(reword)
    items = list(SURVEY.items)
    items[2] = items[2].model_copy(update={"text": "自社の言葉で、区別できる。"})
    assert survey == with_items(title="みほん商事の調査", items=tuple(items))
    assert codes(notices) == [Remark.MAY_HAVE_TURNED]


def test_a_deleted_item_is_gone_and_so_is_a_cleared_one() -> None:
    def delete(book: Workbook) -> None:
        delete_rows(book, ITEMS, item_row(book, 3), 2)

    def clear(book: Workbook) -> None:
        row = item_row(book, 5)
        for column in (2, 3):
            sheet_of(book, ITEMS).cell(row, column).value = None
        sheet_of(book, ITEMS).cell(row + 1, 3).value = None

    survey, notices = survey_after(delete, clear)
    assert survey == with_items(
        items=tuple(i for n, i in enumerate(SURVEY.items) if n not in (3, 5))
    )
    assert codes(notices) == [Remark.OTHER_COUNT]


def test_a_moved_item_stands_where_it_was_moved_to() -> None:
    survey, _ = survey_after(
        lambda book: move_rows(book, ITEMS, item_row(book, 4), 2, item_row(book, 1))
    )
    items = list(SURVEY.items)
    items.insert(1, items.pop(4))
    assert survey == with_items(items=tuple(items))


def test_a_copied_and_rewritten_item_is_new_and_shares_scale_and_topic() -> None:
    def add(book: Workbook) -> None:
        row = item_row(book, 2)
        copy_rows(book, ITEMS, row, 2, row + 2)
        sheet_of(book, ITEMS).cell(row + 2, 3).value = "忙しい時間帯でも、責任者を呼べる。"

    survey, notices = survey_after(add)
    new = survey.items[3]
    assert (new.text, new.kind, new.topic) == (
        "忙しい時間帯でも、責任者を呼べる。",
        "scale",
        SURVEY.items[2].topic,
    )
    assert (*survey.items[:3], *survey.items[4:]) == SURVEY.items
    assert codes(notices) == [Remark.NEW_ITEM, Remark.OTHER_COUNT]


def test_a_new_open_item_is_a_comment() -> None:
    def add(book: Workbook) -> None:
        row = item_row(book, 13)
        insert_rows(book, ITEMS, row, 2)
        sheet_of(book, ITEMS).cell(row, 2).value = 99
        sheet_of(book, ITEMS).cell(row, 3).value = "ほかに、会社に伝えたいこと"

    survey, _ = survey_after(add)
    assert (survey.items[13].kind, survey.items[13].text) == (
        "comment",
        "ほかに、会社に伝えたいこと",
    )


def test_options_reworded_removed_and_added_change_the_scale() -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book, ITEMS)
        row = row_with(sheet, SURVEY.scale[0].text, 4)
        sheet.cell(row, 4).value = "とてもそう思う"
        sheet.cell(row, 6).value = None
        sheet.cell(row, 9).value = "考えたことがない"
        sheet.cell(row, 10).value = "答えたくない"

    survey, notices = survey_after(change)
    first, second, _, *rest = SURVEY.scale
    assert [(o.id, o.text, o.score) for o in survey.scale] == [
        (first.id, "とてもそう思う", 100),
        *((o.id, o.text, o.score) for o in (second, *rest)),
        ("option-1", "考えたことがない", None),
    ]
    assert survey.items == SURVEY.items
    assert codes(notices) == [Remark.SCALE_CHANGED]


# -- edited tests ------------------------------------------------------------------------------

# The first questions are enough to edit; those of unchanged workbooks are all read.
EDITED = with_few_questions(COURSES["first-edition"], *range(9))
TEST = EDITED.course.source.test


@cache
def pool_book() -> bytes:
    """The workbook of these questions, made once."""
    return write_test_workbook(EDITED, "ja")


def test_after(*edits: Any) -> tuple[TestPool, tuple[Notice, ...]]:
    read = import_test(edited(pool_book(), *edits), EDITED)
    return read.test, read.notices


test_after.__test__ = False  # type: ignore[attr-defined]


def question_row(book: Workbook, number: int) -> int:
    """The row above a question (its bar)."""
    question = TEST.questions[number]
    row = row_with(sheet_of(book, POOL), question.scene or question.text)
    return row - 1


def height(number: int) -> int:
    question = TEST.questions[number]
    return 5 + len(question.choices) + bool(question.scene) + bool(question.facts) - 1


def with_questions(questions: list[Any]) -> TestPool:
    return TEST.model_copy(update={"questions": tuple(questions)})


def test_reworded_texts_and_a_moved_mark_are_the_only_change() -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book, POOL)
        row = question_row(book, 1)
        sheet.cell(row + 1, 3).value = "いつから始まりましたか。"
        sheet.cell(row + 2, 5).value = "順番が逆です。"
        sheet.cell(row + 3, 4).value = None
        sheet.cell(row + 4, 4).value = "〇"

    test, notices = test_after(change)
    questions = list(TEST.questions)
    a, b, c, d = questions[1].choices
    questions[1] = questions[1].model_copy(
        update={
            "text": "いつから始まりましたか。",
            "choices": (
                a.model_copy(update={"why": "順番が逆です。"}),
                b.model_copy(update={"correct": False}),
                c.model_copy(update={"correct": True}),
                d,
            ),
        }
    )
    assert test == with_questions(questions)
    assert codes(notices) == [Remark.LEGAL_TURNED]


def test_a_deleted_question_and_a_deleted_choice_are_gone() -> None:
    def change(book: Workbook) -> None:
        delete_rows(book, POOL, question_row(book, 1) + 5, 1)
        delete_rows(book, POOL, question_row(book, 2), height(2) + 1)

    test, notices = test_after(change)
    questions = list(TEST.questions)
    questions[1] = questions[1].model_copy(update={"choices": questions[1].choices[:3]})
    del questions[2]
    assert (test, notices) == (with_questions(questions), ())


def test_a_moved_question_stands_where_it_was_moved_to() -> None:
    def move(book: Workbook) -> None:
        move_rows(book, POOL, question_row(book, 5), height(5) + 1, question_row(book, 1))

    test, _ = test_after(move)
    questions = list(TEST.questions)
    questions.insert(1, questions.pop(5))
    assert test == with_questions(questions)


def test_an_inserted_choice_gets_a_free_letter() -> None:
    def add(book: Workbook) -> None:
        row = question_row(book, 1) + 6
        insert_rows(book, POOL, row, 1)
        sheet = sheet_of(book, POOL)
        for column, value in (
            (2, "e"),
            (3, "どちらも、まだ始まっていない"),
            (5, "始まっています。"),
        ):
            sheet.cell(row, column).value = value

    test, notices = test_after(add)
    assert test.questions[1].choices[:4] == TEST.questions[1].choices
    assert test.questions[1].choices[4].model_dump() == {
        "id": "e",
        "text": "どちらも、まだ始まっていない",
        "why": "始まっています。",
        "correct": False,
    }
    assert notices == ()


def test_a_copied_and_rewritten_question_is_new_and_serves_what_its_lines_say() -> None:
    def add(book: Workbook) -> None:
        row, rows = question_row(book, 1), height(1) + 1
        end = question_row(book, 2)
        copy_rows(book, POOL, row, rows, end)
        sheet = sheet_of(book, POOL)
        words = ["当社の店長が最初にすることは、どれですか。", "逃げる", "聞く", "怒る", "休む"]
        for offset, text in enumerate(words, 1):
            sheet.cell(end + offset, 3).value = text

    test, notices = test_after(add)
    new, like = test.questions[2], TEST.questions[1]
    assert (new.id, new.text, new.goal, new.topic, new.slides, new.facts) == (
        "q-new-1",
        "当社の店長が最初にすることは、どれですか。",
        like.goal,
        like.topic,
        like.slides,
        like.facts,
    )
    assert (*test.questions[:2], *test.questions[3:]) == TEST.questions
    assert notices == ()


def test_two_marks_make_a_question_one_of_choose_all_and_no_mark_is_told() -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book, POOL)
        sheet.cell(question_row(book, 1) + 2, 4).value = "○"
        sheet.cell(question_row(book, 2) + 5, 4).value = None

    test, notices = test_after(change)
    assert (test.questions[1].kind, [c.correct for c in test.questions[1].choices]) == (
        "multiple",
        [True, True, False, False],
    )
    wanted = [Remark.NOW_MULTIPLE, Remark.LEGAL_TURNED, Remark.NO_RIGHT_CHOICE]
    assert codes(notices) == wanted
    assert notices[2].place == "全問題!C26"
    assert notices[2].sentence("ja").startswith("全問題!C26：正解に○がありません。 → ")


def test_a_question_cut_and_pasted_as_a_copy_keeps_its_id_by_its_words() -> None:
    def change(book: Workbook) -> None:
        row, rows = question_row(book, 4), height(4) + 1
        copy_rows(book, POOL, row, rows, question_row(book, 6))
        delete_rows(book, POOL, question_row(book, 4), rows)

    test, notices = test_after(change)
    questions = list(TEST.questions)
    questions.insert(5, questions.pop(4))
    assert (test, notices) == (with_questions(questions), ())


def stale(name: str, how: Any) -> Any:
    """Delete rows, and leave the formulas that pointed there as LibreOffice may: unmended."""

    def edit(book: Workbook) -> None:
        ids = sheet_of(book, "_ids")
        cells = [row[4] for row in ids.iter_rows() if str(row[2].value).partition("/")[0] == name]
        kept = [cell.value for cell in cells]
        how(book)
        for cell, formula in zip(cells, kept, strict=True):
            if cell.data_type == "f":
                cell.value = formula

    return edit


def test_formulas_of_a_deleted_question_do_not_take_the_cells_of_another() -> None:
    for number in (2, 5):
        name = TEST.questions[number].id

        def delete_one(book: Workbook, number: int = number) -> None:
            delete_rows(book, POOL, question_row(book, number), height(number) + 1)

        test, _ = test_after(stale(name, delete_one))
        assert test == with_questions([one for one in TEST.questions if one.id != name])


def test_formulas_of_a_deleted_item_do_not_take_the_cells_of_another() -> None:
    def delete(book: Workbook) -> None:
        delete_rows(book, ITEMS, item_row(book, 3), 2)

    name = SURVEY.items[3].id
    survey, _ = survey_after(stale(name, delete))
    assert survey == with_items(items=tuple(one for one in SURVEY.items if one.id != name))


# -- refusals ----------------------------------------------------------------------------------


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = {"[Content_Types].xml": b"<Types/>"}
# Members of a package are zipped by the test: that of the bomb is 200 MB.
BAD: dict[Refusal, bytes | Mapping[str, bytes]] = {
    Refusal.EMPTY: b"",
    Refusal.ENCRYPTED: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
    Refusal.LEGACY: OLE + bytes(600),
    Refusal.BINARY: {**TYPES, "xl/workbook.bin": b"x"},
    Refusal.DECK: {**TYPES, "ppt/presentation.xml": b"<p/>"},
    Refusal.DOCUMENT: {**TYPES, "word/document.xml": b"<w/>"},
    Refusal.OPEN_DOCUMENT: {"META-INF/manifest.xml": b"<m/>"},
    Refusal.PDF: b"%PDF-1.7",
    Refusal.NO_WORKBOOK: b"question,answer",
    Refusal.BROKEN: {**TYPES, "xl/workbook.xml": b"<workbook"},
    Refusal.ENTITY: {**TYPES, "xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'},
    Refusal.BOMB: {**TYPES, "xl/media/image1.png": bytes(201_000_000)},
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_readable_workbook_is_refused_with_a_mend(case: Refusal) -> None:
    bad = BAD[case]
    data = bad if isinstance(bad, bytes) else zipped(bad)
    for read in (import_survey, import_test):
        with pytest.raises(UnreadableSheet) as refused:
            read(data, COURSES["every-layout"])
        assert refused.value.case is case
        for language in ("ja", "en"):
            assert " → " in refused.value.sentence(language)


def test_the_other_workbook_and_that_of_another_course_are_refused() -> None:
    material = COURSES["every-layout"]
    survey, test = write_survey_workbook(material, "ja"), write_test_workbook(material, "ja")
    cases = []
    for read, book, base in (
        (import_survey, test, material),
        (import_test, survey, material),
        (import_survey, survey, COURSES["first-edition"]),
        (import_test, edited(test, *_cleared_pool()), material),
    ):
        with pytest.raises(UnreadableSheet) as refused:
            read(book, base)
        cases.append(refused.value.case)
    assert cases == [
        Refusal.OTHER_KIND,
        Refusal.OTHER_KIND,
        Refusal.OTHER_COURSE,
        Refusal.NOTHING_LEFT,
    ]


def _cleared_pool() -> list[Any]:
    def clear(book: Workbook) -> None:
        sheet_of(book, POOL).delete_rows(4, 500)

    return [clear]


def test_every_sentence_exists_in_both_languages_with_the_same_placeholders() -> None:
    import string

    from terakoya.courseware.formats.xlsx.reading.words import _FOLDER

    ours, theirs = (
        json.loads((_FOLDER / f"{language}.json").read_text("utf-8")) for language in ("ja", "en")
    )
    names = {*Remark, *Refusal, "place"}
    types = {name for name in ours if name.startswith(("type-", "part-"))}  # what is not held
    assert set(ours) == set(theirs) == {str(name) for name in names} | types
    for code, text in theirs.items():
        fields = [
            {f for _, f, _, _ in string.Formatter().parse(t) if f} for t in (text, ours[code])
        ]
        assert fields[1] <= fields[0]
