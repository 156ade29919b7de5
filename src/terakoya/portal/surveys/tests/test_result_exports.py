"""Workbook and PDF of a wave's results: the published table, and nothing besides."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pypdfium2
import pytest
from django.test import Client

from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.models import WaitingEntry
from terakoya.portal.surveys.models import PublishedTable, Wave
from tests.statements import counted_statements

from .conftest import Setting, comment_item
from .test_wave import signed_in
from .test_wave_result import publish, row, unit_of

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once

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
    assert table[1] == ["全社", "60名", *["60 ± 4"] * 6]
    assert table[2] == [FORMULA, "30名", *["58 ± 6"] * 6]
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
    for suffix in ("xlsx", "pdf"):
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
    for suffix in ("xlsx", "pdf"):
        answer = signed_in(setting.owner).get(
            f"/manage/surveys/{setting.wave.uuid}/result.{suffix}"
        )
        assert answer["Location"] == f"/manage/surveys/{setting.wave.uuid}/result/"


def test_exports_refuse_learners_and_strangers_and_are_noted(
    setting: Setting, stranger: Member
) -> None:
    with_hidden(setting)
    for suffix in ("xlsx", "pdf"):
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
