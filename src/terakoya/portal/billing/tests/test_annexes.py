"""費用内訳書 of an invoice that is out: its sum is the invoice's, and the invoice stays."""

from __future__ import annotations

import dataclasses
import re
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import override

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Department, Member, Person
from terakoya.portal.billing.invoice_sentences import returned_sentence
from terakoya.portal.billing.models import CostSplit, Invoice
from terakoya.portal.billing.selectors.invoices import changed_lines
from terakoya.portal.billing.services.changes import correct_invoice, credit_invoice
from terakoya.portal.common import clock
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.content import from_json, split_by_seats
from terakoya.portal.documents.errors import ContentNotWhole
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.documents.services import issue_document
from tests.factories import make_operator

from .contracts import signed_in
from .kept import invoice, kept, made_invoice, owner
from .sold import customer, day, invoiced, noon, sold
from .test_cost_split import annex, departments, seat

__all__ = ["invoice", "kept", "made_invoice", "owner"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def seller(db: None) -> Person:
    return make_operator(Right.BILLING)


@pytest.fixture
def tops(owner: Member) -> tuple[Department, Department]:
    """営業部 and 人事部."""
    return departments(owner)


def address(invoice: Invoice) -> str:
    return f"/manage/contracts/invoices/{invoice.uuid}/split/"


def at_the_desk(invoice: Invoice) -> str:
    return f"/operator/billing/invoices/{invoice.uuid}/split/"


def send(by: Any, invoice: Invoice, do: str, on: str = "2027-02-10", **fields: str) -> Any:
    """Send the form; what is issued was shown before."""
    with clock.fixed_at(noon(on)):
        browser = signed_in(by)
        if do == "issue":
            fields |= {"shown": shown(browser, address(invoice), fields)}
        return browser.post(address(invoice), {"do": do, **fields})


def shown(browser: Client, at: str, fields: dict[str, str]) -> str:
    """By what the page knows the split that it shows; empty: it shows none."""
    page = browser.post(at, {"do": "show", **fields}).content.decode()
    found = re.search(r'name="shown" value="(\w+)"', page)
    return found[1] if found else ""


def shares(tops: tuple[Department, Department], sales: str, staff: str) -> dict[str, str]:
    return {"basis": "shares", f"share{tops[0].pk}": sales, f"share{tops[1].pk}": staff}


def issued() -> list[IssuedDocument]:
    return list(IssuedDocument.objects.filter(kind=DocumentKind.COST_ANNEX).order_by("id"))


def test_split_is_shown_first_and_issued_by_the_next_click(
    owner: Member, invoice: Invoice, tops: tuple[Department, Department]
) -> None:
    before = invoice.document.sha256
    listed = signed_in(owner).get("/manage/contracts/").content.decode()
    assert address(invoice) in listed
    page = send(owner, invoice, "show", **shares(tops, "２", "1")).content.decode()
    assert ("22,000円" in page, "11,000円" in page, "33,000円" in page) == (True, True, True)
    assert issued() == []
    response = send(owner, invoice, "issue", **shares(tops, "2", "1"))
    assert (response.status_code, response["Location"]) == (302, address(invoice))
    (made,) = issued()
    assert annex(made) == [("人事部", 1, 11_000), ("営業部", 2, 22_000)]
    assert (made.number, made.total_yen, made.corrects) == (
        "A-2027-000001",
        invoice.total_yen,
        invoice.document,
    )
    assert (from_json(made.content).due_on, made.issued_on) == (None, day("2027-02-10"))
    invoice.document.refresh_from_db()
    assert (invoice.document.sha256, annex(invoice.document)) == (before, [])
    assert not CostSplit.objects.exists()
    with clock.fixed_at(noon("2027-02-10")):
        assert made.number in signed_in(owner).get(address(invoice)).content.decode()
        assert made.number in signed_in(owner).get("/manage/contracts/").content.decode()


def test_second_click_gives_the_same_document_and_another_split_another(
    owner: Member, invoice: Invoice, tops: tuple[Department, Department]
) -> None:
    for _click in range(2):
        send(owner, invoice, "issue", **shares(tops, "2", "1"))
    send(owner, invoice, "issue", **shares(tops, "1", "1"))
    assert [annex(one) for one in issued()] == [
        [("人事部", 1, 11_000), ("営業部", 2, 22_000)],
        [("人事部", 1, 16_500), ("営業部", 1, 16_500)],
    ]


def test_what_was_not_shown_is_shown_first(
    owner: Member, invoice: Invoice, tops: tuple[Department, Department]
) -> None:
    with clock.fixed_at(noon("2027-02-10")):
        browser = signed_in(owner)
        seen = shown(browser, address(invoice), shares(tops, "2", "1"))
        other = {"do": "issue", "shown": seen, **shares(tops, "1", "1")}
        response = browser.post(address(invoice), other)
        page = response.content.decode()
        assert (response.status_code, issued()) == (422, [])
        assert ("確かめた内訳から変わりました" in page, "16,500円" in page) == (True, True)
        sent = {**other, "shown": shown(browser, address(invoice), shares(tops, "1", "1"))}
        assert browser.post(address(invoice), sent).status_code == 302
    assert [annex(one)[0][2] for one in issued()] == [16_500]


def test_seats_in_use_today_split_it_with_their_day(
    owner: Member, tops: tuple[Department, Department]
) -> None:
    for number, where in enumerate([tops[0], tops[0], tops[1]], 1):
        seat(owner, where, number)
    invoice = invoiced(owner, "2027-02")
    send(owner, invoice, "issue", on="2027-03-10", basis="seats")
    (made,) = issued()
    total = invoice.total_yen
    assert annex(made) == [("人事部", 1, total // 3), ("営業部", 2, total * 2 // 3)]
    facts = dict(from_json(made.content).facts)
    assert facts["按分の基準日"] == "2027年3月10日（水）"


def test_corrected_invoice_is_split_as_it_was_corrected(
    owner: Member, invoice: Invoice, tops: tuple[Department, Department], seller: Person
) -> None:
    line = next(iter(changed_lines(invoice)))
    with clock.fixed_at(noon("2027-02-05")):
        change = correct_invoice(
            by=seller, invoice=invoice, amounts={line.pk: 10_000}, reason="減", addressee="甲",
            key=uuid.uuid4(),
        )  # fmt: skip
    send(owner, invoice, "issue", **shares(tops, "2", "1"))
    (made,) = issued()
    assert (made.corrects, made.total_yen) == (change.document, 11_000)
    assert annex(made) == [("人事部", 1, 3_667), ("営業部", 2, 7_333)]
    page = signed_in(owner).get(address(invoice)).content.decode()
    assert (made.number in page, change.document.number in page) == (True, True)


def test_what_was_given_back_since_is_told_with_its_document(
    owner: Member, invoice: Invoice, tops: tuple[Department, Department], seller: Person
) -> None:
    send(owner, invoice, "issue", **shares(tops, "2", "1"))
    line = next(iter(changed_lines(invoice)))
    about: Any = {"by": seller, "invoice": invoice}
    with clock.fixed_at(noon("2027-02-10")):
        earlier, credit = [
            credit_invoice(**about, amounts={line.pk: yen}, reason="減", key=uuid.uuid4())
            for yen in (1_000, 10_000)
        ]
    said = (
        f"返還インボイス {earlier.document.number}（1,100円）、"
        f"{credit.document.number}（11,000円）の金額は、この内訳に含みません。"
    )
    with override("en"):
        assert returned_sentence([earlier.document, credit.document]) == (
            "This split does not take off what was credited since: "
            f"{earlier.document.number} (¥1,100); {credit.document.number} (¥11,000)."
        )
    assert said in send(owner, invoice, "show", **shares(tops, "2", "1")).content.decode()
    send(owner, invoice, "issue", **shares(tops, "2", "1"))
    assert [from_json(one.content).body for one in issued()] == [(), (said,)]
    # A correction says everything anew.
    with clock.fixed_at(noon("2027-02-10")):
        correct_invoice(
            **about, amounts={line.pk: 15_000}, reason="減", addressee="甲", key=uuid.uuid4()
        )
    assert "含みません" not in send(owner, invoice, "show", basis="seats").content.decode()
    send(owner, invoice, "issue", **shares(tops, "2", "1"))
    assert (issued()[-1].total_yen, from_json(issued()[-1].content).body) == (16_500, ())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"basis": "shares"}, "1つ以上の部署"),
        ({"basis": "seats"}, "受講枠を使っている人が、まだいません"),
        ({"basis": "shares", "share0": "-1"}, "0以上"),
        ({"basis": "none"}, "選択"),
        ({}, "分け方"),
    ],
)
@pytest.mark.parametrize("do", ["show", "issue"])
def test_what_splits_nothing_is_told_at_its_field(
    owner: Member, invoice: Invoice, do: str, fields: dict[str, str], said: str
) -> None:
    response = send(owner, invoice, do, **fields)
    assert (response.status_code, said in response.content.decode()) == (422, True)
    assert issued() == []


