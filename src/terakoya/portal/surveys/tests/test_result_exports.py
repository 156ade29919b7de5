"""Workbook, PDF and deck of a wave's results: the published table, and nothing besides."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import openpyxl
import pypdfium2
import pytest
from django.test import Client
from pptx import Presentation

from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.models import WaitingEntry
from terakoya.portal.common import clock
from terakoya.portal.common.dates import full_day
from terakoya.portal.surveys.models import PublishedTable, Wave
from tests.statements import counted_statements

from .conftest import Setting, comment_item
from .kept import kept_setting, setting
from .test_wave import signed_in
from .test_wave_result import after_wave, publish, row, unit_of

__all__ = ["kept_setting", "setting"]

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once

SUFFIXES = ("xlsx", "pdf", "pptx")
TOPICS = (
    "知識",
    "見分け",
    "はじめの対応",
    "起きたときの対応",
    "相談と報告",
    "上司と職場の支え",
    "自分の言動",
)
TOPICS_WITH_MARGIN = tuple(f"{topic} ±\N{NO-BREAK SPACE}4" for topic in TOPICS)
FORMULA = '=HYPERLINK("http://evil.example","x")'


def workbook_of(client: Client, wave: Wave) -> openpyxl.Workbook:
    answer = client.get(f"/manage/surveys/{wave.uuid}/result.xlsx")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def text_of_pdf(client: Client, wave: Wave) -> str:
    answer = client.get(f"/manage/surveys/{wave.uuid}/result.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return "".join(text.split())


@dataclass
class DeckSheet:
    """A sheet of a deck: all its words, and the bars of its native chart."""

    text: str
    bars: dict[str, float]


def deck_of(client: Client, wave: Wave) -> list[DeckSheet]:
    answer = client.get(f"/manage/surveys/{wave.uuid}/result.pptx")
    assert answer.status_code == 200
    return [_deck_sheet(one) for one in Presentation(io.BytesIO(answer.content)).slides]


def _deck_sheet(slide: Any) -> DeckSheet:
    words, bars = [], {}
    for shape in slide.shapes:
        if shape.has_text_frame:
            words.append(shape.text_frame.text)
        if shape.has_table:
            words += [cell.text for line in shape.table.rows for cell in line.cells]
        if shape.has_chart:
            plot = shape.chart.plots[0]
            bars = dict(zip(plot.categories, plot.series[0].values, strict=True))
    return DeckSheet("\n".join(words), bars)


def values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in line] for line in sheet.iter_rows()]


def with_hidden(setting: Setting) -> None:
    shop = unit_of(setting.wave, "店舗")
    publish(
        setting.wave,
        60,
        {shop: row("30", 58, 6)},
        hidden={"77": "few", "78": "complement"},
        names={shop: FORMULA, "77": "法務室", "78": "経営企画室"},
        comments={comment_item(setting.wave): ["=1+1", "窓口を\n増やして"]},
    )


def test_workbook_holds_the_rows_of_the_published_table(setting: Setting) -> None:
    with_hidden(setting)
    book = workbook_of(signed_in(setting.owner), setting.wave)
    assert book.sheetnames == ["まとめ", "部署 × テーマ", "経験", "自由記述", "表示の基準"]
    table = values(book["部署 × テーマ"])
    assert table[1] == ["全社", "60名", *["60 ± 4"] * len(TOPICS)]
    assert table[2] == [FORMULA, "30名", *["58 ± 6"] * len(TOPICS)]
    assert table[3][:3] == ["法務室", "―", "表示しません：回答者が5名未満のため"]
    assert table[4][0] == "経営企画室"
    assert "差し引きで推測につながるため" in table[4][2]
    assert len(table) == 5
    assert [line[1] for line in values(book["自由記述"])[1:]] == ["=1+1", "窓口を\n増やして"]


def test_workbook_holds_no_formula(setting: Setting) -> None:
    with_hidden(setting)
    book = workbook_of(signed_in(setting.owner), setting.wave)
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert kinds <= {"s", "n"}
    assert all(not cell.hyperlink for sheet in book for line in sheet.iter_rows() for cell in line)


def test_exports_are_the_same_bytes_every_time(setting: Setting) -> None:
    with_hidden(setting)
    client = signed_in(setting.owner)
    for suffix in SUFFIXES:
        address = f"/manage/surveys/{setting.wave.uuid}/result.{suffix}"
        assert client.get(address).content == client.get(address).content


def test_pdf_says_what_the_page_says_and_keeps_comments_out(setting: Setting) -> None:
    with_hidden(setting)
    text = text_of_pdf(signed_in(setting.owner), setting.wave)
    assert "58±6" in text
    assert "法務室―表示しません：回答者が5名未満のため" in text
    assert "個人の評価" in text
    assert "窓口を" not in text


def test_exports_of_a_table_that_shows_nothing_lead_to_the_page_that_says_why(
    setting: Setting,
) -> None:
    publish(setting.wave, 60, {}, company=None, answered=None)
    for suffix in SUFFIXES:
        answer = signed_in(setting.owner).get(
            f"/manage/surveys/{setting.wave.uuid}/result.{suffix}"
        )
        assert answer["Location"] == f"/manage/surveys/{setting.wave.uuid}/result/"


def test_exports_refuse_learners_and_strangers_and_are_noted(
    setting: Setting, stranger: Member
) -> None:
    with_hidden(setting)
    for suffix in SUFFIXES:
        address = f"/manage/surveys/{setting.wave.uuid}/result.{suffix}"
        noted = WaitingEntry.objects.count()
        for other in (setting.members[0], stranger):
            assert signed_in(other).get(address).status_code == 404
        assert WaitingEntry.objects.count() == noted
        assert signed_in(setting.owner).get(address).status_code == 200
        assert WaitingEntry.objects.count() == noted + 1


def test_workbook_costs_the_same_statements_for_any_number_of_units(setting: Setting) -> None:
    publish(setting.wave, 60, {"1": row("30", 60)})
    client = signed_in(setting.owner)
    found = []
    workbook_of(client, setting.wave)  # reads the survey, which is kept
    for units in (1, 3, 400):
        table = PublishedTable.objects.get(wave=setting.wave)
        table.table["groups"] = {str(9000 + n): row("30", 60) for n in range(units)}
        table.save()
        with counted_statements() as statements:
            assert len(values(workbook_of(client, setting.wave)["部署 × テーマ"])) == units + 2
        found.append(len(statements))
    assert found == [6, 6, 6]


def test_exports_exist_in_english(setting: Setting) -> None:
    with_hidden(setting)
    client = signed_in(setting.owner)
    client.cookies["language"] = "en"
    assert workbook_of(client, setting.wave).sheetnames == [
        "Summary",
        "Departments × topics",
        "Experience",
        "Comments",
        "Rules of what is shown",
    ]
    assert "Notshown:fewerthan5responses" in text_of_pdf(client, setting.wave)


# -- the deck for the board -------------------------------------------------------------------


def test_deck_shows_the_company_s_topics_as_a_native_chart(setting: Setting) -> None:
    with_hidden(setting)
    sheets = deck_of(signed_in(setting.owner), setting.wave)
    cover, topics = sheets[:2]
    assert setting.owner.organisation.name in cover.text
    assert "STOP! カスタマーハラスメント" in cover.text
    today = full_day(clock.now())
    lead = f"事前の調査\n{today}\n回答 60 / 14名（100%）\n集計日 {today}\n"
    assert lead in cover.text
    assert topics.bars == dict.fromkeys(TOPICS_WITH_MARGIN, 60)
    assert "テーマの指数（7つの平均） 60 ± 4（100点満点）" in topics.text
    assert "最も低いテーマは「知識」です" in topics.text
    assert "回答者60名" in topics.text


def test_deck_hides_what_the_page_hides(setting: Setting) -> None:
    with_hidden(setting)
    sheets = deck_of(signed_in(setting.owner), setting.wave)
    text = "\n".join(one.text for one in sheets)
    assert "…\n30名\n知識\n58 ± 6" in text
    assert FORMULA[:20] in text
    assert "匿名のため表示しない部署 2" in text
    assert "法務室" not in text
    assert "窓口を" not in text  # comments are not handed round
    assert "個人の評価" in sheets[-1].text
    assert "回答者が5名未満の部署は表示しません。" in sheets[-1].text


def test_deck_of_few_answers_shows_ranges_and_no_bar(setting: Setting) -> None:
    few = {"n": "5-9", "topics": {"knowledge": {"band": 4}, "judgement": None}}
    publish(setting.wave, 60, {}, company=few | {"shares": {}}, answered="5-9")
    sheets = deck_of(signed_in(setting.owner), setting.wave)
    assert not any(one.bars for one in sheets)
    assert "回答が10名以上になると示します。" in sheets[1].text
    assert "知識\n70〜84（目安）\n見分け\n―" in sheets[1].text
    assert "回答者5〜9名" in sheets[1].text
    assert len(sheets) == 4  # neither departments nor changes


def test_deck_shows_the_ranges_of_all_topics(setting: Setting) -> None:
    topics = {f"of-company-{n:012x}": {"band": 4} for n in range(12)}
    few = {"n": "5-9", "topics": topics, "shares": {}}
    publish(setting.wave, 60, {}, company=few, answered="5-9")
    text = "\n".join(one.text for one in deck_of(signed_in(setting.owner), setting.wave))
    assert text.count("（目安）\n") >= len(topics)


def test_topics_stand_in_the_survey_s_order_whatever_the_stored_table_has(
    setting: Setting,
) -> None:
    turned = row("60", 60)
    turned["topics"] = dict(reversed(turned["topics"].items()))
    publish(setting.wave, 60, {}, company=turned | {"shares": {}})
    client = signed_in(setting.owner)
    assert tuple(deck_of(client, setting.wave)[1].bars) == TOPICS_WITH_MARGIN
    assert tuple(values(workbook_of(client, setting.wave)["部署 × テーマ"])[0][2:]) == TOPICS
    assert values(workbook_of(client, setting.wave)["まとめ"])[3][1] == "60 知識"


def test_deck_compares_waves_that_show_the_same_topics(setting: Setting) -> None:
    publish(setting.wave, 50, {})
    after = after_wave(setting)
    publish(after, 62, {})
    client = signed_in(setting.owner)
    mean, changes = deck_of(client, after)[2:4]
    assert mean.bars == {"事前 ±\N{NO-BREAK SPACE}4": 50, "事後 ±\N{NO-BREAK SPACE}4": 62}
    assert "誤差 ±4。" in mean.text
    assert "事前より12ポイント上がりました。" in mean.text
    assert "はっきり変わったのは、7テーマのうち7つです" in changes.text
    assert "知識\n50 ± 4\n62 ± 4\n+12" in changes.text
    PublishedTable.objects.filter(wave=setting.wave).update(
        table=PublishedTable.objects.get(wave=after).table
        | {"company": {"n": "60", "topics": {"knowledge": {"score": 50, "margin": 4}}}}
    )
    bars = [one.bars for one in deck_of(client, after) if one.bars]
    assert len(bars) == 1  # another mean is no comparison


def test_deck_says_what_is_to_be_done_by_whom_and_until_when(setting: Setting) -> None:
    company = row("60", 80) | {"shares": {}}
    company["topics"]["reporting"] = {"score": 42, "margin": 5}
    company["topics"]["support"] = {"score": 60, "margin": 4}
    publish(setting.wave, 60, {}, company=company)
    client = signed_in(setting.owner)
    deeds = deck_of(client, setting.wave)[2]
    assert "まず「相談と報告」から取りかかります" in deeds.text
    assert (
        "相談と報告\n42 ± 5\n全社\n重点スライドで学び直す\n研修担当者\n事後の調査まで" in deeds.text
    )
    assert "上司と職場の支え\n60 ± 4\n全社\n資料を配り、職場で話し合う\n所属長\n" in deeds.text
    assert "知識" not in deeds.text
    client.cookies["language"] = "en"
    english = deck_of(client, setting.wave)[2].text
    assert "Start with “" in english and "Learn it again with key slides" in english
    assert "Training officer\nBy the survey after the course" in english


def test_deck_without_weak_topics_says_so(setting: Setting) -> None:
    publish(setting.wave, 90, {})
    sheets = deck_of(signed_in(setting.owner), setting.wave)
    assert "はっきりと低いところや、下がったところはありません。" in sheets[2].text
    assert "だれが、いつまでに" not in sheets[2].text


def test_deck_says_words_of_the_organisation_as_they_stand(setting: Setting) -> None:
    shop = unit_of(setting.wave, "店舗")
    publish(setting.wave, 60, {shop: row("30", 58)}, names={shop: "{desk.name} **本**"})
    text = "\n".join(one.text for one in deck_of(signed_in(setting.owner), setting.wave))
    assert "｛desk.name｝ ＊＊本＊＊" in text


def test_deck_stays_short_however_many_units_there_are(setting: Setting) -> None:
    publish(setting.wave, 60, {str(9000 + n): row("30", 60) for n in range(60)})
    sheets = deck_of(signed_in(setting.owner), setting.wave)
    assert len(sheets) == 9
    assert "ほかの部署は、Excelの書き出しにあります。" in sheets[5].text


def test_deck_exists_in_english(setting: Setting) -> None:
    with_hidden(setting)
    client = signed_in(setting.owner)
    client.cookies["language"] = "en"
    text = "\n".join(one.text for one in deck_of(client, setting.wave))
    assert "The lowest topic is “Knowledge”" in text
    assert "Responses: 60 / 14 (100%)" in text
    assert "Whole company\n60\nKnowledge\n60 ± 4" in text and "Members: " not in text
    assert "must not be used to appraise" in text
