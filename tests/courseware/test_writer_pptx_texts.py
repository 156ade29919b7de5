"""What the shapes of a deck say, and what a company's values change."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.model import Material
from tests.courseware.deck_reading import (
    DESK,
    A,
    corpus,
    corpus_deck,
    findings_of,
    lines_in,
    rows_in,
    shape_named,
    sheet_named,
    with_chapter_of,
    with_variant,
)


@pytest.fixture
def material() -> Material:
    return corpus()


@pytest.fixture
def japanese() -> bytes:
    return corpus_deck("ja")


@pytest.fixture
def english() -> bytes:
    return corpus_deck("en")


def test_readings_are_not_written_and_stress_is_bold(japanese: bytes) -> None:
    assert lines_in(japanese, "three-elements", "item-1") == [
        "だれが：顧客等から、働く人へ",
        "買い物客のほか、取引先や施設の利用者も。",
    ]
    cell = shape_named(japanese, "ordinance-and-law", "table").table.cell(2, 2)
    runs = [(run.text, run.font.bold) for run in cell.text_frame.paragraphs[0].runs]
    assert runs == [("措置義務", True), ("（規模を問わない）", False)]


def test_stress_in_bold_text_is_underlined(japanese: bytes) -> None:
    head = shape_named(japanese, "three-elements", "item-3").text_frame.paragraphs[0]
    runs = [(run.text, run.font.bold, bool(run.font.underline)) for run in head.runs]
    assert runs == [
        ("その結果：", True, False),
        ("就業環境", True, True),
        ("が害される", True, False),
    ]


def test_title_is_broken_where_the_author_says(japanese: bytes) -> None:
    assert sheet_named(japanese, "opening").shapes.title.text_frame.text == (
        "STOP!\vカスタマー\vハラスメント"
    )


def test_answer_sheets_have_their_own_titles_and_kickers(japanese: bytes, english: bytes) -> None:
    heads = [
        [lines_in(deck, sheet, block)[0] for block in ("answer-title", "answer-kicker")]
        for deck in (japanese, english)
        for sheet in ("check-duty:answer", "case-kettle:answer")
    ]
    assert heads == [
        ["人を雇うすべての事業主の義務です", "確認　解説"],
        ["交換には応じ、土下座は断ります", "事例1　解説"],
        ["Every employer is obliged", "Check, chapter 1 · Explanation"],
        ["Exchange the kettle, refuse to kneel", "Case 1: home appliances · Explanation"],
    ]


def test_question_sheet_tells_nothing_of_the_answer(japanese: bytes) -> None:
    sheet = sheet_named(japanese, "check-duty")
    texts = " ".join(shape.text_frame.text for shape in sheet.shapes if shape.has_text_frame)
    assert "正解" not in texts and "人数による区切り" not in texts
    fills = {
        shape_named(japanese, "check-duty", f"choice-{letter}").fill.fore_color.theme_color
        for letter in "abc"
    }
    assert len(fills) == 1
    assert lines_in(japanese, "check-duty:answer", "answer-choice-b") == [
        "規模を問わず、人を雇うすべての事業主",
        "小さな会社や個人事業主も、人を雇えば対象です。",
    ]


def test_verdict_says_mark_word_and_reason(japanese: bytes) -> None:
    assert rows_in(japanese, "case-kettle:answer", "verdict") == [
        ["要求の内容", "妥当\n買って3日の故障。"],
        ["手段・態様", "相当でない\n大声、土下座の強要。"],
    ]
    marks = sheet_named(japanese, "case-kettle:answer").shapes
    strokes = {
        shape.name.rpartition(":")[2]: len(shape._element.findall(f".//{A}moveTo"))
        for shape in marks
        if shape.name.endswith("-mark")
    }
    assert strokes == {"choice-b-mark": 1, "verdict-demand-mark": 1, "verdict-manner-mark": 2}


def test_facts_of_a_case_are_a_table(japanese: bytes, english: bytes) -> None:
    assert rows_in(japanese, "case-kettle", "facts") == [
        ["求めたこと", "同じ商品との交換"],
        ["ふるまい", "大声で指をさし、土下座を求める"],
        ["時間・回数", "25分間、同じ要求を6回"],
        ["職場への影響", "レジが止まり、店員は手が震えて仕事に戻れない"],
    ]
    assert [row[0] for row in rows_in(english, "case-kettle", "facts")] == [
        "Demand",
        "Conduct",
        "Time",
        "Effect",
    ]


def test_matrix_names_the_axis_where_the_author_does_not(japanese: bytes) -> None:
    rows = rows_in(japanese, "two-axes", "matrix")
    assert rows[0] == ["", "手段・態様が相当", "手段・態様が相当でない"]
    assert [row[0] for row in rows] == ["", "要求の内容\n妥当", "要求の内容\n妥当でない"]
    assert rows[2][2] == (
        "カスハラの疑いが強い\n一人で対応せず、上司に引き継ぐ。\n例：無関係な賠償を脅して迫る"
    )


def test_steps_are_numbered_rows(japanese: bytes) -> None:
    rows = rows_in(japanese, "five-steps", "steps")
    assert rows[2] == ["3\t上司", "交代して判断する", "対応者を代わり、カスハラかどうかを決める。"]
    assert [row[0] for row in rows] == ["1\tあなた", "2\tあなた", "3\t上司", "4\t上司", "5\t会社"]


def test_tables_have_head_rows_our_style_and_borders_before_the_fill(japanese: bytes) -> None:
    table = shape_named(japanese, "ordinance-and-law", "table")._element.find(f".//{A}tbl")
    properties = table.find(f"{A}tblPr")
    assert dict(properties.attrib) == {"firstRow": "1", "firstCol": "1", "bandRow": "0"}
    assert properties[0].text == "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    orders = {
        tuple(etree.QName(child).localname for child in cell) for cell in table.iter(f"{A}tcPr")
    }
    borders = ("lnL", "lnR", "lnT", "lnB")
    assert orders == {(*borders, "noFill"), (*borders, "solidFill")}


def test_further_lines_of_a_cell_are_smaller(material: Material) -> None:
    table = next(s for _, s in material.course.text("ja").slides() if s.layout == "table")
    cells = ("都内で働くすべての人\nフリーランスも", "雇用されて働く人")
    row = table.rows[0].model_copy(update={"cells": cells})
    changed = with_variant(material, table.id, rows=(row, *table.rows[1:]))
    frame = shape_named(write_pptx(changed, "ja"), table.id, "table").table.cell(1, 1).text_frame
    sizes = [(item.text, item.runs[0].font.size.pt) for item in frame.paragraphs]
    assert sizes == [("都内で働くすべての人", 20), ("フリーランスも", 18)]


def test_takeaway_is_shown_on_every_layout(material: Material) -> None:
    sheets = {
        "opening": "opening",
        "ordinance-and-law": "ordinance-and-law",
        "ordinance-text": "ordinance-text",
        "check-duty": "check-duty:answer",
        "two-axes": "two-axes",
        "case-kettle": "case-kettle:answer",
        "five-steps": "five-steps",
        "same-day": "same-day",
        "where-to-ask": "where-to-ask",
    }
    for slide_id in sheets:
        material = with_variant(material, slide_id, point=f"一人で抱えません：{slide_id}")
    deck = write_pptx(material, "ja")
    shown = {slide_id: lines_in(deck, sheet, "point") for slide_id, sheet in sheets.items()}
    assert shown == {slide_id: [f"一人で抱えません：{slide_id}"] for slide_id in sheets}


# -- company values ----------------------------------------------------------------------------


def test_contact_without_a_desk_says_whom_to_ask(japanese: bytes, english: bytes) -> None:
    assert lines_in(japanese, "where-to-ask", "desk") == ["上司または人事担当に相談してください"]
    assert lines_in(english, "where-to-ask", "desk") == ["Talk to your supervisor or HR"]


def test_contact_shows_the_desk_and_drops_empty_lines(material: Material) -> None:
    deck = write_pptx(material, "ja", values=DESK)
    assert lines_in(deck, "where-to-ask", "desk") == [
        "みほん商事 カスハラ相談窓口",
        "担当\t人事部　佐藤・リー",
        "連絡先\t1234",
        "受付時間\t平日 9:00〜17:30",
    ]
    fewer = write_pptx(material, "ja", values=DESK | {"desk.extension": " "})
    assert lines_in(fewer, "where-to-ask", "desk") == [
        "みほん商事 カスハラ相談窓口",
        "担当\t人事部　佐藤・リー",
        "受付時間\t平日 9:00〜17:30",
    ]


def test_long_desk_goes_on_with_a_second_sheet(material: Material, tmp_path: Path) -> None:
    long = DESK | {"desk.name": "窓口" * 60, "desk.person": "人事部" * 30}
    deck = write_pptx(with_chapter_of(material, "where-to-ask"), "ja", values=long)
    first = lines_in(deck, "where-to-ask", "desk")
    second = lines_in(deck, "where-to-ask:continued", "continued-desk")
    assert first == ["窓口" * 60]
    assert second == ["担当\t" + "人事部" * 30, "連絡先\t1234", "受付時間\t平日 9:00〜17:30"]
    sheet = sheet_named(deck, "where-to-ask:continued")
    assert sheet.shapes.title.text_frame.text == "迷ったら、一人で抱えず相談してください（続き）"
    assert sheet.notes_slide.notes_text_frame.text == ""
    assert list(sheet.shapes)[-1].name == "cw:where-to-ask"
    assert findings_of(deck, tmp_path) == []


def test_values_replace_the_defaults_of_the_course(material: Material, japanese: bytes) -> None:
    assert lines_in(japanese, "opening", "meta") == ["当社　2026年11月版"]
    named = write_pptx(material, "ja", values={"company.name": "株式会社みほん商事"})
    assert lines_in(named, "opening", "meta") == ["株式会社みほん商事　2026年11月版"]
    nameless = write_pptx(material, "ja", values={"company.name": ""})
    blocks = [shape.name for shape in sheet_named(nameless, "opening").shapes]
    assert "cw:opening:meta" not in blocks


def test_values_that_xml_cannot_hold_are_written_without_it(
    material: Material, tmp_path: Path
) -> None:
    hostile = {"desk.name": "窓口\x00\x0b<b>&\ud800\u202e髙﨑𠮷🙂"}
    deck = write_pptx(with_chapter_of(material, "where-to-ask"), "ja", values=hostile)
    assert lines_in(deck, "where-to-ask", "desk") == ["窓口<b>&\u202e髙﨑𠮷🙂"]
    assert findings_of(deck, tmp_path) == []