def test_desk_issues_it_for_the_customer(
    invoice: Invoice, owner: Member, tops: tuple[Department, Department], seller: Person
) -> None:
    desk = Client()
    desk.force_login(seller, backend="terakoya.portal.accounts.backends.EmailBackend")
    with clock.fixed_at(noon("2027-02-10")):
        page = desk.get(f"/operator/billing/invoices/{invoice.uuid}/").content.decode()
        assert at_the_desk(invoice) in page
        wanted = shares(tops, "1", "2")
        sent = {"do": "issue", "shown": shown(desk, at_the_desk(invoice), wanted), **wanted}
        assert desk.post(at_the_desk(invoice), sent).status_code == 302
        (made,) = issued()
        assert made.number in signed_in(owner).get("/manage/contracts/").content.decode()


def test_only_the_holder_of_the_invoice_splits_it(
    owner: Member, colleague: Member, stranger: Member, invoice: Invoice
) -> None:
    other = customer("例示物産株式会社")
    for member in (colleague, stranger, other):
        assert signed_in(member).get(address(invoice)).status_code == 404
        response = signed_in(member).post(address(invoice), {"do": "issue", "basis": "seats"})
        assert response.status_code == 404
    assert signed_in(owner).get(at_the_desk(invoice)).status_code == 404
    assert issued() == []


