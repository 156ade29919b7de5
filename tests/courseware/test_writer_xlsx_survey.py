"""The survey workbook: bytes, validity, what is shown and hidden, safety of texts, protection."""

from __future__ import annotations

import io
import json
import re
import string
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import FileFormat, OpenXmlValidator
from xlsxwriter.worksheet import Worksheet as PlainWorksheet

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.xlsx import writing as xlsx
from terakoya.courseware.formats.xlsx.writing import book, write_survey_workbook
from terakoya.courseware.formats.xlsx.writing.sheet import TextTooLong
from terakoya.courseware.formats.xlsx.writing.survey.book import write_filled
from terakoya.courseware.formats.xlsx.writing.survey.plan import NothingToChoose, plan_survey
from terakoya.courseware.formats.xlsx.writing.survey.tally import SurveyFill, SurveyRow
from terakoya.courseware.formats.xlsx.writing.texts import texts_of
from terakoya.courseware.model import Material
from terakoya.courseware.revision import revision_id
from tests.courseware.xlsx_samples import (
    CORPUS,
    cells_of,
    corpus,
    random_fill,
    with_sensitive_topic,
)
from tests.selection import deep

LANGUAGES = Path(xlsx.__file__).parent / "languages"
SHEETS = {
    "ja": [
        *("はじめに", "印刷用の回答用紙", "回答用紙", "集計シート", "自由記述", "集計結果"),
        *("設問別の結果", "次にすること", "前後の比較"),
    ],
    "en": [
        *("Start here", "Answer sheet to print", "Answer sheet", "Collection", "Comments"),
        *("Results", "Results by item", "What to do next", "Before and after"),
    ],
}


@pytest.fixture(scope="module")
def material() -> Material:
    return corpus()


@pytest.fixture(scope="module")
def blank(material: Material) -> bytes:
    return write_survey_workbook(material, "ja")


@pytest.fixture(scope="module")
def blank_book(blank: bytes) -> Workbook:
    return _open(blank)


def _open(workbook: bytes) -> Workbook:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*extension is not supported")  # data bars of Excel 2010
        warnings.filterwarnings("ignore", "Print area cannot be set")  # reckoned ones
        return openpyxl.load_workbook(io.BytesIO(workbook))


def _rows(workbook: bytes, sheet: str, first: str, last: str) -> list[list[object]]:
    """The values between two rows that begin (in column B) with these texts."""
    rows = [row[1:] for row in cells_of(workbook)[sheet]]
    begins = [str(row[0]) if row else "" for row in rows]
    return rows[begins.index(first) : begins.index(last) + 1]


# -- the file --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_survey_workbook_has_the_same_bytes_each_time(
    material: Material, blank: bytes, language: str
) -> None:
    first = blank if language == "ja" else write_survey_workbook(material, language)
    assert write_survey_workbook(corpus(), language) == first
    named = write_survey_workbook(material, language, values={"company.name": "株式会社みほん商事"})
    assert named != first


def test_survey_workbook_has_the_bytes_that_the_library_gives_with_all_its_searches(
    material: Material, blank: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "QuickWorksheet", PlainWorksheet)
    assert write_survey_workbook(material, "ja") == blank


@pytest.mark.parametrize(
    "formula", ["=XLOOKUP(A1,B:B,C:C)", "=IF(A1,SORT(B1:B9),0)", "{=SUM(A1:A9)}", "=SUM({1,2})"]
)
def test_formulas_with_functions_of_later_versions_are_left_to_the_library(formula: str) -> None:
    quick = book.QuickWorksheet()._prepare_formula(formula)
    assert quick == PlainWorksheet()._prepare_formula(formula)


@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_survey_workbook_is_a_valid_office_file(
    material: Material, language: str, tmp_path: Path
) -> None:
    path = tmp_path / "survey.xlsx"
    path.write_bytes(write_filled(material, language, random_fill(material, language, 10)))
    result = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(str(path))
    assert [str(error) for error in result.errors] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_survey_workbook_shows_its_sheets_and_hides_ids_and_reckoning(
    material: Material, language: str
) -> None:
    book = _open(write_survey_workbook(material, language))
    states = {sheet.title: sheet.sheet_state for sheet in book.worksheets}
    shown = dict.fromkeys(SHEETS[language], "visible")
    assert states == {**shown, "_ids": "hidden", "_calc": "hidden"}


