"""契約・請求書: what is contracted, in words that explain themselves, to whom it belongs alone."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import transaction

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.learning.services import take_seat
from terakoya.portal.orders.contracts import ContractState, state_on
from terakoya.portal.orders.models import Contract
from tests.factories import make_member
from tests.statements import counted_statements

from .contracts import NOON, make_contract, make_licence, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
ADDRESS = "/manage/contracts/"


@pytest.fixture
def contracted() -> int:
    return 2


def page(member: Member) -> str:
    response = signed_in(member).get(ADDRESS)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("day", "is_cancelled", "state"),
    [
        ("2026-08-31", False, ContractState.AHEAD),
        ("2026-09-01", False, ContractState.RUNNING),
        ("2027-08-31", False, ContractState.RUNNING),
        ("2027-09-01", False, ContractState.ENDED),
        ("2026-09-01", True, ContractState.CANCELLED),
    ],
)
def test_state_counts_first_and_last_day(
    day: str, is_cancelled: bool, state: ContractState
) -> None:
    found = state_on(
        dt.date.fromisoformat(day),
        starts_on=dt.date(2026, 9, 1),
        ends_on=dt.date(2027, 8, 31),
        is_cancelled=is_cancelled,
    )
    assert found == state


def test_page_says_what_is_used_and_what_is_free(
    contract: Contract, owner: Member, learner: Member
) -> None:
    with transaction.atomic():
        take_seat(member=learner, course=contract.course)
    shown = page(owner)
    assert "/ 2枠 使用中・空き 1枠" in shown
    assert "2026年9月1日（火）〜2027年8月31日（火）" in shown
    assert "1,100円（税抜1,000円）" in shown
    assert "1枠で1名が受講できます" in shown


def test_page_says_what_to_do_where_no_seat_is_free(
    contract: Contract, owner: Member, learner: Member
) -> None:
    with transaction.atomic():
        take_seat(member=learner, course=contract.course)
        take_seat(member=make_member(owner.organisation), course=contract.course)
    assert "空きがありません。枠を追加するか" in page(owner)


def test_two_terms_are_two_cards_and_no_sum(
    contract: Contract, owner: Member, course: Course
) -> None:
    make_contract(owner, course, seats=2, starts_on=dt.date(2027, 9, 1))
    shown = page(owner)
    assert shown.count("/ 2枠 使用中・空き 2枠") == 2
    assert ("開始前" in shown, "契約中" in shown, "/ 4枠" in shown) == (True, True, False)


def test_page_after_the_end_says_that_records_stay(contract: Contract, owner: Member) -> None:
    with clock.fixed_at(NOON + dt.timedelta(days=365)):
        shown = page(owner)
    assert "受講は止まりますが、修了証と記録は今も見られます。" in shown
    assert "この契約の枠は、もう使えません。" in shown


def test_page_names_the_manuscript_and_what_may_be_done(course: Course, owner: Member) -> None:
    make_licence(owner, course, starts_on=dt.date(2026, 9, 1))
    shown = page(owner)
    assert "株式会社みほん商事（1法人）と、その委託先" in shown
    assert "2027年8月31日（火）まで" in shown
    with clock.fixed_at(NOON + dt.timedelta(days=365)):
        assert "2027年8月31日（火）に終わりました" in page(owner)


def test_page_of_somebody_else_shows_nothing_of_it(
    contract: Contract, owner: Member, colleague: Member, stranger: Member, learner: Member
) -> None:
    number = contract.order_line.order.number
    assert [number in page(one) for one in (owner, colleague, stranger)] == [True, True, False]
    assert signed_in(learner).get(ADDRESS).status_code == 404


def test_former_address_leads_to_the_page(owner: Member) -> None:
    response = signed_in(owner).get("/manage/orders/")
    assert (response.status_code, response["Location"]) == (302, ADDRESS)


def test_statements_do_not_grow_with_contracts(
    contract: Contract, owner: Member, course: Course
) -> None:
    make_licence(owner, course, starts_on=dt.date(2026, 9, 1))
    client = signed_in(owner)

    def ask(about: Contract) -> None:
        asked = {"purpose": "seats", "seats": "1", "key": str(uuid.uuid4())}
        client.post(f"/manage/contracts/{about.uuid}/quote/", asked)

    ask(contract)
    client.get(ADDRESS)
    with counted_statements() as one:
        client.get(ADDRESS)
    for month in (10, 11):
        ask(make_contract(owner, course, starts_on=dt.date(2026, month, 1)))
        make_licence(owner, course, starts_on=dt.date(2026, month, 1))
    with counted_statements() as three:
        client.get(ADDRESS)
    assert len(one) == len(three) == 18
