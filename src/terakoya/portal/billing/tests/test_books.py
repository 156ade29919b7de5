"""The journal: balanced, complete, in the columns of programs; sales month by month."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from collections import Counter

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Person
from terakoya.portal.billing.choices import ColumnsFor
from terakoya.portal.billing.journal import (
    BANK,
    CREDIT,
    DEFERRED,
    DISCOUNT,
    RECEIVABLE,
    SALES,
    TAX,
    Billed,
    BilledLine,
    Entry,
    Received,
    Taken,
    billed_entries,
    received_entries,
)
from terakoya.portal.billing.models import ColumnSet
from terakoya.portal.billing.selectors.bank import column_sets
from terakoya.portal.billing.selectors.journal import journal_entries, monthly_sales
from terakoya.portal.billing.services.payments import record_payment
from terakoya.portal.common import clock
from tests.factories import make_operator

from .sold import customer, day, invoiced, noon

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2030, 12, 31))


def balances(entries: list[Entry]) -> Counter[str]:
    """What stands on each account: debits less credits."""
    found: Counter[str] = Counter()
    for one in entries:
        assert one.amount_yen > 0
        found[one.debit] += one.amount_yen
        found[one.credit] -= one.amount_yen
    return Counter({account: yen for account, yen in found.items() if yen})


@st.composite
def documents(draw: st.DrawFn) -> Billed:
    lines = []
    for _number in range(draw(st.integers(1, 4))):
        first = draw(DAYS)
        last = first + dt.timedelta(draw(st.integers(0, 800)))
        lines.append(BilledLine(first, last, draw(st.integers(-(10**9), 10**9))))
    return Billed(draw(DAYS), "会社", "1", tuple(lines), draw(st.integers(-(10**8), 10**8)))


@given(documents())
def test_document_balances_and_all_of_it_becomes_sales(billed: Billed) -> None:
    found = balances(list(billed_entries(billed)))
    net = sum(line.amount_yen for line in billed.lines)
    wanted = {RECEIVABLE: net + billed.tax_yen, SALES: -net, TAX: -billed.tax_yen}
    assert sum(found.values()) == 0
    assert dict(found) == {account: yen for account, yen in wanted.items() if yen}
    assert all(one.day >= billed.day for one in billed_entries(billed))


@given(DAYS, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 10**6), st.integers(0, 880))))
def test_payment_balances_and_its_rest_is_credit(
    on: dt.date, parts: list[tuple[int, int, int]]
) -> None:
    taken = tuple(Taken(on + dt.timedelta(d), "1", yen, fee, 100) for d, yen, fee in parts)
    whole = sum(one.amount_yen for one in taken) + 7
    found = balances(list(received_entries(Received(on, "会社", whole, taken))))
    fees = sum(one.fee_yen for one in taken)
    assert sum(found.values()) == 0
    assert (found[BANK], found[CREDIT]) == (whole, -7)
    assert found[RECEIVABLE] == -(whole - 7 + fees)
    assert found[DISCOUNT] + found[TAX] == fees


@pytest.fixture
def seller(db: None) -> Person:
    """Somebody of the seller's with the right of billing."""
    return make_operator(Right.BILLING)


def test_journal_of_a_month_holds_invoice_sales_and_payment(seller: Person) -> None:
    invoice = invoiced(customer())  # 30,000 yen for 10 January to 9 April: 90 days
    with clock.fixed_at(noon("2027-02-20")):
        record_payment(
            by=seller, invoice=invoice, received_on=day("2027-02-20"), amount_yen=32_560,
            key=uuid.uuid4(),
        )  # fmt: skip
    january = list(journal_entries(day("2027-01-01"), day("2027-01-31")))
    february = list(journal_entries(day("2027-02-01"), day("2027-02-28")))
    assert [(one.debit, one.credit, one.amount_yen) for one in january] == [
        (RECEIVABLE, SALES, 7_333),
        (RECEIVABLE, DEFERRED, 22_667),
        (RECEIVABLE, TAX, 3_000),
    ]
    assert [(one.debit, one.credit, one.amount_yen) for one in february] == [
        (DEFERRED, SALES, 9_333),
        (BANK, RECEIVABLE, 32_560),
        (DISCOUNT, RECEIVABLE, 400),
        (TAX, RECEIVABLE, 40),
    ]
    whole = list(journal_entries(day("2027-01-01"), day("2027-12-31")))
    assert dict(balances(whole)) == {
        BANK: 32_560,
        SALES: -30_000,
        TAX: -2_960,
        DISCOUNT: 400,
    }
    assert monthly_sales(day("2027-01-01"), day("2027-12-31")) == {
        day("2027-01-01"): 7_333,
        day("2027-02-01"): 8_933,
        day("2027-03-01"): 10_334,
        day("2027-04-01"): 3_000,
    }


def fetch(seller: Person, address: str) -> bytes:
    client = Client()
    client.force_login(seller)
    with clock.fixed_at(noon("2027-02-20")):
        response = client.get(address)
    assert response.status_code == 200
    return response.getvalue()


@pytest.mark.parametrize(
    ("key", "encoding", "headings", "columns"),
    [("yayoi", "cp932", 0, 25), ("freee", "utf-8-sig", 1, 11), ("money-forward", "cp932", 1, 21)],
)
def test_journal_is_written_in_the_columns_of_programs(
    seller: Person, key: str, encoding: str, headings: int, columns: int
) -> None:
    invoiced(customer("𠮷田商事株式会社"))
    query = f"since=2027-01&until=2027-01&columns={key}"
    text = fetch(seller, f"/operator/billing/books/journal.csv?{query}").decode(encoding)
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == headings + 3
    assert {len(row) for row in rows} == {columns}
    assert all("2027/01/31" in row for row in rows[headings:])


def test_journal_of_wrong_months_is_told_at_the_field(seller: Person) -> None:
    client = Client()
    client.force_login(seller)
    for since, until in (("2027-13", "2027-01"), ("2027-02", "2027-01"), ("2000-01", "2027-01")):
        query = f"since={since}&until={until}&columns=freee"
        response = client.get(f"/operator/billing/books/journal.csv?{query}")
        assert response.status_code == 422


def test_books_show_sales_by_month(seller: Person) -> None:
    invoiced(customer())
    page = fetch(seller, "/operator/billing/books/").decode()
    assert "7,333円" in page and "9,333円" in page


def test_sample_of_columns_becomes_a_row_of_its_own(seller: Person) -> None:
    client = Client()
    client.force_login(seller)
    said = {"name": "当社の会計", "encoding": "utf-8", "columns": "日 = day\n固定 = =1\n空 =\n"}
    address = "/operator/billing/columns/journal/freee/"
    assert client.post(address, said).status_code == 302
    row = ColumnSet.objects.get()
    assert row.columns == [["日", "day"], ["固定", "=1"], ["空", ""]]
    assert next(one.key for one in column_sets(ColumnsFor.JOURNAL)) == str(row.uuid)
    again = client.post(address, said)
    assert (again.status_code, ColumnSet.objects.count()) == (422, 1)  # the name is taken
    wrong = client.post(address, {**said, "name": "別", "columns": "日 = day\n変 = what\n"})
    assert "2行目「変 = what」" in wrong.content.decode()
    assert client.get("/operator/billing/columns/bank/freee/").status_code == 404
    assert client.get("/operator/billing/columns/other/freee/").status_code == 404
