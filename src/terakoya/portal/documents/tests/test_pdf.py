"""What stands on the page: every field the law asks for, in both languages, however long."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
from django.db import transaction

from terakoya.portal.common import clock
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.content import (
    Addressee,
    Line,
    Rows,
    split_by_seats,
    total_of,
)
from terakoya.portal.documents.models import IssuedDocument, SellerDetails
from terakoya.portal.documents.rendering import write_document

from .examples import INVOICE, NOW, SEATS, issue

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SELLER = {
    "name": "株式会社みほん教育",
    "postal_code": "100-0000",
    "address": "東京都千代田区みほん町1-2-3",
    "building": "みほんビル5階",
    "phone": "03-0000-0000",
    "email": "seikyu@mihon-kyoiku.example",
    "contact": "販売課 森",
    "registration": "T9234567890123",
    "bank_name": "みほん銀行",
    "bank_branch": "本店（001）",
    "account_type": "ordinary",
    "account_number": "1234567",
    "account_holder": "カ）ミホンキヨウイク",
    "representative": "見本 太郎",
}


@pytest.fixture(autouse=True)
def _seller(db: None) -> Iterator[None]:
    with clock.fixed_at(NOW):
        SellerDetails.objects.create(
            valid_from=dt.date(2026, 1, 1), created_at=clock.now(), **SELLER
        )
        yield


def pages_of(document: IssuedDocument) -> list[str]:
    """The text of each page, without spaces and line ends."""
    file = pypdfium2.PdfDocument(io.BytesIO(write_document(document)))
    return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in file]


def text_of(document: IssuedDocument) -> str:
    return "".join(pages_of(document))


def missing(text: str, *said: str) -> list[str]:
    return [one for one in said if re.sub(r"\s", "", one) not in text]


def test_an_invoice_has_every_field_of_a_qualified_one() -> None:
    (text,) = pages_of(issue())
    assert (
        missing(
            text,
            "請求書",
            "適格請求書",
            "請求番号",
            "2026-000001",
            "発行日",
            "2026年9月30日（水）",
            "K-2026-0031",
            "株式会社みほん商事",
            "御中",
            "〒123-4567",
            "人事部 山田 花子 様",
            "株式会社みほん教育",
            "登録番号 T9234567890123",
            "みほんビル5階",
            "取引年月日",
            "2026年9月1日（火）",
            "オンライン研修 受講枠",
            "利用期間 2026年9月1日〜2027年8月31日",
            "更新の提供",
            "240枠×12か月",
            "10%対象（税抜）",
            "2,978,000円",
            "消費税（10%）",
            "297,800円",
            "合計（税込）",
            "3,275,800円",
            "お支払期限",
            "2026年10月31日（土）",
            "11月2日（月）まで承ります",
            "みほん銀行 本店（001）",
            "普通 1234567",
            "カ）ミホンキヨウイク",
            "お客様のご負担",
            "「1」を付けて",
            "seikyu@mihon-kyoiku.example",
            "1/1",
        )
        == []
    )


def test_an_issuer_who_is_not_registered_issues_no_qualified_invoice() -> None:
    SellerDetails.objects.update(registration="", bank_name="", account_number="")
    text = text_of(issue())
    assert missing(text, "請求書", "3,275,800円") == []
    assert [one for one in ("適格", "登録番号", "お振込先") if one in text] == []


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        (
            DocumentKind.QUOTE,
            {
                "due_on": None,
                "valid_until": dt.date(2026, 10, 30),
                "facts": (("提供時期", "申し込みの当日"),),
                "terms": (Rows("ご契約の条件", (("更新", "自動更新はありません"),)),),
                "notes": ("申し込むを押すと申し込めます。",),
            },
            (
                "見積書",
                "M-2026-0001",
                "有効期限",
                "2026年10月30日（金）",
                "提供時期",
                "ご契約の条件",
                "自動更新はありません",
                "申し込むを押すと申し込めます。",
                "提供時の税率で計算します",
            ),
        ),
        (
            DocumentKind.ORDER_CONFIRMATION,
            {"purchase_order": "PO-778"},
            (
                "注文請書",
                "U-2026-000001",
                "発注番号",
                "PO-778",
                "ご注文をお受けしました",
                "収入印紙",
            ),
        ),
        (DocumentKind.DELIVERY_NOTE, {}, ("納品書", "N-2026-000001", "次のとおり納品しました。")),
        (
            DocumentKind.RECEIPT,
            {},
            ("領収書", "R-2026-000001", "領収しました", "登録番号 T9234567890123"),
        ),
        (
            DocumentKind.COMPLETION_REPORT,
            {"lines": (), "body": ("業務を完了しました。",)},
            ("完了届", "C-2026-000001", "業務を完了しました。"),
        ),
        (
            DocumentKind.DELETION_CERTIFICATE,
            {"lines": (), "body": ("消去しました。",)},
            ("削除証明書", "D-2026-000001", "消去しました。"),
        ),
    ],
)
def test_each_kind_says_what_it_is(
    kind: DocumentKind, changes: dict[str, Any], said: tuple[str, ...]
) -> None:
    (text,) = pages_of(issue(kind=kind, **changes))
    assert missing(text, "株式会社みほん商事", "発行日", *said) == []
    assert ("お振込先" in text, "円" in text) == (False, bool(changes.get("lines", True)))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            DocumentKind.CREDIT_NOTE,
            (
                "適格返還請求書",
                "返還の日",
                "2026年10月20日（火）",
                "元の取引日",
                "2026年9月1日（火）",
            ),
        ),
        (DocumentKind.CORRECTED_INVOICE, ("修正した適格請求書", "取引年月日", "お振込先")),
    ],
)
def test_what_corrects_names_the_first_document(kind: DocumentKind, said: tuple[str, ...]) -> None:
    first = issue("first")
    with clock.fixed_at(dt.datetime(2026, 10, 20, tzinfo=dt.UTC)):
        text = text_of(issue("second", kind, corrects=first))
    assert missing(text, "元の書類", "2026-000001（2026年9月30日（水）発行）", *said) == []
    assert "を付けて" not in text  # its serial is not that of the invoice


def test_amounts_with_tax_and_the_reduced_rate_are_told() -> None:
    lines = (
        Line("売上値引", amount_yen=660, quantity_text="1式"),
        Line("みほん茶", amount_yen=108, tax_per_mille=80),
        Line("立替金", amount_yen=500, tax_per_mille=0),
    )
    text = text_of(issue(includes_tax=True, lines=lines))
    assert (
        missing(
            text,
            "金額（税込）",
            "みほん茶 ※",
            "※は、軽減税率（8%）の対象です。",
            "8%対象（税抜）",
            "100円",
            "消費税（8%）",
            "8円",
            "消費税（10%）",
            "60円",
            "対象外",
            "1,268円",
        )
        == []
    )


def test_english_is_whole() -> None:
    text = text_of(issue(language="en", addressee=Addressee("Mihon Trading", person="H. Yamada")))
    assert (
        missing(
            text,
            "Qualified invoice",
            "Invoice number",
            "Date of issue",
            "30 Sep 2026 (Wed)",
            "Registration number T9234567890123",
            "Amount due with tax",
            "¥3,275,800",
            "Due date",
            "until 2 Nov (Mon)",
            "Consumption tax (10%)",
            "Borne by the customer",
            "H. Yamada",
        )
        == []
    )
    assert [one for one in ("御中", "様", "請求") if one in text] == []


@pytest.mark.parametrize("name", ["株式会社𠮷田みほん", "みほん" * 26 + "商事", "A" * 80, "🙂商事"])
def test_names_of_every_kind_stand_on_one_page(name: str) -> None:
    (text,) = pages_of(issue(addressee=Addressee(name)))
    assert missing(text, name.replace("🙂", "〓"), "御中", "1/1") == []


def test_many_lines_go_over_pages_with_their_head_and_the_annex_follows() -> None:
    lines = tuple(replace(SEATS, title=f"受講枠その{n}") for n in range(40))
    total = total_of(replace(INVOICE, lines=lines))
    annex = split_by_seats(total, [(f"部署{n}", n + 1) for n in range(3)])
    pages = pages_of(issue(lines=lines, annex=annex))
    assert len(pages) >= 5
    *table, last = pages
    for page in table[:-1]:
        assert missing(page, "金額（税抜）", f"/{len(pages)}") == []
    whole = "".join(pages)
    assert missing(whole, *(f"受講枠その{n}" for n in range(40)), f"{total:,}円") == []
    assert missing(last, "別紙", "部署2", *(f"{one.amount_yen:,}円" for one in annex)) == []


def test_the_same_row_gives_the_same_bytes_tagged() -> None:
    document = issue()
    first = write_document(document)
    assert write_document(IssuedDocument.objects.get(pk=document.pk)) == first
    assert b"/StructTreeRoot" in first
    assert b"<pdfuaid:part>1" in first
    assert (
        "請求書 2026-000001"
        in pypdfium2.PdfDocument(io.BytesIO(first)).get_metadata_dict()["Title"]
    )


def test_what_people_typed_is_never_markup() -> None:
    with transaction.atomic():
        document = issue(subject="#panic() *太字* $x$ </b>")
    assert missing(text_of(document), "#panic() *太字* $x$ </b>") == []
