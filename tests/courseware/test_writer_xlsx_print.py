"""What the workbooks print: filled rows only, two pages for the paper, keys on sheets apart."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from string import ascii_lowercase

import pytest

from terakoya.courseware.formats.xlsx.writing import write_survey_workbook, write_test_workbook
from terakoya.courseware.formats.xlsx.writing.confirmation.book import (
    write_filled as write_filled_test,
)
from terakoya.courseware.formats.xlsx.writing.confirmation.marking import TestFill, TestRow
from terakoya.courseware.formats.xlsx.writing.survey.book import write_filled as write_filled_survey
from terakoya.courseware.formats.xlsx.writing.survey.plan import plan_survey
from terakoya.courseware.formats.xlsx.writing.survey.tally import SurveyFill, SurveyRow
from terakoya.courseware.formats.xlsx.writing.texts import texts_of
from terakoya.courseware.model import Material
from tests.courses import flagship_material
from tests.courseware.xlsx_samples import (
    cells_of,
    corpus,
    corpus_test_book,
    needs_office,
    printed,
)
from tests.factories import first_edition_material
from tests.selection import deep

Printed = dict[str, dict[str, list[str]]]
HANDED_OUT = ("問題用紙", "印刷用の解答用紙")
KEYS = ("解答と解説", "全問題")


@pytest.fixture(scope="module")
def printed_books(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """What LibreOffice prints of three workbooks; it is started once for them."""
    books = {
        "empty survey": flagship_survey("ja"),
        "filled survey": write_filled_survey(corpus(), "ja", _people(100)),
        "test": write_filled_test(corpus(), "ja", TestFill(rows=_results(30))),
    }
    return printed(books, tmp_path_factory.mktemp("printed"))


@cache
def flagship_survey(language: str) -> bytes:
    """The survey workbook of the flagship, made once a language."""
    return write_survey_workbook(flagship_material(), language)


def _people(count: int) -> SurveyFill:
    plan = plan_survey(corpus(), texts_of(corpus().course, "ja", None))
    answers = {item.id: item.labels[0] for item in plan.closed}
    return SurveyFill(("営業部",), tuple(SurveyRow("営業部", answers) for _ in range(count)))


def _results(count: int) -> tuple[TestRow, ...]:
    return tuple(TestRow(f"{n:04}", "見本", "営業部", None, 3) for n in range(count))


def _names(workbook: bytes) -> dict[str, str]:
    """What the names of a workbook stand for; those of a sheet with its name before them."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        xml = parts.read("xl/workbook.xml").decode()
    sheets = re.findall(r'<sheet name="(.*?)"', xml)
    found = re.findall(r'<definedName name="([\w.]+)"(?: localSheetId="(\d+)")?>(.*?)<', xml)
    return {
        f"{sheets[int(at)]}!{name}" if at else name: formula.replace("&quot;", '"')
        for name, at, formula in found
    }


def _last_row(workbook: bytes, sheet: str) -> object:
    """The last row that Excel prints of a sheet: the value of the cell that its area names."""
    names = _names(workbook)
    area = names[names[f"{sheet}!_xlnm.Print_Area"]]
    found = re.fullmatch(r"OFFSET\('(.*)'!\$A\$1,0,0,'_calc'!\$([A-Z])\$(\d+),\d+\)", area)
    assert found is not None
    assert found[1] == sheet
    return cells_of(workbook)["_calc"][int(found[3]) - 1][ord(found[2]) - ord("A")]


def test_excel_prints_the_survey_until_the_last_row_filled() -> None:
    empty, some = (write_filled_survey(corpus(), "ja", _people(count)) for count in (0, 7))
    assert [_last_row(one, "集計シート") for one in (empty, some)] == [4, 11]
    assert _last_row(empty, "自由記述") == 3


def test_excel_prints_the_list_of_results_until_the_last_row_filled() -> None:
    blank = TestRow("", "", "", None, None)
    rows = (TestRow("0001", "", "", None, None), blank, TestRow("", "見本", "", None, 3))
    books = (write_filled_test(corpus(), "ja", TestFill(rows=one)) for one in ((), rows))
    assert [_last_row(one, "成績一覧") for one in books] == [7, 10]


