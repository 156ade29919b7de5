"""Documents are issued once, numbered without gaps, and never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.selectors import entries_of, payload_of
from terakoya.portal.audit.services import append_waiting
from terakoya.portal.common import clock
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.content import AnnexRow, from_json
from terakoya.portal.documents.errors import ContentNotWhole, KeyUsedForAnother
from terakoya.portal.documents.models import Counterparty, DocumentFile, IssuedDocument
from terakoya.portal.documents.selectors import seller_of_settings
from terakoya.portal.documents.seller import seller_from_json
from terakoya.portal.documents.services import document_pdf, issue_document, make_waiting_files

from .examples import INVOICE, NOW, issue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.fixed_at(NOW):
        yield


def test_a_document_keeps_all_that_stands_in_it(owner: Member) -> None:
    document = issue(organisation=owner.organisation)
    document.refresh_from_db()
    assert from_json(document.content) == INVOICE
    assert seller_from_json(document.seller) == seller_of_settings()
    assert (document.number, document.serial, document.issued_on, document.ends_on) == (
        "2026-000001", 1, dt.date(2026, 9, 30), dt.date(2027, 8, 31),
    )  # fmt: skip
    assert (document.total_yen, document.counterparty.compared) == (3_275_800, "みほん商事")
    append_waiting()
    entry = entries_of(owner.organisation.uuid)[0]
    told = payload_of(entry)
    assert told is not None
    assert (entry.verb, told.data["number"]) == ("documents.issued", "2026-000001")
    assert told.data["sha256"] == document.sha256


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        (DocumentKind.QUOTE, ["M-2026-0001", "M-2026-0002"]),
        (DocumentKind.INVOICE, ["2026-000001", "2026-000002"]),
        (DocumentKind.RECEIPT, ["R-2026-000001", "R-2026-000002"]),
        (DocumentKind.DELETION_CERTIFICATE, ["D-2026-000001", "D-2026-000002"]),
    ],
)
def test_each_kind_has_a_series(kind: DocumentKind, numbers: list[str]) -> None:
    issue("other", DocumentKind.DELIVERY_NOTE)
    assert [issue(f"k{n}", kind).number for n in range(2)] == numbers


def test_each_year_has_a_series() -> None:
    issue("a")
    with clock.fixed_at(dt.datetime(2026, 12, 31, 15, 0, tzinfo=dt.UTC)):  # 1 January in Japan
        assert issue("b").number == "2027-000001"
        with transaction.atomic():
            late = issue_document(
                kind=DocumentKind.INVOICE, organisation=None, content=INVOICE, key="c",
                issued_on=dt.date(2026, 12, 31),
            )  # fmt: skip
    assert (late.number, late.issued_on) == ("2026-000002", dt.date(2026, 12, 31))


def test_the_same_key_gives_the_same_document() -> None:
    first = issue()
    again = issue(subject="別の件名")
    assert (again.pk, IssuedDocument.objects.count()) == (first.pk, 1)
    assert issue("next").number == "2026-000002"


def test_a_key_of_another_kind_or_organisation_is_refused(owner: Member) -> None:
    issue()
    with pytest.raises(KeyUsedForAnother):
        issue(kind=DocumentKind.RECEIPT)
    with pytest.raises(KeyUsedForAnother):
        issue(organisation=owner.organisation)
    assert IssuedDocument.objects.count() == 1


def test_a_transaction_that_fails_gives_its_number_back() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        issue("a")
        raise RuntimeError
    assert issue("b").number == "2026-000001"


@pytest.mark.parametrize(
    ("kind", "changes", "told"),
    [
        (DocumentKind.INVOICE, {"due_on": None}, "お支払期限"),
        (DocumentKind.INVOICE, {"traded_on": None}, "取引年月日"),
        (DocumentKind.INVOICE, {"lines": ()}, "明細"),
        (DocumentKind.INVOICE, {"language": "fr"}, "言語"),
        (DocumentKind.INVOICE, {"annex": (AnnexRow("営業部", 1, 5),)}, "合計"),
        (DocumentKind.CREDIT_NOTE, {}, "どの請求書"),
    ],
)
def test_what_is_not_whole_is_refused_and_takes_no_number(
    kind: DocumentKind, changes: dict[str, Any], told: str
) -> None:
    with pytest.raises(ContentNotWhole, match=told):
        issue(kind=kind, **changes)
    first = issue("invoice")
    if kind == DocumentKind.CREDIT_NOTE:
        assert issue("credit", kind, corrects=first).number == "H-2026-000001"
    assert first.number == "2026-000001"


def test_a_day_to_come_is_refused() -> None:
    with pytest.raises(ContentNotWhole, match="今日まで"), transaction.atomic():
        issue_document(
            kind=DocumentKind.QUOTE, organisation=None, content=INVOICE, key="a",
            issued_on=dt.date(2026, 10, 1),
        )  # fmt: skip


def test_a_certificate_has_no_lines() -> None:
    document = issue(kind=DocumentKind.DELETION_CERTIFICATE, lines=(), due_on=None)
    assert document.total_yen == 0


@pytest.mark.both
def test_the_database_refuses_every_change() -> None:
    document = issue()
    document_pdf(document)
    for rows, change in (
        (IssuedDocument.objects, {"total_yen": 1}),
        (DocumentFile.objects, {"content": b"x"}),
    ):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            rows.update(**change)
    document.refresh_from_db()
    assert document.total_yen == 3_275_800


@pytest.mark.django_db(transaction=True)
def test_issuing_belongs_into_a_transaction() -> None:
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError, match="transaction"):
        issue_document(kind=DocumentKind.QUOTE, organisation=None, content=INVOICE, key="a")
    assert Counterparty.objects.count() == 0


@pytest.mark.once
def test_bytes_are_made_once_and_kept() -> None:
    first, second = issue("a"), issue("b")
    made = document_pdf(first)
    assert made.startswith(b"%PDF-")
    assert make_waiting_files(seconds=0) == 0
    assert make_waiting_files() == 1
    assert DocumentFile.objects.filter(document=second).exists()
    assert make_waiting_files() == 0
    with clock.fixed_at(NOW + dt.timedelta(days=400)):
        assert document_pdf(IssuedDocument.objects.get(pk=first.pk)) == made
