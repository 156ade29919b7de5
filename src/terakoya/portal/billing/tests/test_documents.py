"""Documents on 契約・請求書: one's own alone, found by number, sum, day, year; and CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.documents.tests.examples import issue

from .contracts import NOON, make_contract, priced_course, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/manage/contracts/"


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with clock.fixed_at(NOON):
        yield


@pytest.fixture
def course(db: None) -> Course:
    return priced_course()


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
    ("wanted", "is_found"),
    [
        ({"words": "3,275,800円"}, True),
        ({"words": "３２７５８００"}, True),
        ({"words": "2026年12月1日"}, True),
        ({"words": "2026-12-01"}, True),
        ({"year": "2026"}, True),
        ({"words": "3275801"}, False),
        ({"words": "2026-02-30"}, False),
        ({"words": "2026/12/02"}, False),
        ({"year": "2025"}, False),
        ({"words": "9" * 60}, False),
    ],
)
def test_documents_are_found_by_sum_day_and_year(
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