def test_rows_that_nobody_filled_in_hold_nothing_that_would_be_printed() -> None:
    cells = cells_of(write_filled_survey(corpus(), "ja", _people(7)))
    assert [row for row in cells["集計シート"][11:] if any(cell != "" for cell in row)] == []
    assert [row for row in cells["自由記述"][3:] if any(cell != "" for cell in row)] == []
    cells = cells_of(write_filled_test(corpus(), "ja", TestFill(rows=_results(2))))
    assert [row for row in cells["成績一覧"][9:] if any(cell != "" for cell in row)] == []


@pytest.mark.office
@pytest.mark.slow
@needs_office
def test_an_empty_survey_prints_a_page_a_sheet_and_two_of_long_ones(
    printed_books: Printed,
) -> None:
    pages = printed_books["empty survey"]
    assert {name: len(texts) for name, texts in pages.items()} == {
        **dict.fromkeys(("はじめに", "集計シート", "自由記述", "次にすること", "前後の比較"), 1),
        **dict.fromkeys(("印刷用の回答用紙", "回答用紙", "集計結果", "設問別の結果"), 2),
    }


@pytest.mark.office
@pytest.mark.slow
@needs_office
def test_a_filled_survey_prints_each_row_and_no_empty_page(printed_books: Printed) -> None:
    pages = printed_books["filled survey"]["集計シート"]
    rows = [text.count("営業部") for text in pages]
    assert sum(rows) == 100
    assert min(rows) > 0


@pytest.mark.office
@pytest.mark.slow
@needs_office
def test_a_list_of_results_prints_who_is_on_it_with_the_verdict_and_no_empty_row(
    printed_books: Printed,
) -> None:
    pages = ["".join(text.split()) for text in printed_books["test"]["成績一覧"]]
    assert [sum(page.count(one) for page in pages) for one in ("営業部", "3/3合格")] == [30, 30]
    assert "営業部" in pages[-1]
    assert len(pages) <= 2


# -- the test: keys apart from what is handed out --------------------------------------------


def _secrets() -> set[str]:
    """What tells right answers: reasons, explanations, and the words around keys."""
    questions = corpus().course.text("ja").test.questions
    whys = {choice.why for one in questions for choice in one.choices}
    return {*whys, *(one.explanation for one in questions), "正解：", "正解\n"}


def test_what_is_handed_out_holds_no_key_and_the_sheets_of_keys_do() -> None:
    cells = cells_of(corpus_test_book())
    texts = {name: {str(cell) for row in rows for cell in row} for name, rows in cells.items()}
    for name in HANDED_OUT:
        assert texts[name] & {*_secrets(), "○", "正解"} == set()
    for name in KEYS:
        assert texts[name] & _secrets()
        assert "○" in texts[name]


@pytest.mark.office
@pytest.mark.slow
@needs_office
def test_printed_paper_holds_no_key_and_each_page_of_keys_says_not_to_hand_it_out(
    printed_books: Printed,
) -> None:
    pages = printed_books["test"]
    shown = {name: "".join("".join(texts).split()) for name, texts in pages.items()}
    secrets = {"".join(one.split()) for one in _secrets() if one.strip() != "正解"}
    for name in HANDED_OUT:
        assert [one for one in secrets if one in shown[name]] == []
        assert "担当者用：" not in shown[name]
    for name in KEYS:
        assert any(one in shown[name] for one in secrets)
        assert all("担当者用：答えがあります。" in text for text in pages[name])


def test_the_answer_sheet_to_print_has_a_row_of_letters_for_each_question() -> None:
    cells = cells_of(write_test_workbook(flagship_material(), "ja"))["印刷用の解答用紙"]
    rows = [row[1:] for row in cells if isinstance(row[1], int)]
    assert [row[0] for row in rows] == list(range(1, 11))
    assert all(row[1:5] == ["a", "b", "c", "d"] for row in rows)
    assert {row[-1] for row in rows} == {"1つだけ", "すべて"}