def test_survey_workbook_holds_no_macros_links_or_new_functions(blank: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(blank)) as parts:
        names = parts.namelist()
        text = "".join(parts.read(n).decode() for n in names if n.endswith((".xml", ".rels")))
    formulas = " ".join(
        a or b for a, b in re.findall(r"<f>(.*?)</f>|<formula1?>(.*?)</formula", text)
    )
    used = set(re.findall(r"\b([A-Z][A-Z.]+)\(", re.sub(r'"[^"]*"', "", formulas)))
    assert used == {
        *("ABS", "AND", "CHAR", "COUNT", "COUNTIF", "IF", "INDEX", "ISNUMBER", "LEN", "LOOKUP"),
        *("MAX", "MIN", "MOD", "OFFSET", "OR", "ROUND", "ROUNDUP", "ROW", "SMALL", "SQRT", "SUM"),
        "SUMPRODUCT",
    }
    assert not any("vba" in name.lower() or "externalLink" in name for name in names)
    assert 'TargetMode="External"' not in text


def test_ids_sheet_names_course_items_options_and_scores(material: Material) -> None:
    rows = [
        [c for c in row if c != ""]
        for row in cells_of(write_survey_workbook(material, "en"))["_ids"]
    ]
    revision = revision_id(material.course)
    assert rows[:4] == [
        ["workbook", "survey", 1],
        ["course", "every-layout", "2026.11"],
        ["language", "en"],
        ["revision", revision],
    ]
    by_id = {row[1]: row for row in rows if row[0] == "item"}
    assert by_id["sv-complaint"] == [
        *("item", "sv-complaint", "judgement", "scale", 0, 1, 5),
        *("s5", "s4", "s3", "s2", "s1"),
        *(0, 25, 50, 75, 100),
        *(1, 1, 1, 1, 1),
    ]
    # What a cell shows, and what it said when the workbook was made.
    texts = {tuple(row[1:4]): row[4:] for row in rows if row[0] == "text"}
    talk = "It is easy to talk to my supervisor about trouble."
    assert texts["item", "sv-talk", "text"] == [talk, talk]
    assert texts["item", "sv-talk", "help"] == ["Answer for your present workplace."] * 2
    assert texts["option", "sv-duty/all", "text"] == ["Every employer"] * 2


# -- what is shown and hidden ----------------------------------------------------------------


def _answers(material: Material, index: int) -> dict[str, str]:
    """Everything answered with the option at an index (the last one where there are fewer)."""
    plan = plan_survey(material, texts_of(material.course, "ja", None))
    return {i.id: i.labels[min(index, len(i.labels) - 1)] for i in plan.closed}


def _people(material: Material, *groups: tuple[str, int]) -> SurveyFill:
    answers = _answers(material, 0)
    rows = [SurveyRow(name, answers) for name, number in groups for _ in range(number)]
    return SurveyFill(tuple(dict.fromkeys(name for name, _ in groups if name)), tuple(rows))


def test_empty_workbook_says_that_there_are_no_answers_instead_of_zeros(blank: bytes) -> None:
    cells = cells_of(blank)
    assert cells["集計結果"][1][1] == (
        "まだ回答がありません。「集計シート」に答えを入れると、ここに結果が出ます。"
    )
    shown = [cell for row in cells["集計結果"][23:] for cell in row if cell != ""]
    assert shown == ["部署", "回答者", "知識", "判断", "対応", "表示しない理由", "全社"]
    numbers = [cell for row in cells["設問別の結果"] for cell in row if isinstance(cell, int)]
    assert numbers == [1, 2, 3, 4, 5, 6, 7, 8]  # the numbers of the items


