"""A survey that comes back: what items mean, how new ones are answered, what is not taken."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from terakoya.courseware.formats.xlsx.reading import ReadSurvey, import_survey
from terakoya.courseware.formats.xlsx.reading.group_size import other_group_size
from terakoya.courseware.formats.xlsx.reading.item_meaning import is_statement, may_have_turned
from terakoya.courseware.formats.xlsx.reading.loose_cells import some_quoted
from terakoya.courseware.formats.xlsx.reading.notices import Remark
from terakoya.courseware.formats.xlsx.writing import write_survey_workbook
from terakoya.courseware.scoring import smallest_group

from ..factories import first_edition_material
from .workbook_edits import Edit, edited, insert_rows, keep_sheets, row_with, sheet_of

ITEMS = "回答用紙"
MATERIAL = first_edition_material()
SURVEY = MATERIAL.course.source.survey
REVERSED = next(one for one in SURVEY.items if one.id == "sv-right-demand")
PLAIN = next(one for one in SURVEY.items if one.kind == "scale" and not one.reverse)


@cache
def survey_book() -> bytes:
    """The survey workbook of the first edition without the sheets that count answers."""
    return edited(write_survey_workbook(MATERIAL, "ja"), keep_sheets("はじめに", ITEMS, "_ids"))


def survey_after(*edits: Edit) -> ReadSurvey:
    return import_survey(edited(survey_book(), *edits), MATERIAL)


def reword(before: str, after: str, column: int = 3) -> Edit:
    def edit(book: Any) -> None:
        sheet = sheet_of(book, ITEMS)
        sheet.cell(row_with(sheet, before, column), column).value = after

    return edit


@pytest.mark.parametrize(
    ("before", "after", "is_reversed", "turned"),
    [
        ("我慢するのが当たり前だ。", "我慢するのが当たり前とは思わない。", True, True),
        ("上司に話せる。", "上司に話せない。", False, True),
        (
            "つらい言動を、上司に話せない。",
            "つらい言動を、上司に話すことができません。",
            False,
            False,
        ),
        ("上司は対応を代わってくれる。", "店長は対応を代わってくれる。", False, False),
        ("一人で対応することが少ない。", "一人で対応することが少ないほうだ。", False, False),
        ("迷うことは相談しないほうがよい。", "迷ったら早めに相談するほうがよい。", True, True),
        ("I can tell my boss.", "I cannot tell my boss.", False, True),
        (
            "3つの要素を説明できる。",
            "3つの要素を説明できる。\n(I can explain the three elements of harassment.)",
            False,
            False,
        ),
        ("上司に話せる。", "上司に話せない。\n(I can tell my manager at work.)", False, True),
        ("I can tell my boss.", "I can tell my boss. 上司に話すことができます。", False, False),
        ("I can tell my boss.", "I can tell my manager.", False, False),
        ("カスハラとの区別がつく。", "カスハラとの区別は、難しい。", False, True),
        ("カスハラとの区別がつく。", "カスハラとの区別は、難しくない。", False, True),
        ("カスハラとの区別は、むずかしい。", "カスハラとの区別は、困難だ。", False, False),
        ("3つの要素を説明できる。", "3つの要素の説明は苦手だ。", False, True),
        ("3つの要素を説明できる。", "3つの要素を説明する自信がある。", False, False),
        ("3つの要素を説明できる。", "3つの要素を説明する自信があります。", False, False),
        ("3つの要素を説明できる。", "3つの要素を説明する自信がありません。", False, True),
        ("迷わず上司に話せる。", "上司に話すのは不安だ。", False, True),
        ("I can tell my boss.", "I find it hard to tell my boss.", False, True),
        ("I can tell my boss.", "I am confident that I can tell my boss.", False, False),
    ],
)
def test_a_negation_that_comes_or_goes_may_turn_an_item(
    before: str, after: str, *, is_reversed: bool, turned: bool
) -> None:
    assert may_have_turned(before, after, is_reversed=is_reversed) is turned


@pytest.mark.parametrize("item", [REVERSED, PLAIN])
def test_an_item_that_may_mean_the_opposite_is_told_with_its_best_answer(item: Any) -> None:
    turned = item.text.removesuffix("。") + "とは思わない。"
    read = survey_after(reword(item.text, turned))
    (notice,) = read.notices
    best = SURVEY.scale[-1 if item.reverse else 0].text
    assert (notice.remark, notice.values["option"]) == (Remark.MAY_HAVE_TURNED, best)
    assert [one.text for one in read.survey.items if one.id == item.id] == [turned]
    assert survey_after(reword(item.text, item.text.replace("、", ""))).notices == ()


@pytest.mark.parametrize(
    ("text", "kind", "remark"),
    [
        ("警備室の内線番号を知っている。", "scale", Remark.NEW_SCALE_ITEM),
        pytest.param(
            "内線番号を知っている", "scale", Remark.NEW_SCALE_ITEM, marks=pytest.mark.deep
        ),
        ("困っていることは何ですか。", "comment", Remark.NEW_OPEN_ITEM),
        pytest.param("会社への要望", "comment", Remark.NEW_OPEN_ITEM, marks=pytest.mark.deep),
    ],
)
def test_how_an_item_without_options_is_answered_is_told(
    text: str, kind: str, remark: Remark
) -> None:
    def add(book: Any) -> None:
        sheet = sheet_of(book, ITEMS)
        row = row_with(sheet, SURVEY.items[1].text)
        insert_rows(book, ITEMS, row, 1)
        sheet.cell(row, 2).value, sheet.cell(row, 3).value = "新", text

    read = survey_after(add)
    assert [one.kind for one in read.survey.items if one.id == "sv-new-1"] == [kind]
    assert [one.remark for one in read.notices] == [remark, Remark.OTHER_COUNT]
    assert is_statement(text) == (kind == "scale")


@pytest.mark.parametrize(
    ("text", "size", "is_other"),
    [
        ("5名以上の答えがそろったときに集計します。", 10, True),
        ("５人分の回答が集まったら、公開します。", 10, True),
        ("五名以上の答えがあれば示します。", 10, True),
        ("くわしく書かなくてかまいません。十二名以上の答えで集計します。", 10, True),
        ("1名でも答えがあれば、集計します。", 10, True),
        ("9名を超える答えがそろったときに集計します。", 10, False),
        ("10名未満のときは、答えを公表しません。", 10, False),
        ("十名以上の答えがそろったときに集計します。", 10, False),
        ("一人で答え、結果は人に見せないでください。", 10, False),
        ("3人以上のお客様に、同時に対応したことがある。", 10, False),
        ("答えは集計します。3名以上のお客様への対応を思い出してください。", 10, False),
        ("Counted only once five answers are in.", 10, True),
        ("Results are shown with at least 5 people.", 10, True),
        ("Counted only once 10 or more people have answered.", 10, False),
        ("Answers are counted when there are more than 9.", 10, False),
        ("3名以上のお客様に、商品を見せながら説明したことがある。", 10, False),
        ("答" * 30_000 + "1" * 30_000, 10, False),
        ("Three answers to choose from.", 10, False),
    ],
)
def test_words_that_promise_another_number_of_answers(
    text: str, size: int, *, is_other: bool
) -> None:
    assert bool(other_group_size(text, size)) is is_other


def test_the_courses_own_words_promise_the_number_that_is_kept_to() -> None:
    items = [one for text in MATERIAL.course.texts for one in text.survey.items]
    sizes = [(one, smallest_group(sensitive=one.sensitive)) for one in items]
    assert not any(other_group_size(one.help, size) for one, size in sizes)
    promises = [one.help for one, size in sizes if other_group_size(one.help, size + 1)]
    assert len(promises) == 2 * len(MATERIAL.course.texts)


def test_another_number_of_answers_is_told_with_the_one_that_is_kept_to() -> None:
    help_text = SURVEY.items[-2].help
    said = help_text.replace("10", "5")
    read = survey_after(reword(help_text, said))
    (notice,) = read.notices
    assert notice.remark is Remark.GROUP_SIZE
    assert notice.values == {"text": said, "count": "10"}
    assert notice.place.startswith(f"{ITEMS}!C")
    assert said in [one.help for one in read.survey.items]
    assert "10名に" in notice.sentence("ja")
    assert "from 10 answers on" in notice.sentence("en")


def test_a_new_item_with_the_copied_hint_of_a_sensitive_one_is_told() -> None:
    sensitive = next(one for one in SURVEY.items if one.sensitive)

    def edit(book: Any) -> None:
        row = row_with(sheet_of(book, ITEMS), sensitive.text, 3)
        copied = [sheet_of(book, ITEMS).cell(row + at, 3).value for at in (1, 2)]
        insert_rows(book, ITEMS, row, 3)
        for at, value in enumerate(["写真を撮られたことがありますか。", *copied]):
            sheet_of(book, ITEMS).cell(row + at, 3).value = value
        sheet_of(book, ITEMS).cell(row, 2).value = "新"

    sizes = [one for one in survey_after(edit).notices if one.remark is Remark.GROUP_SIZE]
    assert [one.values["count"] for one in sizes] == ["5"]


def test_an_option_behind_the_emptied_one_not_to_answer_is_read() -> None:
    def edit(book: Any) -> None:
        sheet = sheet_of(book, ITEMS)
        row = row_with(sheet, "ある", 4)
        sheet.cell(row, 7).value, sheet.cell(row, 8).value = None, "言いたくないことがある"
        scale = row_with(sheet, SURVEY.scale[0].text, 4)
        sheet.cell(scale, 9).value = "ノーコメント"

    read = survey_after(edit)
    options = next(one for one in read.survey.items if one.sensitive).options
    assert [one.text for one in options] == ["ある", "ない", "分からない", "言いたくないことがある"]
    assert read.survey.scale == SURVEY.scale
    assert [one.remark for one in read.notices] == [
        Remark.DECLINED_GONE,
        Remark.DECLINED_REWORDED,
        Remark.NEW_OPTION,
    ]
    assert read.notices[2].place.startswith(f"{ITEMS}!H")


def test_every_other_word_for_not_answering_is_told() -> None:
    def edit(book: Any) -> None:
        sheet = sheet_of(book, ITEMS)
        for words, column in ((SURVEY.scale[0].text, 9), ("ある", 7)):
            sheet.cell(row_with(sheet, words, 4), column).value = f"無回答{column}"

    read = survey_after(edit)
    (notice,) = read.notices
    assert read.survey == SURVEY
    assert notice.values == {"texts": "「無回答9」、「無回答7」"}
    assert notice.place.count(",") == 1


def test_a_notice_of_several_cells_quotes_the_first_three() -> None:
    texts = [f"メモ{number}" for number in (1, 1, 2, 3, 4)]
    assert some_quoted(["", *texts]) == "「メモ1」、「メモ2」、「メモ3」 …"
    assert some_quoted(texts[:3]) == "「メモ1」、「メモ2」"
    assert some_quoted(["あ" * 41]) == f"「{'あ' * 39}…」"


def test_departments_and_another_option_not_to_answer_are_told() -> None:
    def departments(book: Any) -> None:
        sheet = sheet_of(book, ITEMS)
        row = row_with(sheet, "部署の一覧", 2) + 2
        sheet.cell(row, 2).value, sheet.cell(row, 3).value = "1", "営業部"
        sheet.cell(row + 1, 3).value = "店舗"

    def declined(book: Any) -> None:
        sheet = sheet_of(book, ITEMS)
        row = row_with(sheet, SURVEY.scale[0].text, 4)
        cells = [sheet.cell(row, at) for at in range(4, 12)]
        next(one for one in cells if one.value == "答えたくない").value = "回答しない"

    read = survey_after(departments, declined)
    assert read.survey == SURVEY
    assert [(one.remark, dict(one.values)) for one in read.notices] == [
        (Remark.DECLINED_REWORDED, {"texts": "「回答しない」"}),
        (Remark.DEPARTMENTS, {"names": "営業部、店舗"}),
    ]


def test_names_of_topics_typed_over_the_results_are_told_and_not_taken() -> None:
    def edit(book: Any) -> None:
        cells = [one for row in sheet_of(book, "集計結果").iter_rows() for one in row]
        next(one for one in cells if one.value == SURVEY.topics[0].name).value = "理解度"

    whole = write_survey_workbook(MATERIAL, "ja")
    read = import_survey(edited(whole, edit), MATERIAL)
    assert read.survey == SURVEY
    (notice,) = read.notices
    assert (notice.remark, notice.place.partition("!")[0]) == (Remark.TOPIC_HEADINGS, "集計結果")
    assert notice.values == {"names": "「理解度」", "known": f"「{SURVEY.topics[0].name}」"}