def test_each_page_of_a_long_survey_to_print_has_the_words_over_its_letters() -> None:
    text = corpus().course.text("ja")
    scale = [item for item in text.survey.items if item.kind == "scale"]
    many = tuple(
        scale[n % len(scale)].model_copy(update={"id": f"sv-{n}", "text": f"{n}つ目の問いです。"})
        for n in range(30)
    )
    survey = text.survey.model_copy(update={"items": many})
    texts = (text.model_copy(update={"survey": survey}),)
    material = Material(corpus().course.model_copy(update={"texts": texts}))
    workbook = write_survey_workbook(material, "ja")
    areas = _names(workbook)["印刷用の回答用紙!_xlnm.Print_Area"].split(",")
    cells = cells_of(workbook)["印刷用の回答用紙"]
    pages = [tuple(int(row) - 1 for row in re.findall(r"\$(\d+)", area)) for area in areas]
    heads = [sum(row[1] == "問" for row in cells[first : last + 1]) for first, last in pages]
    assert heads == [1, 1]
    assert cells[pages[1][0]][1] == "問"
    assert [row[1] for row in cells if isinstance(row[1], int)] == list(range(1, 31))


@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_a_longer_survey_is_drawn_tighter_so_that_two_pages_hold_it(language: str) -> None:
    material = first_edition_material()
    text = material.course.text(language)
    closed = [item for item in text.survey.items if item.kind != "comment"]
    more = [one.model_copy(update={"id": f"{one.id}-2"}) for one in closed[-2:] + closed[:3]]
    items = (*closed, *more, *(one for one in text.survey.items if one.kind == "comment"))
    survey = text.survey.model_copy(update={"items": items})
    texts = tuple(
        one.model_copy(update={"survey": survey}) if one is text else one
        for one in material.course.texts
    )
    longer = Material(material.course.model_copy(update={"texts": texts}), material.media)
    sheet = {"ja": "印刷用の回答用紙", "en": "Answer sheet to print"}[language]
    areas = [
        _names(write_survey_workbook(one, language))[f"{sheet}!_xlnm.Print_Area"]
        for one in (material, longer)
    ]
    assert [area.count("$A$") for area in areas] == [2, 2]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_survey_of_the_flagship_is_printed_on_two_pages(language: str) -> None:
    sheet = {"ja": "印刷用の回答用紙", "en": "Answer sheet to print"}[language]
    names = _names(flagship_survey(language))
    assert names[f"{sheet}!_xlnm.Print_Area"].count("$A$") == 2


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_heading_of_the_results_by_item_is_parted_from_its_items(language: str) -> None:
    sheet, first = {"ja": ("設問別の結果", "問"), "en": ("Results by item", "No.")}[language]
    workbook = flagship_survey(language)
    areas = _names(workbook)[f"{sheet}!_xlnm.Print_Area"].split(",")
    rows = cells_of(workbook)[sheet]
    pages = [tuple(int(row) - 1 for row in re.findall(r"\$(\d+)", area)) for area in areas]
    assert len(pages) == 2
    assert [page[0] for page in pages[1:]] == [page[1] + 1 for page in pages[:-1]]
    assert rows[pages[1][0]][1] == first
    for start, end in pages:
        filled = [row[1] for row in rows[start : end + 1] if row[1] != ""]
        assert isinstance(filled[-1], int)


def test_the_survey_to_print_has_a_letter_for_each_option_of_each_item() -> None:
    cells = cells_of(flagship_survey("ja"))["印刷用の回答用紙"]
    survey = flagship_material().course.source.survey
    options = {n: len(survey.options_of(one)) for n, one in enumerate(survey.items, 1)}
    closed = [n for n, one in enumerate(survey.items, 1) if one.kind != "comment"]
    letters: dict[int, list[str]] = {}
    number = 0
    for row in cells:
        number = row[1] if isinstance(row[1], int) else number
        if number in closed:
            in_grid = [str(cell) for cell in row[3:] if cell != ""]
            in_lines = re.findall("(?:^|　　)([a-z])　", str(row[2]))
            letters[number] = letters.get(number, []) + (in_grid or in_lines)
    grids = {n for n in closed if n < closed[-1] and options[n] == options[n + 1]}
    assert grids
    assert letters == {n: [*ascii_lowercase[: options[n]], "x"] for n in closed}
