"""A survey workbook changed by hand: identity and scores follow the words, the rest is told."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from PIL import Image as Picture

from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.formats.xlsx.reading.item_identity import Identity, item_identities
from terakoya.courseware.formats.xlsx.reading.item_labels import Labels, split_labels, topic_names
from terakoya.courseware.formats.xlsx.reading.notices import Remark
from terakoya.courseware.formats.xlsx.reading.option_ids import option_ids
from terakoya.courseware.formats.xlsx.reading.scale import Level, scale_levels
from terakoya.courseware.formats.xlsx.writing import write_survey_workbook
from terakoya.courseware.imports.sheets import ImportedSheets, import_sheets
from terakoya.courseware.model import SurveyItem
from terakoya.courseware.text.alignment import folded

from ..factories import first_edition_material
from .workbook_edits import edited, insert_rows, keep_sheets, row_with

ITEMS = "回答用紙"
MATERIAL = first_edition_material()
SURVEY = MATERIAL.course.source.survey
SCALE = [one.text for one in SURVEY.scale]
IDS = [one.id for one in SURVEY.scale]
KNOWN = {one.id: one.text for one in SURVEY.scale}


@cache
def small_book() -> bytes:
    """The workbook without the sheets that count answers, so that it is quick to edit."""
    return edited(write_survey_workbook(MATERIAL, "ja"), keep_sheets("はじめに", ITEMS, "_ids"))


def imported(edit: Callable[[Any], None]) -> ImportedSheets:
    """The survey after an edit of its sheet."""
    book = edited(small_book(), lambda book: edit(book[ITEMS]))
    return import_sheets([("s.xlsx", book)], [], (MATERIAL, EditionSettings()))


def told(read: ImportedSheets) -> list[tuple[Remark, str]]:
    """What is told of the sheet; that new words wait for translation is tested elsewhere."""
    (report,) = read.reports
    notices = [one for one in report.notices if one.remark is not Remark.UNTRANSLATED]
    return [(one.remark, one.place.rpartition("!")[2]) for one in notices]


def states(read: ImportedSheets) -> dict[str, tuple[str, ...]]:
    (report,) = read.reports
    found = {state: tuple(one.id for one in parts) for state, parts in report.states.items()}
    return {state: ids for state, ids in found.items() if ids and state != "same"}


def item(read: ImportedSheets, name: str, language: str = "ja") -> SurveyItem:
    items = read.material.course.text(language).survey.items
    return next(one for one in items if one.id == name)


def words(sheet: Any, name: str) -> Any:
    """The cell with the words of an item."""
    text = next(one.text for one in SURVEY.items if one.id == name)
    return sheet.cell(row_with(sheet, text), 3)


def exchange(sheet: Any, one: str, other: str) -> None:
    first, second = words(sheet, one), words(sheet, other)
    first.value, second.value = second.value, first.value


def scale_row(sheet: Any) -> int:
    return row_with(sheet, SCALE[0], 4)


def type_options(*texts: str, row: int = 0) -> Callable[[Any], None]:
    """Type words over the common scale, or over a row below it, and clear the rest."""

    def edit(sheet: Any) -> None:
        at = scale_row(sheet) + row
        for column in range(10):
            cell = sheet.cell(at, 4 + column)
            cell.value = texts[column] if column < len(texts) else None

    return edit


# -- the common scale --------------------------------------------------------------------------

SCALES: list[tuple[list[str], list[tuple[str, int | None]] | None]] = [
    (SCALE[::-1], list(zip(IDS[::-1], (0, 25, 50, 75, 100), strict=True))),
    (
        [SCALE[0], SCALE[1], SCALE[3], SCALE[4]],
        [("agree", 100), ("rather-agree", 75), ("rather-disagree", 25), ("disagree", 0)],
    ),
    (
        ["全くそう思う", "そう思う", "どちらともいえない", "そう思わない", "全くそう思わない"],
        list(zip(IDS, (100, 75, 50, 25, 0), strict=True)),
    ),
    (
        ["とてもそう思う", *SCALE[1:]],
        list(zip(IDS, (100, 75, 50, 25, 0), strict=True)),
    ),
    (
        ["あてはまる", "ややあてはまる", "あまりあてはまらない", "あてはまらない"],
        [("", 100), ("", 67), ("", 33), ("", 0)],
    ),
    (
        ["いつも", "たいてい", "ときどき", "まれに", "ない"],
        [("", 100), ("", 75), ("", 50), ("", 25), ("", 0)],
    ),
    (
        [*SCALE, "全くそう思わない"],
        [*zip(IDS, (100, 75, 50, 33, 17), strict=True), ("", 0)],
    ),
    ([*SCALE, "わからない"], [*zip(IDS, (100, 75, 50, 25, 0), strict=True), ("", None)]),
    ([*SCALE, "場合による"], [*zip(IDS, (100, 75, 50, 25, 0), strict=True), ("", None)]),
    (["はい", "いいえ"], [("", 100), ("", 0)]),
    (["いいえ", "はい"], [("", 0), ("", 100)]),
    (["5", "4", "3", "2", "1"], None),
    (["そう思う", *SCALE[:4]], None),
    (["そう思わない", "そう思う", "少しそう思う", "どちらともいえない", "とてもそう思う"], None),
    (["そう思う"], None),
]


@pytest.mark.parametrize(("after", "levels"), SCALES, ids=lambda one: str(one[0]) if one else "-")
def test_scores_of_a_scale_follow_its_words(
    after: list[str], levels: list[tuple[str, int | None]] | None
) -> None:
    written = [(IDS[at] if at < len(IDS) else "", text) for at, text in enumerate(after)]
    read = scale_levels(written, SURVEY.scale, KNOWN)
    assert read == (None if levels is None else [Level(*one) for one in levels])


def test_a_changed_scale_is_told_with_its_scores_and_edits_the_survey() -> None:
    read = imported(type_options(*SCALE[::-1], "答えたくない"))
    (report,) = read.reports
    assert told(read) == [(Remark.SCALE_CHANGED, f"D{_row()}:H{_row()}")]
    assert "そう思わない (0)" in report.notices[0].values["scores"]
    assert states(read) == {"edited": ("survey",)}
    assert [one.path for one in report.parts[0].edits] == ["scale"]
    english = read.material.course.text("en").survey.scale
    assert [(one.text, one.score) for one in english][::4] == [("Disagree", 0), ("Agree", 100)]


@cache
def _row() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return scale_row(openpyxl.load_workbook(io.BytesIO(small_book()))[ITEMS])


@pytest.mark.parametrize(
    ("after", "remarks"),
    [
        ([*SCALE[:2], *SCALE[3:], "答えたくない"], [Remark.SCALE_CHANGED]),
        (SCALE, [Remark.DECLINED_GONE]),
        (["5", "4", "3", "2", "1", "答えたくない"], [Remark.SCALE_KEPT]),
        ([], [Remark.DECLINED_GONE, Remark.OPTIONS_KEPT]),
        (["答えたくない", *SCALE], []),
    ],
)
def test_the_option_not_to_answer_is_found_by_its_words(
    after: list[str], remarks: list[Remark]
) -> None:
    read = imported(type_options(*after))
    assert [remark for remark, _ in told(read)] == remarks
    scale = read.material.course.source.survey.scale
    assert "答えたくない" not in [one.text for one in scale]
    assert (scale == SURVEY.scale) is (Remark.SCALE_CHANGED not in remarks)


# -- options of an item ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "ids"),
    [
        (["ない", "ある", "わからない"], ["no", "yes", "unsure"]),
        (["よくある", "ときどきある", "ない"], ["", "", "no"]),
        (["はい", "いいえ", "どちらでもない"], ["", "", ""]),
        (["ある。", "ない。", "分からない"], ["yes", "no", "unsure"]),
    ],
)
def test_new_words_of_an_option_are_a_new_option(after: list[str], ids: list[str]) -> None:
    before = {"yes": "ある", "no": "ない", "unsure": "分からない"}
    assert option_ids(list(zip(before, after, strict=True)), before) == ids


def test_replaced_options_lose_their_ids_and_translations() -> None:
    read = imported(type_options("よくある", "ときどきある", "ない", "答えたくない", row=1))
    row = _row() + 1
    assert told(read) == [
        (Remark.OPTIONS_GONE, f"D{row}"),
        (Remark.NEW_OPTION, f"D{row}"),
        (Remark.NEW_OPTION, f"E{row}"),
    ]
    english = item(read, "sv-suffered", "en")
    assert [one.text for one in english.options] == ["よくある", "ときどきある", "No"]
    assert english.source_hash == ""


def test_what_stands_behind_a_gap_is_no_option() -> None:
    def note(sheet: Any) -> None:
        sheet.cell(scale_row(sheet), 12).value = "←変更しました"

    read = imported(note)
    assert told(read) == [(Remark.LOOSE_ITEM, f"L{_row()}")]
    assert read.material.course.source.survey == SURVEY


# -- items -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("placed", "identities"),
    [
        ([("a", "店長を呼べる。"), ("b", "内線を知っている。")], ["b", "a"]),
        ([("a", "内線を知っている。"), ("b", "休憩が取れる。")], ["a", "b"]),
        ([("a", "休憩が取れる。"), ("", "内線を知っている。")], ["", "a"]),
    ],
)
def test_identity_of_an_item_follows_its_words(
    placed: list[tuple[str, str]], identities: list[str]
) -> None:
    known = {"a": "内線を知っている。", "b": "店長を呼べる。"}
    found = item_identities(placed, known)
    if identities[0] == "":  # a new text in the place of one that stands elsewhere
        assert found == [Identity(""), Identity("a")]
    else:
        assert found == [Identity(one) for one in identities]


def test_an_item_typed_twice_is_a_copy() -> None:
    known = {"a": "内線を知っている。", "b": "店長を呼べる。"}
    placed = [("a", known["a"]), ("b", known["a"])]
    assert item_identities(placed, known) == [Identity("a"), Identity("", copied="a")]


def test_exchanged_words_are_moves() -> None:
    read = imported(lambda sheet: exchange(sheet, "sv-right-demand", "sv-words-ready"))
    assert set(states(read)) == {"moved"}
    assert told(read) == []
    assert item(read, "sv-right-demand") == next(
        one for one in SURVEY.items if one.id == "sv-right-demand"
    )


def test_words_that_move_alone_keep_help_and_options_and_are_told() -> None:
    read = imported(lambda sheet: exchange(sheet, "sv-three-elements", "sv-suffered"))
    assert [remark for remark, _ in told(read)] == [Remark.MOVED_ALONE] * 2
    assert set(states(read)) == {"moved"}


def test_an_item_copied_over_another_is_told_and_counts_as_the_one_copied() -> None:
    def copy(sheet: Any) -> None:
        words(sheet, "sv-same-day").value = words(sheet, "sv-too-small").value

    read = imported(copy)
    assert [remark for remark, _ in told(read)] == [Remark.SAME_WORDS]
    assert states(read) == {"new": ("sv-new-1",), "deleted": ("sv-same-day",)}
    new = item(read, "sv-new-1")
    assert (new.topic, new.reverse) == ("reporting", True)


# -- labels ------------------------------------------------------------------------------------

TOPICS = topic_names([("support", "職場の支え"), ("knowledge", "知識")])


@pytest.mark.parametrize(
    ("text", "number", "words_left", "labels"),
    [
        ("【職場の支え】話せる。", "", "話せる。", Labels("support", False, ("職場の支え",))),
        ("知識：言える。", "3", "言える。", Labels("knowledge", False, ("知識",))),
        ("言える。", "知識", "言える。", Labels("knowledge", False, ("知識",))),
        ("（逆）言えない。", "", "言えない。", Labels("", True, ("逆",))),
        ("言えない（逆転項目）。", "", "言えない。", Labels("", True, ("逆転項目",))),
        ("言えない。", "4R", "言えない。", Labels("", True, ("4R",))),
        ("【店舗のみ】言える。", "問4", "【店舗のみ】言える。", Labels()),
        ("相手が誰か（知識）", "", "相手が誰か（知識）", Labels()),
        ("【知識】われわれの文。", "", "【知識】われわれの文。", Labels()),
    ],
)
def test_labels_are_no_words_of_an_item(
    text: str, number: str, words_left: str, labels: Labels
) -> None:
    known = {folded("【知識】われわれの文。")}
    assert split_labels(text, number, TOPICS, known=known) == (words_left, labels)


def test_a_topic_typed_before_an_item_is_its_topic() -> None:
    def label(sheet: Any) -> None:
        words(sheet, "sv-company-duty").value = f"【対応の備え】{SURVEY.items[1].text}"
        words(sheet, "sv-own-words").value = f"{SURVEY.items[10].text}（逆）"

    read = imported(label)
    assert [remark for remark, _ in told(read)] == [Remark.TOPIC_TAKEN, Remark.REVERSE_TAKEN]
    assert item(read, "sv-company-duty") == SURVEY.items[1].model_copy(
        update={"topic": "readiness"}
    )
    assert item(read, "sv-own-words", "en").reverse is True


# -- beside the words --------------------------------------------------------------------------


def test_formulas_without_a_result_and_errors_leave_the_words() -> None:
    def formulas(sheet: Any) -> None:
        words(sheet, "sv-three-elements").value = "=C10"
        words(sheet, "sv-company-duty").value = "#N/A"
        sheet["B1"] = '="x"'
        sheet.cell(scale_row(sheet), 4).value = '="そう思う"'

    read = imported(formulas)
    assert {remark for remark, _ in told(read)} == {Remark.FORMULA_KEPT}
    assert len(told(read)) == 4
    assert read.material.course.source.survey == SURVEY


def test_hidden_and_crossed_out_cells_comments_and_pictures_are_told() -> None:
    image = io.BytesIO()
    Picture.new("RGB", (4, 4)).save(image, "PNG")

    def annotate(sheet: Any) -> None:
        cell = words(sheet, "sv-three-elements")
        cell.comment = Comment("要確認", "担当")
        cell.font = Font(strike=True)
        sheet.row_dimensions[cell.row + 2].hidden = True
        sheet.column_dimensions["G"].hidden = True
        sheet.add_image(Image(image), "H3")

    read = imported(annotate)
    assert told(read) == [
        (Remark.HIDDEN_CELLS, f"C10, G{_row()}"),
        (Remark.STRUCK_CELLS, "C8"),
        (Remark.CELL_COMMENTS, "C8"),
        (Remark.SHEET_PICTURES, ITEMS),
    ]
    assert read.material.course.source.survey == SURVEY


def test_a_second_answer_sheet_is_told() -> None:
    def second(sheet: Any) -> None:
        for name in ("Answer sheet", f"{ITEMS} (2)"):
            sheet.parent.create_sheet(name, 0)["C8"] = "I can."

    read = imported(second)
    assert {place for _, place in told(read)} == {"Answer sheet", f"{ITEMS} (2)"}
    assert {remark for remark, _ in told(read)} == {Remark.UNKNOWN_LINES}


def test_an_introduction_with_another_number_of_items_is_told() -> None:
    def add(sheet: Any) -> None:
        row = words(sheet, "sv-company-duty").row
        insert_rows(sheet.parent, ITEMS, row, 1)
        sheet.cell(row, 2).value, sheet.cell(row, 3).value = "1-2", "内線番号を知っている。"

    read = imported(add)
    assert [remark for remark, _ in told(read)] == [Remark.NEW_SCALE_ITEM, Remark.OTHER_COUNT]
    (report,) = read.reports
    count = next(one for one in report.notices if one.remark is Remark.OTHER_COUNT)
    assert count.values["before"] == "14問"


@pytest.mark.parametrize("count", [1, 2])
def test_rows_that_a_script_inserted_do_not_shift_the_items(count: int) -> None:
    def insert(sheet: Any) -> None:
        row = words(sheet, "sv-company-duty").row
        sheet.insert_rows(row, count)  # openpyxl lets no formula follow
        sheet.cell(row, 2).value, sheet.cell(row, 3).value = "1-2", "内線番号を知っている。"

    read = imported(insert)
    survey = read.material.course.source.survey
    assert (survey.items[0], *survey.items[2:], survey.scale) == (*SURVEY.items, SURVEY.scale)
    assert [remark for remark, _ in told(read)] == [Remark.NEW_SCALE_ITEM, Remark.OTHER_COUNT]


def test_columns_and_a_name_that_a_script_changed_are_followed() -> None:
    def change(sheet: Any) -> None:
        exchange(sheet, "sv-three-elements", "sv-tell-apart")
        sheet.insert_cols(2)
        sheet.title = "アンケート"

    read = imported(change)
    assert set(states(read)) == {"moved"}
    assert told(read) == []