def test_results_show_scores_hide_small_groups_and_say_why(material: Material) -> None:
    material = with_sensitive_topic(material)
    groups = (("営業部", 20), ("製造部", 12), ("物流部", 7), ("法務室", 4), ("", 6))
    workbook = write_filled(material, "ja", _people(material, *groups))
    few, other = (
        "表示しません：回答者が5名未満のため",
        "表示しません：全社との差し引きで、ほかの部署の回答が推測できるため",
    )
    ten = "答えにくい話題は表示しません：回答者が10名未満のため"
    no = "表示なし"
    # everybody: first option, so knowledge (100+0)/2, judgement (0+0)/2, response (0+100+100)/3
    assert _rows(workbook, "集計結果", "全社", "部署の記入なし") == [
        ["全社", "49名", 50, 0, 67, 0, ""],
        ["営業部", "20名", 50, 0, 67, 0, ""],
        ["製造部", "10〜19名", 50, 0, 67, 0, ""],
        ["物流部", "5〜9名", "50〜59", "▼ 10未満", "60〜69", no, ten],
        ["法務室", "—", no, no, no, no, few],
        ["部署の記入なし", "—", no, no, no, no, other],
    ]


def test_results_show_the_company_alone_below_20_and_nothing_below_5(material: Material) -> None:
    few = write_filled(material, "ja", _people(material, ("営業部", 12), ("製造部", 7)))
    reason = "表示しません：全体の回答者が20名未満のため"
    assert _rows(few, "集計結果", "全社", "製造部") == [
        ["全社", "10〜19名", 50, 0, 67, ""],
        ["営業部", "—", "表示なし", "表示なし", "表示なし", reason],
        ["製造部", "—", "表示なし", "表示なし", "表示なし", reason],
    ]
    enough = write_filled(material, "ja", _people(material, ("営業部", 13), ("製造部", 7)))
    assert _rows(enough, "集計結果", "全社", "製造部")[2][1] == "5〜9名"
    four = write_filled(material, "ja", _people(material, ("営業部", 4)))
    assert (
        cells_of(four)["集計結果"][1][1] == "まだ結果を表示できません。回答者が5名未満のためです。"
    )
    assert _rows(four, "集計結果", "全社", "全社")[0][1:5] == [
        "—",
        "表示なし",
        "表示なし",
        "表示なし",
    ]


def test_results_by_item_leave_out_refusals_and_hide_sensitive_items_below_10(
    material: Material,
) -> None:
    first, last = _answers(material, 0), _answers(material, 9)
    refused = dict.fromkeys(first, "答えたくない")
    rows = [SurveyRow("", first)] * 6 + [SurveyRow("", last)] * 3 + [SurveyRow("", refused)] * 9
    cells = cells_of(write_filled(material, "ja", SurveyFill((), tuple(rows))))["設問別の結果"]
    by_number = {row[1]: row[3:] for row in cells if isinstance(row[1], int)}
    assert by_number[1] == [
        "5〜9名",
        "60〜69%",
        "10%未満",
        "10%未満",
        "10%未満",
        "10〜49%",
        "60〜69",
    ]
    assert by_number[7] == ["10名未満", "表示なし", "表示なし", "表示なし", "", "", ""]
    rows.append(SurveyRow("", first))
    cells = cells_of(write_filled(material, "ja", SurveyFill((), tuple(rows))))["設問別の結果"]
    by_number = {row[1]: row[3:] for row in cells if isinstance(row[1], int)}
    assert by_number[1] == ["10〜19名", 70, 0, 0, 0, 30, 70]
    assert by_number[7] == ["10〜19名", 70, 0, 30, "", "", ""]


def test_doubtful_cells_are_counted_above_the_rows_and_in_the_results(material: Material) -> None:
    answers = _answers(material, 0)
    wrong = {**answers, "sv-duty": "みんな"}
    rows = (
        SurveyRow("営業部", answers),
        SurveyRow("営業課", answers),
        SurveyRow("営業部", wrong),
        SurveyRow("営業部", {}),
    )
    cells = cells_of(write_filled(material, "ja", SurveyFill(("営業部",), rows)))
    told = (
        "⚠ 赤いセルを確かめてください：　"
        "選択肢にない答え 1件　一覧にない部署 1件　部署だけで答えのない行 1件　"
    )
    assert [cell for cell in cells["集計シート"][0] if cell] == ["集計シート", told]
    assert cells["集計結果"][2][1] == told


