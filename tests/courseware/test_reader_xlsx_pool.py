"""全問題 as strangers return it: columns and rows moved by hand, marks, colours, formulas."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from terakoya.courseware.formats.questions.reading import import_questions
from terakoya.courseware.formats.xlsx.reading import ReadTest, UnreadableSheet, import_test
from terakoya.courseware.formats.xlsx.reading.notices import Notice, Refusal, Remark
from terakoya.courseware.formats.xlsx.writing import write_test_workbook
from terakoya.courseware.inline import plain
from terakoya.courseware.model import Question

from ..factories import first_edition_material
from ..selection import deep
from .workbook_edits import Edit, delete_rows, edited, insert_rows, keep_sheets, row_with, sheet_of
from .xlsx_samples import corpus, corpus_test_book, with_few_questions

POOL = "全問題"
MATERIAL = corpus()
TEST = MATERIAL.course.source.test
FIRST_EDITION = with_few_questions(first_edition_material(), *range(22))
BANK = FIRST_EDITION.course.source.test
YELLOW = PatternFill("solid", fgColor="FFFFFF00")


@cache
def bank_book() -> bytes:
    """The test workbook of the first edition with half of its questions."""
    return edited(write_test_workbook(FIRST_EDITION, "ja"), keep_sheets(POOL, "_ids"))


@cache
def pool_book() -> bytes:
    """The test workbook without the sheets that are printed or count."""
    return edited(corpus_test_book(), keep_sheets(POOL, "_ids"))


def pool_after(*edits: Edit) -> ReadTest:
    return import_test(edited(pool_book(), *edits), MATERIAL)


def bank_after(*edits: Edit) -> ReadTest:
    return import_test(edited(bank_book(), *edits), FIRST_EDITION)


def told(read: ReadTest) -> list[tuple[Remark, str]]:
    return [(one.remark, one.place) for one in read.notices]


def on_pool(change: Callable[[Worksheet], None]) -> Edit:
    return lambda book: change(sheet_of(book, POOL))


def text_row(sheet: Worksheet, question: Question) -> int:
    return row_with(sheet, question.text)


def choice_row(sheet: Worksheet, question: Question, letter: str) -> int:
    return row_with(sheet, next(one.text for one in question.choices if one.id == letter))


def with_question(question: Question) -> list[Question]:
    return [question if one.id == question.id else one for one in TEST.questions]


def with_right(question: Question, *letters: str) -> Question:
    choices = [one.model_copy(update={"correct": one.id in letters}) for one in question.choices]
    return question.model_copy(update={"choices": tuple(choices)})


ONE = TEST.questions[5]  # a question with three choices, the second of them right


# -- marks -------------------------------------------------------------------------------------


def marks(**by_letter: Any) -> Edit:
    def edit(sheet: Worksheet) -> None:
        for letter, mark in by_letter.items():
            sheet.cell(choice_row(sheet, ONE, letter), 4).value = mark

    return on_pool(edit)


def test_marks_of_wrong_are_no_marks_of_right() -> None:
    read = pool_after(marks(a="×", c="誤"))
    assert (read.test, read.notices) == (TEST, ())


@pytest.mark.parametrize("mark", ["正解", True, *deep("✓", "1", "◎")])
def test_a_choice_marked_right_in_any_way_is_right(mark: Any) -> None:
    read = pool_after(marks(b=False, c=mark))
    assert list(read.test.questions) == with_question(with_right(ONE, "c"))


def test_a_mark_that_nobody_knows_is_told_and_the_old_answer_stays() -> None:
    read = pool_after(marks(b=None, c="△"))
    assert read.test == TEST
    (notice,) = read.notices
    assert (notice.remark, dict(notice.values)) == (Remark.UNKNOWN_MARK, {"texts": "「△」"})
    assert notice.place.startswith(f"{POOL}!D")


def test_a_colour_in_place_of_the_mark_is_named_where_none_is_right() -> None:
    def colour(sheet: Worksheet) -> None:
        sheet.cell(choice_row(sheet, ONE, "c"), 3).fill = YELLOW

    read = pool_after(marks(b=None), on_pool(colour))
    found = {one.remark: one for one in read.notices}
    assert set(found) == {Remark.COLOURED, Remark.NO_RIGHT_COLOURED}
    cells = found[Remark.COLOURED].place.removeprefix(f"{POOL}!")
    assert dict(found[Remark.NO_RIGHT_COLOURED].values) == {"cells": cells}


def exchanged(*letters: str) -> Edit:
    """Words and marks of some choices, in each other's columns."""

    def edit(sheet: Worksheet) -> None:
        for row in [choice_row(sheet, ONE, letter) for letter in letters]:
            words, mark = sheet.cell(row, 3), sheet.cell(row, 4)
            words.value, mark.value = mark.value, words.value

    return on_pool(edit)


