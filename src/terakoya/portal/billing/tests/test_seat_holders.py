"""Giving a seat on: who sits on it, who gets it, once a month, and nobody else's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.test import Client

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.learning.errors import NoAccess, NoFreeSeat, SeatNotNeeded
from terakoya.portal.learning.models import SeatHolder
from terakoya.portal.learning.services import give_seat_on, take_seat
from terakoya.portal.orders.models import Contract
from tests.factories import make_member
from tests.statements import counted_statements

from .contracts import NOON, make_contract, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
NEXT_MONTH = dt.timedelta(days=31)


@pytest.fixture
def contracted() -> int:
    return 1


@pytest.fixture
def newcomer(owner: Member) -> Member:
    return make_member(owner.organisation, "新人 一郎")


@pytest.fixture
def holder(contract: Contract, learner: Member) -> SeatHolder:
    return sit(learner, contract)


def sit(member: Member, contract: Contract) -> SeatHolder:
    with transaction.atomic():
        found = take_seat(member=member, course=contract.course)
    assert found is not None
    return found


def address(contract: Contract, member: Member | None = None) -> str:
    own = f"/manage/contracts/{contract.uuid}/holders/"
    return own if member is None else f"{own}{member.uuid}/"


def body(client: Client, where: str, status: int = 200, **wanted: str) -> str:
    response = client.get(where, wanted)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def sitting() -> list[str]:
    return list(SeatHolder.objects.filter(until_on=None).values_list("member__name", flat=True))


def test_list_names_who_sits_and_leads_to_giving_on(
    holder: SeatHolder, contract: Contract, owner: Member, colleague: Member
) -> None:
    for member in (owner, colleague):
        client = signed_in(member)
        assert address(contract) in body(client, "/manage/contracts/")
        shown = body(client, address(contract))
        assert (holder.member.name in shown, address(contract, holder.member) in shown) == (
            True,
            True,
        )
    assert "合う人がいません" in body(client, address(contract), words="いない人")


def test_whoever_left_comes_first(course: Course, owner: Member) -> None:
    contract = make_contract(owner, course, seats=2, starts_on=dt.date(2026, 9, 1))
    stays, gone = (make_member(owner.organisation, name) for name in ("あべ 一郎", "わたなべ 次郎"))
    for member in (stays, gone):
        sit(member, contract)
    client = signed_in(owner)
    shown = body(client, address(contract))
    assert shown.index(stays.name) < shown.index(gone.name)
    Member.objects.filter(pk=gone.pk).update(left_on=clock.today())
    shown = body(client, address(contract))
    assert shown.index(gone.name) < shown.index(stays.name)


def test_seat_goes_to_the_chosen_person(
    holder: SeatHolder, contract: Contract, colleague: Member, newcomer: Member
) -> None:
    client, where = signed_in(colleague), address(contract, holder.member)
    assert newcomer.name in body(client, where, words="新人")
    response = client.post(where, {"to": str(newcomer.uuid)})
    assert (response.status_code, response["Location"]) == (302, address(contract))
    assert sitting() == [newcomer.name]
    assert "さんに引き継ぎました" in body(client, address(contract))


def test_seat_without_a_chosen_person_is_for_whoever_begins_next(
    holder: SeatHolder, contract: Contract, owner: Member, newcomer: Member
) -> None:
    with pytest.raises(NoFreeSeat):
        sit(newcomer, contract)
    signed_in(owner).post(address(contract, holder.member), {"to": "next"})
    assert sitting() == []
    sit(newcomer, contract)
    assert sitting() == [newcomer.name]


def test_seat_is_given_on_once_a_month(
    holder: SeatHolder, contract: Contract, owner: Member, newcomer: Member
) -> None:
    client = signed_in(owner)
    client.post(address(contract, holder.member), {"to": str(newcomer.uuid)})
    assert "今月引き継ぎ済み" in body(client, address(contract))
    again = client.post(address(contract, newcomer), {"to": str(holder.member.uuid)})
    assert (again.status_code, "翌月から引き継げます" in again.content.decode()) == (422, True)
    assert sitting() == [newcomer.name]
    with clock.fixed_at(NOON + NEXT_MONTH):
        client = signed_in(owner)
        client.post(address(contract, newcomer), {"to": str(holder.member.uuid)})
    assert sitting() == [holder.member.name]


def test_second_click_finds_the_seat_gone(
    holder: SeatHolder, contract: Contract, owner: Member, newcomer: Member
) -> None:
    client = signed_in(owner)
    for status in (302, 404):
        sent = client.post(address(contract, holder.member), {"to": str(newcomer.uuid)})
        assert sent.status_code == status
    assert (sitting(), SeatHolder.objects.count()) == ([newcomer.name], 2)


def test_who_has_a_seat_or_left_gets_none(
    holder: SeatHolder, owner: Member, newcomer: Member
) -> None:
    Member.objects.filter(pk=newcomer.pk).update(left_on=clock.today())
    for to in (holder.member, newcomer):
        with pytest.raises(SeatNotNeeded):
            give_seat_on(by=owner, holder=holder, to=to)
    assert sitting() == [holder.member.name]


def test_seats_of_a_contract_that_is_over_stay(
    holder: SeatHolder, contract: Contract, owner: Member, newcomer: Member
) -> None:
    with clock.fixed_at(NOON + dt.timedelta(days=365)):
        with pytest.raises(NoAccess):
            give_seat_on(by=owner, holder=holder, to=newcomer)
        assert "契約は終わりました" in body(signed_in(owner), address(contract))
    assert sitting() == [holder.member.name]


def test_strangers_and_learners_find_nothing(
    holder: SeatHolder, contract: Contract, stranger: Member, learner: Member
) -> None:
    for member in (stranger, learner):
        client = signed_in(member)
        for where in (address(contract), address(contract, holder.member)):
            body(client, where, 404)
        assert client.post(where, {"to": "next"}).status_code == 404
    assert sitting() == [holder.member.name]


def test_somebody_of_elsewhere_is_no_choice(
    holder: SeatHolder, contract: Contract, owner: Member, stranger: Member
) -> None:
    sent = signed_in(owner).post(address(contract, holder.member), {"to": str(stranger.uuid)})
    assert (sent.status_code, "一覧から選んでください" in sent.content.decode()) == (422, True)
    assert sitting() == [holder.member.name]


def test_statements_do_not_grow_with_holders(course: Course, owner: Member) -> None:
    contract = make_contract(owner, course, seats=3, starts_on=dt.date(2026, 9, 1))
    client = signed_in(owner)
    counts = []
    for n in (1, 2):
        for _once in range(n):
            sit(make_member(owner.organisation), contract)
        client.get(address(contract))
        with counted_statements() as found:
            client.get(address(contract))
        counts.append(len(found))
    assert counts[0] == counts[1]