def test_annex_of_another_sum_is_never_issued(owner: Member, invoice: Invoice) -> None:
    said = from_json(invoice.document.content)
    less = dataclasses.replace(said.lines[0], amount_yen=1_000)
    wrong = dataclasses.replace(said, lines=(less,), annex=split_by_seats(1_100, [("甲", 1)]))
    for content in (wrong, dataclasses.replace(said, annex=())):
        with transaction.atomic(), pytest.raises(ContentNotWhole):
            issue_document(
                kind=DocumentKind.COST_ANNEX, organisation=owner.organisation, content=content,
                key="wrong", corrects=invoice.document,
            )  # fmt: skip
    assert issued() == []


def test_issued_annex_never_changes(
    owner: Member, invoice: Invoice, tops: tuple[Department, Department]
) -> None:
    send(owner, invoice, "issue", **shares(tops, "2", "1"))
    (made,) = issued()
    for document in (made, invoice.document):
        with pytest.raises(IntegrityError), transaction.atomic():
            IssuedDocument.objects.filter(pk=document.pk).update(total_yen=1)


def test_order_of_another_month_is_not_in_it(
    owner: Member, invoice: Invoice, tops: tuple[Department, Department]
) -> None:
    sold(owner, "2027-02-01", seats=50)
    send(owner, invoice, "issue", **shares(tops, "1", "0"))
    assert [one.total_yen for one in issued()] == [33_000]
