"""Documents on 契約・請求書: one's own alone, found by number, sum, day, year; and CSV."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from openpyxl import load_workbook

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member
from terakoya.portal.billing.selectors.documents import document_page
from terakoya.portal.billing.services.payments import record_payment
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.documents.tests.examples import issue
from tests.factories import make_operator
from tests.statements import counted_statements

from .contracts import make_contract, signed_in
from .sold import invoiced, noon

# Pages, and both databases keep the same.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december"), pytest.mark.once]
ADDRESS = "/manage/contracts/"


@pytest.fixture
def invoice(owner: Member) -> IssuedDocument:
    """3,275,800 yen with tax, issued today."""
    return issue(organisation=owner.organisation)


def page(member: Member, **wanted: str) -> str:
    response = signed_in(member).get(ADDRESS, wanted)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_invoice_is_listed_with_sum_due_day_and_file(
    invoice: IssuedDocument, owner: Member, colleague: Member
) -> None:
    for member in (owner, colleague):
        shown = page(member)
        assert (invoice.number in shown, "3,275,800円" in shown) == (True, True)
        assert ("2026年10月31日（土）" in shown, "翌営業日 2026年11月2日（月）" in shown) == (
            True,
            True,
        )
        assert f"/manage/documents/{invoice.uuid}/" in shown


def test_documents_of_others_are_not_listed(
    invoice: IssuedDocument, owner: Member, stranger: Member
) -> None:
    assert [invoice.number in page(one) for one in (owner, stranger)] == [True, False]


@pytest.mark.parametrize(
    ("words", "year", "is_found"),
    [
        ("3,275,800円", "", True),
        ("３２７５８００", "", True),
        ("2026年12月1日", "", True),
        ("2026-12-01", "", True),
        ("2026年12月1日（火）", "", True),
        (" １２月１日", "", True),
        ("12月2日（水）", "", False),
        ("13月1日", "", False),
        ("", "2026", True),
        ("3275801", "", False),
        ("2026-02-30", "", False),
        ("2026/12/02", "", False),
        ("", "2025", False),
        ("9" * 60, "", False),
    ],
)
def test_documents_are_found_by_sum_day_and_year(
    invoice: IssuedDocument, owner: Member, words: str, year: str, is_found: bool
) -> None:
    found = document_page(owner, words, year, "")
    assert [row.document for row in found] == [invoice] * is_found


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [({"words": "３２７５８００"}, True), ({"year": "2026"}, True), ({"year": "2025"}, False)],
)
def test_page_shows_the_documents_that_are_found(
    invoice: IssuedDocument, owner: Member, wanted: dict[str, str], is_found: bool
) -> None:
    shown = page(owner, **wanted)
    assert (invoice.number in shown, "合う書類がありません" in shown) == (is_found, not is_found)


def test_documents_are_found_by_a_part_of_their_number(
    invoice: IssuedDocument, owner: Member
) -> None:
    receipt = issue("test:2", DocumentKind.RECEIPT, owner.organisation)
    both, one = page(owner, words=invoice.number[-4:]), page(owner, words=receipt.number)
    assert [str(it.uuid) in both for it in (invoice, receipt)] == [True, True]
    assert [str(it.uuid) in one for it in (invoice, receipt)] == [False, True]


def test_contracts_are_written_out_as_a_table(
    course: Course, owner: Member, stranger: Member, learner: Member
) -> None:
    contract = make_contract(owner, course, seats=2, starts_on=dt.date(2026, 9, 1))
    response = signed_in(owner).get("/manage/contracts/export.csv")
    lines = response.content.decode("utf-8-sig").splitlines()
    term = "2026-09-01,2027-08-31"
    assert lines[1] == f"{contract.number},{course.slug},契約中,2,0,2,{term},1000,なし"
    others = signed_in(stranger).get("/manage/contracts/export.csv")
    assert len(others.content.decode().splitlines()) == 1
    assert signed_in(learner).get("/manage/contracts/export.csv").status_code == 404


def test_contracts_are_written_out_as_a_sheet(
    course: Course, owner: Member, stranger: Member, learner: Member
) -> None:
    contract = make_contract(owner, course, seats=2, starts_on=dt.date(2026, 9, 1))
    (_heads, row) = sheet(owner)
    assert row[:6] == (contract.number, course.slug, "契約中", 2, 0, 2)
    assert [one.date() for one in row[6:8]] == [contract.starts_on, contract.ends_on]
    assert row[8:] == (1000, "なし")
    assert len(sheet(stranger)) == 1
    assert signed_in(learner).get("/manage/contracts/export.xlsx").status_code == 404


def sheet(member: Member) -> list[tuple[Any, ...]]:
    response = signed_in(member).get("/manage/contracts/export.xlsx")
    assert response.status_code == 200
    book = load_workbook(io.BytesIO(response.content))
    return list(book.worksheets[0].iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("paid", "day", "words", "note"),
    [
        (0, "2027-02-20", "お支払い待ち", "あと9日"),
        (0, "2027-03-01", "お支払い待ち", "今日が期限です"),
        (0, "2027-03-02", "期限を過ぎています", ""),
        (10_000, "2027-02-20", "一部お支払い済み", "残り 23,000円"),
        (10_000, "2027-03-02", "期限を過ぎています", "残り 23,000円"),
        (33_000, "2027-03-02", "支払い済み", "入金日 2月20日（土）"),
    ],
)
def test_invoice_says_where_its_payment_stands(
    owner: Member, paid: int, day: str, words: str, note: str
) -> None:
    invoice = invoiced(owner)  # 33,000 yen, payable until 1 March
    if paid:
        with clock.fixed_at(noon("2027-02-20")):
            record_payment(
                by=make_operator(Right.BILLING),
                invoice=invoice,
                received_on=clock.today(),
                amount_yen=paid,
                key=uuid.uuid4(),
            )
    with clock.fixed_at(noon(day)):
        shown = page(owner)
    assert (f">{words}</span>" in shown, note in shown) == (True, True)


def test_what_is_no_invoice_has_no_state(owner: Member) -> None:
    issue("test:2", DocumentKind.RECEIPT, owner.organisation)
    shown = page(owner)
    assert [words in shown for words in ("お支払い待ち", "支払い済み")] == [False, False]


def test_statements_do_not_grow_with_invoices(owner: Member) -> None:
    client = signed_in(owner)
    counts = []
    for months in (("2027-01",), ("2027-02", "2027-03")):
        for month in months:
            invoiced(owner, month)
        with clock.fixed_at(noon("2027-04-20")):
            client = signed_in(owner)
            client.get(ADDRESS)
            with counted_statements() as found:
                client.get(ADDRESS)
        counts.append(len(found))
    assert counts[0] == counts[1]
