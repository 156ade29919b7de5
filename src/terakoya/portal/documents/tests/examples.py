"""Documents for tests: an invoice of 株式会社みほん商事, and what is made of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction

from terakoya.portal.accounts.models import Organisation
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.content import Addressee, Content, Line
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.documents.services import issue_document

NOW = dt.datetime(2026, 9, 30, 0, 0, tzinfo=dt.UTC)
SEATS = Line(
    title="オンライン研修 受講枠",
    details=("STOP! カスタマーハラスメント",),
    quantity_text="240枠×12か月",
    unit_yen=1000,
    amount_yen=2_880_000,
    period_from=dt.date(2026, 9, 1),
    period_until=dt.date(2027, 8, 31),
)
MANUSCRIPT = Line(
    title="教材原稿（スライド・意識調査・確認テスト）",
    quantity_text="1式",
    unit_yen=98_000,
    amount_yen=98_000,
    period_from=dt.date(2026, 9, 1),
    period_until=dt.date(2027, 8, 31),
    period_label="更新の提供",
)
INVOICE = Content(
    language="ja",
    addressee=Addressee(
        "株式会社みほん商事", "123-4567", "東京都みほん区見本1-1-1", "人事部", "山田 花子"
    ),
    subject="カスタマーハラスメント研修のご利用料金",
    traded_on=dt.date(2026, 9, 1),
    lines=(SEATS, MANUSCRIPT),
    due_on=dt.date(2026, 10, 31),
    payable_on=dt.date(2026, 11, 2),
    contract_number="K-2026-0031",
)


def issue(
    key: str = "test:1",
    kind: DocumentKind = DocumentKind.INVOICE,
    organisation: Organisation | None = None,
    corrects: IssuedDocument | None = None,
    **changes: Any,
) -> IssuedDocument:
    """Issue the invoice, or another kind, or other content."""
    with transaction.atomic():
        return issue_document(
            kind=kind,
            organisation=organisation,
            content=replace(INVOICE, **changes),
            key=key,
            corrects=corrects,
        )
