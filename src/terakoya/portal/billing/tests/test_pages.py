"""The operator's pages of invoices."""

from __future__ import annotations

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.billing.models import Invoice, MonthClosing
from terakoya.portal.billing.services.closing import close_due_months
from terakoya.portal.common import clock
from terakoya.portal.learning.tests.learners import signed_in
from tests.factories import confirm_now, make_operator
from tests.statements import counted_statements

from .sold import close, customer, day, invoiced, noon, sold

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages, and both databases keep the same


@pytest.fixture
def seller(db: None) -> Client:
    """Somebody of the seller's with the right of billing."""
    client = Client()
    client.force_login(make_operator(Right.BILLING))
    return client


def get(client: Client, address: str, on: str = "2027-02-10") -> str:
    with clock.fixed_at(noon(on)):
        response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_pages_are_404_to_owners_and_to_operators_without_the_right(seller: Client) -> None:
    owner = customer()
    invoice = invoiced(owner)
    content = Client()
    content.force_login(make_operator(Right.CONTENT, email="content@terakoya.example"))
    for address in (
        "/operator/billing/",
        "/operator/billing/close/2027-01/",
        f"/operator/billing/invoices/{invoice.uuid}/",
    ):
        with clock.fixed_at(noon("2027-02-10")):
            found = [one.get(address).status_code for one in (seller, content, signed_in(owner))]
        assert (address, found) == (address, [200, 404, 404])


def test_closing_is_seen_beforehand_asked_once_and_done_by_the_worker(seller: Client) -> None:
    sold(customer(), "2027-01-10", manuscript=98_000)
    page = get(seller, "/operator/billing/close/2027-01/")
    assert "株式会社みほん商事" in page and "140,800円" in page
    assert not Invoice.objects.exists()
    with clock.fixed_at(noon("2027-02-10")):
        confirm_now(seller)
        for _again in range(2):
            response = seller.post("/operator/billing/close/2027-01/")
            assert (response.status_code, response["Location"]) == (302, "/operator/billing/")
        assert MonthClosing.objects.count() == 1
        assert "締めています" in get(seller, "/operator/billing/")
        close_due_months()
    assert Invoice.objects.count() == 1
    page = get(seller, "/operator/billing/close/2027-01/")
    assert "締めました。" in page and "この月を締めて" not in page
    assert "発行した請求書：1件・140,800円（税込）" in page
    assert 'href="/operator/billing/?month=2027-01#invoices"' in page


def test_forecast_says_that_it_holds_what_the_month_before_left(seller: Client) -> None:
    sold(customer(), "2027-01-10")
    for address in ("/operator/billing/", "/operator/billing/close/2027-02/"):
        assert "まだ締めていない前の月までの分を含みます" in get(seller, address)
    close("2027-01", on="2027-02-01")
    for address in ("/operator/billing/", "/operator/billing/close/2027-02/"):
        page = get(seller, address)
        assert "今の見込みは0件です。" in page and "前の月までの分" not in page


def test_running_month_shows_its_prospect_and_cannot_be_closed(seller: Client) -> None:
    sold(customer(), "2027-01-10")
    page = get(seller, "/operator/billing/close/2027-01/", on="2027-01-20")
    assert "今の見込みは1件" in page and "33,000円" in page and "この月を締めて" not in page
    with clock.fixed_at(noon("2027-01-31")):
        response = confirm_now(seller).post("/operator/billing/close/2027-01/")
    assert response.status_code == 409
    assert not MonthClosing.objects.exists()


@pytest.mark.parametrize("month", ["2027-13", "2027-03", "202701", "1999-01", "now"])
def test_months_that_are_none_or_ahead_are_404(seller: Client, month: str) -> None:
    with clock.fixed_at(noon("2027-02-10")):
        assert seller.get(f"/operator/billing/close/{month}/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", 2),
        ("?state=open", 1),
        ("?state=overdue", 1),
        ("?state=paid", 0),
        ("?month=2027-01", 1),
        ("?q=例示", 1),
        ("?state=nonsense&month=x&page=-1", 2),
    ],
)
def test_invoices_are_narrowed_by_state_month_and_words(
    seller: Client, asked: str, found: int
) -> None:
    invoiced(customer(), "2027-01")
    invoiced(customer("例示物産株式会社"), "2027-03")
    page = get(seller, f"/operator/billing/{asked}", on="2027-04-10")
    assert page.count('<th scope="row"><a href="/operator/billing/invoices/') == found


def test_list_has_one_number_of_statements_whatever_its_length(seller: Client) -> None:
    found = []
    for more in (1, 2):
        for _one in range(more):
            invoiced(customer())
        with clock.fixed_at(noon("2027-02-10")), counted_statements() as statements:
            seller.get("/operator/billing/")
        found.append(len(statements))
    assert found == [17, 17]  # two are the menu's counts, one the seller's bank account


def test_invoice_shows_its_lines_due_day_and_pdf(seller: Client) -> None:
    invoice = invoiced(customer(), manuscript=98_000)
    page = get(seller, f"/operator/billing/invoices/{invoice.uuid}/")
    assert "2027年1月10日（日）〜4月9日（金）" in page  # the manuscript has one day
    assert "〜1月10日" not in page
    assert "2027年2月28日（日）（銀行の休みのため2027年3月1日（月）まで）" in page
    assert "140,800円" in page and "入金待ち" in page
    assert f"{invoice.document.uuid}" in page


def test_list_is_sorted_by_month(seller: Client) -> None:
    owner = customer()
    invoiced(owner, "2027-01")
    invoiced(owner, "2027-02")
    months = list(Invoice.objects.values_list("month", flat=True))
    assert months == [day("2027-02-01"), day("2027-01-01")]