def test_letters_typed_from_paper_count_as_the_words_of_their_options(material: Material) -> None:
    first, last = _answers(material, 0), _answers(material, 9)
    plan = plan_survey(material, texts_of(material.course, "ja", None))
    letters = {
        item.id: (item.letters[-1].upper(), chr(ord(item.letters[-1]) + 0xFEE0))
        for item in plan.closed
    }
    rows = [SurveyRow("", first)] * 14 + [SurveyRow("", dict.fromkeys(first, "x"))] * 3
    words = [SurveyRow("", last), SurveyRow("", last)]
    typed = [SurveyRow("", {key: both[n] for key, both in letters.items()}) for n in (0, 1)]
    by_words, by_letters = (
        cells_of(write_filled(material, "ja", SurveyFill((), (*rows, *more))))
        for more in (words, typed)
    )
    assert by_letters["設問別の結果"] == by_words["設問別の結果"]
    assert by_letters["集計結果"] == by_words["集計結果"]
    assert by_letters["集計結果"][2][1] == ""


# -- what to do, and what moved --------------------------------------------------------------


def _table(workbook: bytes, sheet: str, first: int, last: int) -> list[list[object]]:
    """Rows of a sheet, counted from 0, from the second column on."""
    return [row[1:] for row in cells_of(workbook)[sheet][first : last + 1]]


def test_what_to_do_begins_with_the_lowest_score_of_the_company(material: Material) -> None:
    rows = _table(
        write_filled(material, "ja", _people(material, ("営業部", 14), ("製造部", 16))),
        "次にすること",
        4,
        6,
    )
    assert [row[:4] for row in rows] == [
        [1, "判断", 0, "まず取り組む"],
        [2, "知識", 50, "取り組む"],
        [3, "対応", 67, "取り組む"],
    ]
    assert all("スライドをもう一度見て" in str(row[4]) for row in rows)


def test_what_to_do_shows_no_score_below_5_and_sorts_by_bands_below_10(material: Material) -> None:
    few, some = (
        write_filled(material, "ja", _people(material, ("営業部", count))) for count in (4, 7)
    )
    assert [row[:4] for row in _table(few, "次にすること", 4, 6)] == [
        [number, name, "表示なし", ""] for number, name in enumerate(("知識", "判断", "対応"), 1)
    ]
    assert [row[:4] for row in _table(some, "次にすること", 4, 6)] == [
        [1, "判断", "▼ 10未満", "まず取り組む"],
        [2, "知識", "50〜59", "取り組む"],
        [3, "対応", "60〜69", "取り組む"],
    ]
    assert "順番は目安です" in str(_table(some, "次にすること", 1, 1)[0][0])


def test_what_to_do_is_the_advice_of_the_course_where_it_has_one() -> None:
    later = read_folder(CORPUS.parent / "later-layouts")
    for language, sheet, words in (
        ("ja", "次にすること", "困ったときの言葉を、朝礼で声に出します。"),
        ("en", "What to do next", "Say the words aloud at the start of the day."),
    ):
        [row] = _table(write_survey_workbook(later, language), sheet, 4, 4)
        assert str(row[4]).split("\n")[0] == words


def test_a_change_is_told_only_beyond_5_points_and_its_margin(material: Material) -> None:
    people = _people(material, ("営業部", 40))
    now = {"knowledge": (50, 7), "judgement": (0, 7), "response": (67, 7)}
    before: dict[str, tuple[int | str, int | str]]
    before = {"knowledge": (41, 7), "judgement": (24, 7), "response": ("60〜69", "")}
    fill = SurveyFill(people.departments, people.rows, before)
    rows = _table(write_filled(material, "ja", fill), "前後の比較", 6, 8)
    assert {key: tuple(row[3:5]) for key, row in zip(now, rows, strict=True)} == now
    assert [row[5:] for row in rows] == [
        [9, "はっきりした差とはいえません"],
        [-24, "下がりました"],
        ["", "回答が少ないため、比べません"],
    ]