@pytest.mark.parametrize("letters", ["abc", *deep("b")])
def test_words_and_marks_in_each_others_columns_are_read_the_other_way_round(
    letters: str,
) -> None:
    read = pool_after(exchanged(*letters))
    assert read.test == TEST
    (notice,) = read.notices
    texts = "、".join(f"「{one.text}」" for one in ONE.choices if one.id in letters)
    assert (notice.remark, notice.values["texts"]) == (Remark.COLUMNS_EXCHANGED, texts)


def typed_choices(*words: str) -> Edit:
    def edit(sheet: Worksheet) -> None:
        rows = [choice_row(sheet, ONE, letter) for letter in "abc"]
        for row, text in zip(rows, words, strict=True):
            sheet.cell(row, 3).value = text

    return on_pool(edit)


def test_a_mark_typed_over_the_words_of_a_choice_keeps_the_question_and_is_told() -> None:
    texts = [one.text for one in ONE.choices]
    read = pool_after(typed_choices(*texts[:2], "○"))
    assert (read.test, [one.remark for one in read.notices]) == (TEST, [Remark.SIGNS_KEPT])
    assert read.notices[0].values["texts"] == f"「{ONE.text[:30]}」"


@pytest.mark.parametrize("words", [("○", "×", "場合による"), ("◎", "○", "△")])
def test_signs_may_be_choices(words: tuple[str, ...]) -> None:
    read = pool_after(typed_choices(*words))
    (question,) = [one for one in read.test.questions if one.id == ONE.id]
    assert tuple(one.text for one in question.choices) == words


def stated(answer: str, **by_letter: Any) -> Edit:
    """The right answer typed into the heading of the marks."""

    def edit(sheet: Worksheet) -> None:
        bar = text_row(sheet, ONE) - (2 if ONE.scene else 1)
        assert sheet.cell(bar, 4).value == "正解"
        sheet.cell(bar, 4).value = answer

    return lambda book: (marks(**by_letter)(book), on_pool(edit)(book))[1]


@pytest.mark.parametrize(
    "answer", ["正解：3", "正解: Ｃ", *deep("正答＝ウ", "Answer: c", "正解は③")]
)
def test_the_right_answer_typed_into_the_heading_is_read(answer: str) -> None:
    read = pool_after(stated(answer, b=None))
    assert list(read.test.questions) == with_question(with_right(ONE, "c"))
    assert {one.remark for one in read.notices} <= {Remark.RIGHT_TURNED, Remark.LEGAL_TURNED}


def test_a_heading_that_states_what_the_marks_say_says_nothing() -> None:
    read = pool_after(stated("正解：B"))
    assert (read.test, read.notices) == (TEST, ())


@pytest.mark.parametrize("answer", ["正解：3", "正解：9"])
def test_a_heading_that_states_another_answer_than_the_marks_is_told(answer: str) -> None:
    read = pool_after(stated(answer))
    assert read.test == TEST
    (notice,) = read.notices
    assert (notice.remark, notice.values["text"]) == (Remark.STATED_LEFT_OUT, answer[-1])


def test_a_heading_that_states_what_is_crossed_out_leaves_the_cross() -> None:
    read = pool_after(stated("正解：3", b=None, c="×"))
    assert Remark.STATED_LEFT_OUT in {one.remark for one in read.notices}


# -- what is no text ---------------------------------------------------------------------------


