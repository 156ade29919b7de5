"""Invoices split over departments by an annex: what the contract holder decides."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Department, DepartmentMembership, Member
from terakoya.portal.billing.choices import SplitBasis
from terakoya.portal.billing.cost_split import Weights, split_again, weights_of, with_annex
from terakoya.portal.billing.due_lines import due_organisations
from terakoya.portal.billing.models import CostSplit, Invoice
from terakoya.portal.billing.selectors.invoices import changed_lines
from terakoya.portal.billing.services.changes import correct_invoice, credit_invoice
from terakoya.portal.common import clock
from terakoya.portal.documents.content import total_of
from terakoya.portal.documents.services import document_pdf
from terakoya.portal.documents.tests.examples import INVOICE
from terakoya.portal.learning.models import AccessGrant, Seat, SeatHolder
from tests.factories import make_department, make_member, make_operator
from tests.statements import counted_statements

from .contracts import signed_in
from .sold import close, customer, day, noon, sold

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages, and both databases keep the same
ADDRESS = "/manage/contracts/split/"


@pytest.fixture
def owner(db: None) -> Member:
    """A contract holder."""
    return customer()


def departments(owner: Member) -> tuple[Department, Department]:
    """営業部 with a section below it, and 人事部."""
    sales = make_department(owner.organisation, "営業部")
    make_department(owner.organisation, "第一課", sales)
    return sales, make_department(owner.organisation, "人事部")


def seat(owner: Member, department: Department | None, number: int) -> None:
    """Somebody of a department who holds a seat."""
    grant = AccessGrant.objects.filter(organisation=owner.organisation).first()
    if grant is None:
        order = sold(owner, "2027-01-10")
        grant = AccessGrant.objects.create(
            organisation=owner.organisation,
            course=order.lines.get().course,
            starts_on=day("2027-01-10"),
            ends_on=day("2027-04-09"),
            seats=10,
            source="test",
        )
    member = make_member(owner.organisation, f"受講 {number}")
    if department is not None:
        DepartmentMembership.objects.filter(member=member).delete()
        DepartmentMembership.objects.create(
            organisation=owner.organisation, member=member, department=department,
            from_on=day("2027-01-01"),
        )  # fmt: skip
    row = Seat.objects.create(organisation=owner.organisation, grant=grant, number=number)
    SeatHolder.objects.create(
        organisation=owner.organisation, seat=row, member=member, from_on=day("2027-01-10")
    )


def send(owner: Member, **fields: str) -> Any:
    with clock.fixed_at(noon("2027-01-15")):
        return signed_in(owner).post(ADDRESS, fields)


def annex(document: Any) -> list[tuple[str, int, int]]:
    rows = document.content["annex"]
    return [(one["name"], one["seats"], one["amount_yen"]) for one in rows]


def test_seats_in_use_split_the_invoice_by_the_topmost_departments(owner: Member) -> None:
    sales, staff = departments(owner)
    section = sales.children.get()
    for number, where in enumerate([sales, section, section, staff, None], 1):
        seat(owner, where, number)
    assert send(owner, basis="seats").status_code == 302
    close("2027-01")
    document = Invoice.objects.get().document
    assert annex(document) == [("人事部", 1, 6_600), ("営業部", 3, 19_800), ("部署なし", 1, 6_600)]
    assert document_pdf(document).startswith(b"%PDF")


def test_shares_split_it_as_they_were_entered_in_full_width(owner: Member) -> None:
    sales, staff = departments(owner)
    sold(owner, "2027-01-10")
    fields = {f"share{sales.pk}": "２", f"share{staff.pk}": "1", "share0": ""}
    assert send(owner, basis="shares", **fields).status_code == 302
    close("2027-01")
    document = Invoice.objects.get().document
    assert annex(document) == [("人事部", 1, 11_000), ("営業部", 2, 22_000)]
    assert document.content["annex_basis"] == "shares"


def test_without_a_choice_or_without_seats_there_is_no_annex(owner: Member) -> None:
    other = customer("例示物産株式会社")
    sold(owner, "2027-01-10")
    sold(other, "2027-01-10")
    send(other, basis="seats")
    close("2027-01")
    assert [annex(one.document) for one in Invoice.objects.all()] == [[], []]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"basis": "shares"}, "1つ以上の部署"),
        ({"basis": "shares", "share0": "-1"}, "0以上"),
        ({"basis": "shares", "share0": "1e9"}, "整数"),
        ({"basis": "shares", "share0": "1000001"}, "1000000以下"),
        ({"basis": "seat"}, "選択"),
        ({}, "分け方"),
    ],
)
def test_what_splits_nothing_is_told_and_kept_in_the_form(
    owner: Member, fields: dict[str, str], said: str
) -> None:
    answer = send(owner, **fields)
    page = answer.content.decode()
    assert (answer.status_code, said in page) == (422, True)
    assert fields.get("share0", "") in page
    assert not CostSplit.objects.exists()


def test_page_shows_what_it_makes_of_the_newest_invoice(owner: Member) -> None:
    sales, staff = departments(owner)
    sold(owner, "2027-01-10")
    close("2027-01")
    send(owner, basis="shares", **{f"share{sales.pk}": "1", f"share{staff.pk}": "2"})
    with clock.fixed_at(noon("2027-02-02")):
        page = signed_in(owner).get(ADDRESS).content.decode()
        listed = signed_in(owner).get("/manage/contracts/").content.decode()
    assert "11,000円" in page and "22,000円" in page and "33,000円" in page
    assert ADDRESS in listed


def test_corrections_are_split_by_the_numbers_of_their_invoice(owner: Member) -> None:
    sales, staff = departments(owner)
    sold(owner, "2027-01-10")
    send(owner, basis="shares", **{f"share{sales.pk}": "2", f"share{staff.pk}": "1"})
    close("2027-01")
    send(owner, basis="none")
    invoice, seller = Invoice.objects.get(), make_operator(Right.BILLING)
    line = next(iter(changed_lines(invoice)))
    with clock.fixed_at(noon("2027-02-10")):
        corrected = correct_invoice(
            by=seller, invoice=invoice, amounts={line.pk: 10_000}, reason="減", addressee="甲",
            key=uuid.uuid4(),
        )  # fmt: skip
        credited = credit_invoice(
            by=seller, invoice=invoice, amounts={line.pk: 3_000}, reason="減", key=uuid.uuid4()
        )
    assert annex(corrected.document) == [("人事部", 1, 3_667), ("営業部", 2, 7_333)]
    assert annex(credited.document) == [("人事部", 1, 1_100), ("営業部", 2, 2_200)]


def test_only_the_contract_holder_decides(owner: Member, colleague: Member) -> None:
    assert signed_in(colleague).get(ADDRESS).status_code == 404
    assert signed_in(colleague).post(ADDRESS, {"basis": "seats"}).status_code == 404
    assert Client().get(ADDRESS).status_code == 302
    assert not CostSplit.objects.exists()


def test_splits_are_read_for_a_batch_at_once(owner: Member) -> None:
    found = []
    for count in range(2):
        for more in range(2):
            one = customer(f"みほん{count}{more}")
            departments(one)
            sold(one, "2027-01-10")
            send(one, basis="seats")
        with counted_statements() as statements:
            list(due_organisations(day("2027-01-01")))
        found.append(len(statements))
    # keys, lines, billed portions, who wants a split, departments, seats; no more keys
    assert found == [7, 7]
    assert weights_of([owner.organisation_id]) == {}


NUMBERS = st.lists(st.integers(0, 10**6), max_size=30)


@given(NUMBERS)
def test_an_annex_adds_up_to_the_total_whatever_the_weights(numbers: list[int]) -> None:
    rows = tuple((f"部署{place}", number) for place, number in enumerate(numbers) if number)
    content = with_annex(INVOICE, Weights(SplitBasis.SHARES, (*rows, ("", 3))))
    assert sum(one.amount_yen for one in content.annex) == total_of(content)
    again = split_again(content)
    assert again == content