def test_too_few_answers_now_are_not_compared(material: Material) -> None:
    people = _people(material, ("営業部", 9))
    fill = SurveyFill((), people.rows, {"knowledge": (10, 1)})
    [row] = _table(write_filled(material, "ja", fill), "前後の比較", 6, 6)
    assert row == ["知識", 10, 1, "50〜59", "", "", "回答が少ないため、比べません"]
    [row] = _table(write_filled(material, "ja", people), "前後の比較", 6, 6)
    assert row == ["知識", "", "", "50〜59", "", "", ""]


# -- honesty, safety, protection -------------------------------------------------------------


def test_survey_workbook_promises_no_anonymity(material: Material, blank: bytes) -> None:
    assert "匿名" in material.course.text("ja").survey.intro[0]  # true online, untrue on paper
    cells = cells_of(blank)
    said = [
        cell for sheet in cells.values() for row in sheet for cell in row if "匿名" in str(cell)
    ]
    assert said == [
        "匿名の調査ではありません",
        "・無記名でも、匿名とはいえません。",
        *[
            "この用紙を集める人には、1枚ずつの答えが見えます。名前を書かなくても、匿名ではありません。"
        ]
        * 2,
    ]


HOSTILE = (
    '=HYPERLINK("http://x.example","y")',
    "+1+1",
    "-1",
    "@SUM(1)",
    "{=1}",
    'x"&A1&"',
    "&amp;<b>",
)


def _hostile(material: Material) -> Material:
    text = material.course.text("ja")
    items = [
        item.model_copy(update={"text": HOSTILE[n % len(HOSTILE)], "help": HOSTILE[0]})
        for n, item in enumerate(text.survey.items)
    ]
    scale = tuple(
        option.model_copy(update={"text": bad})
        for option, bad in zip(text.survey.scale, HOSTILE, strict=False)
    )
    update = {"items": tuple(items), "scale": scale, "title": HOSTILE[0]}
    changed = text.model_copy(update={"survey": text.survey.model_copy(update=update)})
    course = material.course.model_copy(update={"texts": (changed,)})
    return Material(course, material.media)


