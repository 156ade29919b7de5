"""Cancelling: free while nobody has begun and the days run; else it ends with its term."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.test import Client

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.learning.errors import NoAccess
from terakoya.portal.learning.models import AccessGrant
from terakoya.portal.learning.services import take_seat
from terakoya.portal.orders.choices import OrderStatus
from terakoya.portal.orders.models import Contract

from .contracts import NOON, make_contract, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
DAY = dt.timedelta(days=1)


@pytest.fixture
def contract(course: Course, owner: Member) -> Contract:
    """Placed today, 1 December 2026."""
    return make_contract(owner, course, seats=2, starts_on=clock.today())


def address(contract: Contract) -> str:
    return f"/manage/contracts/{contract.uuid}/cancel/"


def seated(member: Member, contract: Contract) -> None:
    with transaction.atomic():
        take_seat(member=member, course=contract.course)


def test_untouched_contract_is_cancelled_at_once(
    contract: Contract, owner: Member, learner: Member
) -> None:
    browser = signed_in(owner)
    page = browser.get(address(contract)).content.decode()
    assert "2026年12月8日（火）まで無料で取り消せます" in " ".join(page.split())
    assert browser.post(address(contract)).status_code == 302
    contract.refresh_from_db()
    assert contract.cancelled_at == clock.now()
    assert contract.order_line.order.status == OrderStatus.CANCELLED
    assert AccessGrant.objects.count() == 0
    with pytest.raises(NoAccess):
        seated(learner, contract)
    assert OutboxMessage.objects.get().payload["subject"].startswith("契約を取り消しました")
    shown = browser.get("/manage/contracts/").content.decode()
    assert ("取消済み" in shown, "契約を取り消しました" in shown) == (True, True)


def test_second_click_cancels_no_second_time(contract: Contract, owner: Member) -> None:
    browser = signed_in(owner)
    browser.post(address(contract))
    assert (browser.post(address(contract)).status_code, OutboxMessage.objects.count()) == (302, 1)


def test_contract_in_use_is_not_cancelled(
    contract: Contract, owner: Member, learner: Member
) -> None:
    seated(learner, contract)
    browser = signed_in(owner)
    page = browser.get(address(contract)).content.decode()
    assert ("すでに受講を始めた人がいる" in page, "この契約を取り消す" in page) == (True, False)
    response = browser.post(address(contract))
    contract.refresh_from_db()
    assert (response.status_code, contract.cancelled_at) == (409, None)
    assert AccessGrant.objects.count() == 1


@pytest.mark.parametrize(("days", "is_free"), [(7, True), (8, False)])
def test_days_count_from_the_application(
    contract: Contract, owner: Member, days: int, is_free: bool
) -> None:
    with clock.fixed_at(NOON + days * DAY):
        browser = signed_in(owner)
        page = " ".join(browser.get(address(contract)).content.decode().split())
        response = browser.post(address(contract))
    contract.refresh_from_db()
    assert (response.status_code == 302, contract.cancelled_at is not None) == (is_free, is_free)
    assert ("無料で取り消せるのは、2026年12月8日（火）まででした。" in page) is not is_free
    assert "更新しなければ、2027年11月30日（火）で終わります" in page


def test_only_the_holder_cancels(
    contract: Contract, colleague: Member, stranger: Member, learner: Member
) -> None:
    browsers: list[Client] = [signed_in(one) for one in (colleague, stranger, learner)]
    assert [one.post(address(contract)).status_code for one in browsers] == [404, 404, 404]
    assert [one.get(address(contract)).status_code for one in browsers] == [404, 404, 404]
    contract.refresh_from_db()
    assert contract.cancelled_at is None