def test_hidden_rows_struck_text_colours_and_comments_are_told_and_lose_nothing() -> None:
    def edit(sheet: Worksheet) -> None:
        row = text_row(sheet, ONE)
        sheet.row_dimensions[row + 1].hidden = True
        sheet.cell(row + 2, 3).font = Font(strike=True)
        sheet.cell(row + 3, 3).font = Font(color="FFFF0000")
        sheet.cell(row, 3).comment = Comment("法務：直してください", "法務")

    rows: list[int] = []
    edited(pool_book(), on_pool(lambda sheet: rows.append(text_row(sheet, ONE))))
    (row,) = rows
    read = pool_after(on_pool(edit))
    assert read.test == TEST
    assert told(read) == [
        (Remark.HIDDEN_CELLS, f"{POOL}!C{row + 1}, E{row + 1}"),
        (Remark.STRUCK_CELLS, f"{POOL}!C{row + 2}"),
        (Remark.CELL_COMMENTS, f"{POOL}!C{row}"),
        (Remark.COLOURED, f"{POOL}!C{row + 3}"),
    ]
    assert read.notices[2].values["texts"] == "「法務：直してください」"


def test_words_struck_within_a_text_are_told() -> None:
    rest, last = ONE.text[:-3], ONE.text[-3:]
    runs = f"<r><t>{rest}</t></r><r><rPr><strike/></rPr><t>{last}</t></r>".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(corpus_test_book())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(f"<t>{ONE.text}</t>".encode(), runs))
    read = import_test(out.getvalue(), MATERIAL)
    assert (read.test, [one.remark for one in read.notices]) == (TEST, [Remark.STRUCK_CELLS])


def test_our_own_colours_say_nothing() -> None:
    assert import_test(edited(corpus_test_book()), MATERIAL).notices == ()


# -- formulas without a result -----------------------------------------------------------------


def test_where_a_formula_has_no_result_the_old_text_stays_and_its_cell_is_told() -> None:
    def edit(sheet: Worksheet) -> None:
        row = choice_row(sheet, ONE, "b")
        for column in (3, 4, 5):
            sheet.cell(row, column).value = '="前"&"後"'
        sheet.cell(text_row(sheet, ONE), 3).value = "=A1"

    read = pool_after(on_pool(edit))
    assert read.test == TEST
    ((remark, place),) = told(read)
    assert (remark, len(place.split(", "))) == (Remark.UNSAVED_KEPT, 4)


def test_errors_of_formulas_are_no_words() -> None:
    def edit(sheet: Worksheet) -> None:
        sheet.cell(text_row(sheet, ONE), 3).value = "#REF!"

    read = pool_after(on_pool(edit))
    assert (read.test, [one.remark for one in read.notices]) == (TEST, [Remark.ERROR_CELL])


# -- columns -----------------------------------------------------------------------------------


def reordered(order: tuple[int, ...], headings: dict[str, str]) -> Edit:
    """Put the values of columns C, D, E elsewhere by hand, so that no formula follows."""

    def edit(sheet: Worksheet) -> None:
        for row in range(5, sheet.max_row + 1):
            values = [sheet.cell(row, column).value for column in order]
            for column, value in zip((3, 4, 5), values, strict=True):
                sheet.cell(row, column).value = headings.get(str(value), value)

    return on_pool(edit)


@pytest.mark.parametrize("order", [(4, 5, 3), *deep((5, 4, 3), (3, 5, 4))])
@pytest.mark.parametrize("has_ids", [True, False])
def test_columns_follow_their_headings(order: tuple[int, ...], *, has_ids: bool) -> None:
    def without_ids(book: Workbook) -> None:
        if not has_ids:
            del book["_ids"]

    read = pool_after(reordered(order, {}), without_ids)
    assert (read.test, read.notices) == (TEST, ())


def test_columns_whose_headings_say_nothing_are_refused() -> None:
    with pytest.raises(UnreadableSheet) as refused:
        pool_after(reordered((4, 5, 3), {"正解": "判定", "理由": "コメント"}))
    assert refused.value.case is Refusal.UNCLEAR_COLUMNS
    for language in ("ja", "en"):
        assert " → " in refused.value.sentence(language)


# -- which question it is ----------------------------------------------------------------------


def block(sheet: Worksheet, question: Question) -> tuple[int, int]:
    """The first row of a question and how many rows it has."""
    row = row_with(sheet, plain(question.scene or question.text)) - 1
    end = row
    while any(sheet.cell(end, column).value for column in range(2, 6)):
        end += 1
    return row, end - row + 1