def test_texts_that_look_like_formulas_stay_texts(material: Material) -> None:
    values = {"company.name": '=cmd|"/c calc"!A0\x00\x0b', "desk.name": "@A1"}
    workbook = write_survey_workbook(_hostile(material), "ja", values=values)
    book, cells = _open(workbook), cells_of(workbook)
    answer = book["回答用紙"]
    assert (answer["B1"].data_type, answer["B1"].value) == ("s", HOSTILE[0])
    assert answer["B2"].value == '=cmd|"/c calc"!A0　STOP! カスタマーハラスメント'
    assert answer["B2"].data_type == "s"
    assert [cell for row in cells["集計シート"][3:4] for cell in row[2:9]] == list(HOSTILE)
    formulas = [
        cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(formulas) > 1000
    assert [
        one for one in map(str, formulas) if "HYPERLINK" in one or "cmd" in one or "SUM(1)" in one
    ] == []


def test_hostile_values_reach_the_workbook_as_valid_xml(material: Material, tmp_path: Path) -> None:
    path = tmp_path / "hostile.xlsx"
    name = "あ" * 200 + "😀\u202e\ud800\x00&<>"
    path.write_bytes(write_survey_workbook(material, "ja", values={"company.name": name}))
    result = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(str(path))
    assert [str(error) for error in result.errors] == []
    shown = cells_of(path.read_bytes())["回答用紙"][1][1]
    assert str(shown).startswith("あ" * 200 + "😀\u202e&<>　")


def test_a_text_too_long_for_a_cell_is_refused_in_words(material: Material) -> None:
    write_survey_workbook(material, "ja", values={"company.name": "あ" * 32_000})
    with pytest.raises(TextTooLong) as refusal:
        write_survey_workbook(material, "ja", values={"company.name": "あ" * 40_000})
    assert str(refusal.value) == (
        "Sheet はじめに, B2: the text has 40018 characters, a cell holds 32767. → Shorten it."
    )


def test_a_survey_of_comments_alone_is_refused_in_words(material: Material) -> None:
    text = material.course.text("ja")
    comments = tuple(item for item in text.survey.items if item.kind == "comment")
    survey = text.survey.model_copy(update={"items": comments})
    course = material.course.model_copy(
        update={"texts": (text.model_copy(update={"survey": survey}),)}
    )
    with pytest.raises(NothingToChoose) as refusal:
        write_survey_workbook(Material(course), "ja")
    assert str(refusal.value) == (
        "survey.yaml (ja) has no item answered by choosing. → Add an item of kind scale or choice."
    )


def _entries(sheet: Worksheet) -> set[str]:
    return {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }


def test_only_entry_cells_are_open_and_there_is_no_password(blank_book: Workbook) -> None:
    book = blank_book
    protection = {
        sheet.title: (sheet.protection.sheet, sheet.protection.password) for sheet in book
    }
    assert protection == dict.fromkeys([*SHEETS["ja"], "_ids", "_calc"], (True, None))
    counts = {sheet.title: len(_entries(sheet)) for sheet in book}
    assert counts == {
        "はじめに": 0,
        "印刷用の回答用紙": 0,
        "回答用紙": 1 + 8 * 2 + 2 + 4 * 2 + 20,  # department, items and their merged rows, list
        "集計シート": 500 * 9,
        "自由記述": 500 * 4,
        "集計結果": 0,
        "設問別の結果": 0,
        "次にすること": 2 * 5,  # what was decided, in merged cells
        "前後の比較": 2 + 3 * 2,  # of the time before: answers, and each topic
        "_ids": 0,
        "_calc": 0,
    }
    collection = book["集計シート"]
    fills = {collection[cell].fill.fgColor.rgb for cell in _entries(collection)}
    assert fills == {"FFF0F9FF"}


def test_pick_lists_offer_departments_and_answers_with_the_refusal(blank_book: Workbook) -> None:
    book = blank_book
    rules = {
        str(rule.sqref): rule.formula1
        for rule in book["集計シート"].data_validations.dataValidation
    }
    answer = book["回答用紙"]
    first = str(rules["C5:C504"]).split("!")[1].replace("$", "")
    assert [cell.value for cell in answer[first][0]] == [
        *("そう思う", "ややそう思う", "どちらともいえない", "あまりそう思わない", "そう思わない"),
        "答えたくない",
    ]
    assert str(rules["B5:B504"]).startswith("OFFSET('回答用紙'!$C$")
    assert len(rules) == 9
    assert len(answer.data_validations.dataValidation) == 9


def test_sheets_are_ready_to_print(blank_book: Workbook) -> None:
    book = blank_book
    facts = {
        s.title: (
            s.page_setup.orientation,
            s.page_setup.fitToHeight,  # None: one page; 0: as many as needed
            s.print_title_rows,
            s.freeze_panes,
        )
        for s in book
        if s.sheet_state == "visible"
    }
    assert facts == {
        "はじめに": ("portrait", None, None, None),
        "印刷用の回答用紙": ("portrait", 0, None, None),
        "回答用紙": ("portrait", 0, None, "A8"),
        "集計シート": ("landscape", 0, "$3:$4", "C5"),
        "自由記述": ("landscape", 0, "$3:$3", "B4"),
        "集計結果": ("landscape", 0, None, None),
        "設問別の結果": ("landscape", None, None, "A4"),
        "次にすること": ("portrait", 0, None, None),
        "前後の比較": ("portrait", None, None, None),
    }
    footers = [str(s.oddFooter.right.text) for s in book if s.oddFooter and s.oddFooter.right]
    assert [text.split()[-3:] for text in footers[:9]] == [["&P", "/", "&N"]] * 9


# -- words -----------------------------------------------------------------------------------


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_languages_have_the_same_words_and_placeholders() -> None:
    japanese, english = (
        json.loads((LANGUAGES / f"{language}.json").read_text(encoding="utf-8"))
        for language in ("ja", "en")
    )
    assert japanese.keys() == english.keys()
    assert {key: _placeholders(text) for key, text in japanese.items()} == {
        key: _placeholders(text) for key, text in english.items()
    }