def cut_by_hand(number: int) -> Edit:
    """Move a question to the end as a program does whose formulas do not follow."""

    def edit(sheet: Worksheet) -> None:
        row, count = block(sheet, BANK.questions[number])
        rows = [[sheet.cell(row + n, c).value for c in range(2, 6)] for n in range(count)]
        sheet.delete_rows(row, count)
        end = sheet.max_row + 2
        for n, values in enumerate(rows):
            for column, value in enumerate(values, 2):
                sheet.cell(end + n, column).value = value

    return on_pool(edit)


def moved_to_the_end(number: int) -> list[Question]:
    questions = list(BANK.questions)
    return [*questions[:number], *questions[number + 1 :], questions[number]]


@pytest.mark.parametrize("number", [7, *deep(1, 20)])
def test_a_question_moved_without_its_formulas_is_the_one_its_words_say(number: int) -> None:
    read = bank_after(cut_by_hand(number))
    assert list(read.test.questions) == moved_to_the_end(number)
    assert read.notices == ()


def test_a_reworded_question_where_no_formula_followed_goes_by_its_number() -> None:
    asked = BANK.questions[12]

    def reword(sheet: Worksheet) -> None:
        sheet.cell(row_with(sheet, asked.scene or asked.text), 3).value = "当社では、どうしますか。"
        for one in asked.choices[:1]:
            sheet.cell(row_with(sheet, one.text), 3).value = "店長を呼ぶ"

    read = bank_after(on_pool(reword), cut_by_hand(1))
    ids = [one.id for one in read.test.questions]
    assert ids == [one.id for one in moved_to_the_end(1)]


@pytest.mark.parametrize("label", ["問{}", None, *deep("{}.", "No.{}")])
def test_numbers_typed_in_any_way_change_nothing(label: str | None) -> None:
    def edit(sheet: Worksheet) -> None:
        for number, question in enumerate(TEST.questions, 1):
            row, _ = block(sheet, question)
            sheet.cell(row, 2).value = label and label.format(number)

    read = pool_after(on_pool(edit))
    assert (read.test, read.notices) == (TEST, ())


@pytest.mark.parametrize("signs", ["①②③", *deep("アイウ", "ＡＢＣ", "１２３")])
def test_labels_of_choices_typed_in_any_way_change_nothing(signs: str) -> None:
    def edit(sheet: Worksheet) -> None:
        for letter, sign in zip("abc", signs, strict=True):
            sheet.cell(choice_row(sheet, ONE, letter), 2).value = f"{sign}."

    def without_ids(book: Workbook) -> None:
        del book["_ids"]

    for edits in ((on_pool(edit),), (on_pool(edit), without_ids)):
        read = pool_after(*edits)
        assert (read.test, read.notices) == (TEST, ())


def test_other_words_for_the_labels_lose_no_question() -> None:
    def edit(sheet: Worksheet) -> None:
        for row in range(5, sheet.max_row + 1):
            label = {"問題": "設問", "解説": "説明"}.get(str(sheet.cell(row, 2).value))
            sheet.cell(row, 2).value = label or sheet.cell(row, 2).value

    def without_ids(book: Workbook) -> None:
        del book["_ids"]

    assert pool_after(on_pool(edit)).test == TEST
    assert pool_after(on_pool(edit), without_ids).test == TEST


def test_a_renamed_sheet_without_the_hidden_one_is_known_by_its_look() -> None:
    def rename(book: Workbook) -> None:
        for name in [one for one in book.sheetnames if one != POOL]:
            del book[name]
        sheet_of(book, POOL).title = "問題集2026"

    assert pool_after(rename).test == TEST


# -- whole questions ---------------------------------------------------------------------------


def test_a_known_question_without_words_or_choices_stays_and_is_told() -> None:
    def edit(sheet: Worksheet) -> None:
        sheet.cell(text_row(sheet, ONE), 3).value = None

    def empty_choices(sheet: Worksheet) -> None:
        for one in TEST.questions[4].choices:
            row = row_with(sheet, one.text)
            for column in (3, 4, 5):
                sheet.cell(row, column).value = None

    read = pool_after(on_pool(edit), on_pool(empty_choices))
    assert read.test == TEST
    assert [one.remark for one in read.notices] == [Remark.INCOMPLETE_KEPT] * 2


def test_a_choice_of_which_only_the_reason_is_left_is_gone_and_told() -> None:
    def edit(sheet: Worksheet) -> None:
        sheet.cell(choice_row(sheet, ONE, "c"), 3).value = None

    read = pool_after(on_pool(edit))
    kept = ONE.model_copy(update={"choices": ONE.choices[:2]})
    assert list(read.test.questions) == with_question(kept)
    assert [one.remark for one in read.notices] == [Remark.REASON_ALONE]


def test_choices_beyond_the_last_letter_are_read_and_those_too_many_told() -> None:
    def edit(book: Workbook) -> None:
        sheet = sheet_of(book, POOL)
        row = choice_row(sheet, ONE, "c") + 1
        insert_rows(book, POOL, row, 3)
        for offset, letter in enumerate("def"):
            sheet.cell(row + offset, 2).value = letter
            sheet.cell(row + offset, 3).value = f"自社の答え{letter}"

    read = pool_after(edit)
    choices = read.test.questions[5].choices
    assert [one.text for one in choices[3:]] == ["自社の答えd", "自社の答えe"]
    assert [one.remark for one in read.notices] == [Remark.TOO_MANY_CHOICES]


def own_questions(sheet: Worksheet) -> None:
    for row in range(5, sheet.max_row + 1):
        for column in range(2, 6):
            sheet.cell(row, column).value = None
    for at, topic in enumerate(("忘れ物", "返品")):
        rows: list[tuple[Any, ...]] = [
            (at + 1, "1つ選ぶ；知識", "正解", "理由"),
            ("問題", f"{topic}を受け付けるのは、何階ですか。", None, None),
            ("a", f"{topic}は1階", "○", "規程のとおりです。"),
            ("b", f"{topic}は9階", None, "規程にありません。"),
            ("解説", "規程の3条です。", None, None),
        ]
        for offset, values in enumerate(rows):
            for column, value in enumerate(values, 2):
                sheet.cell(5 + at * 6 + offset, column).value = value


def test_a_pool_of_only_new_questions_says_that_it_replaces_all() -> None:
    read = pool_after(on_pool(own_questions))
    assert [one.id for one in read.test.questions] == ["q-new-1", "q-new-2"]
    first = read.notices[0]
    assert first == Notice(Remark.REPLACES_ALL, POOL, {"before": "6", "after": "2"})


def test_a_table_put_into_a_workbook_of_ours_is_told_and_its_pool_is_read() -> None:
    def edit(book: Workbook) -> None:
        table = book.create_sheet("当社の問題", 0)
        table.append(["問題", "選択肢1", "選択肢2", "正解"])
        table.append(["何階ですか。", "1階", "9階", "1"])

    read = import_questions("test.xlsx", edited(corpus_test_book(), edit), MATERIAL)
    assert (read.test, told(read)) == (TEST, [(Remark.UNKNOWN_LINES, "当社の問題")])


def test_a_question_deleted_with_its_rows_is_gone_though_another_is_faintly_like_it() -> None:
    def edit(book: Workbook) -> None:
        sheet = sheet_of(book, POOL)
        row, count = block(sheet, TEST.questions[1])
        delete_rows(book, POOL, row, count)
        insert_rows(book, POOL, row, 6)
        rows: list[tuple[Any, ...]] = [
            (2, "正しいか誤りか；知識", "正解", "理由"),
            ("問題", "カスハラの相談は、夜間にもできる。", None, None),
            ("a", "正しい", "○", None),
            ("b", "誤り", None, None),
        ]
        for offset, values in enumerate(rows):
            for column, value in enumerate(values, 2):
                sheet.cell(row + offset, column).value = value

    ids = [one.id for one in pool_after(edit).test.questions]
    assert (ids[1], len(ids)) == ("q-new-1", 6)
    assert TEST.questions[1].id not in ids


def test_a_pass_mark_typed_above_the_list_of_results_is_told() -> None:
    def edit(book: Workbook) -> None:
        sheet_of(book, "成績一覧")["H1"] = "合格ライン 80%"

    read = import_test(edited(corpus_test_book(), edit), MATERIAL)
    assert (read.test, told(read)) == (TEST, [(Remark.GUIDE_TEXT, "成績一覧!H1")])
