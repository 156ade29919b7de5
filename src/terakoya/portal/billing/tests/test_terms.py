"""Another term: by a click, by itself after the last day, and the reminders before."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.accounts.models import Member
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.learning.errors import NoAccess
from terakoya.portal.learning.models import AccessGrant
from terakoya.portal.learning.services import take_seat
from terakoya.portal.orders.contracts import reminder_due
from terakoya.portal.orders.models import Contract, Order
from terakoya.portal.orders.services.terms import remind_of_ends, renew_due_contracts

from .contracts import signed_in

pytestmark = pytest.mark.usefixtures("december")
DAY = dt.timedelta(days=1)
START = dt.date(2026, 9, 1)
END = dt.date(2027, 8, 31)


def on(day: dt.date) -> dt.datetime:
    """Noon of a day in Japan."""
    return dt.datetime.combine(day, dt.time(12), clock.TOKYO)


def summary(browser: Client, contract: Contract, query: str = "") -> tuple[str, dict[str, str]]:
    response = browser.get(f"/manage/contracts/{contract.uuid}/renew/{query}")
    page = " ".join(response.content.decode().split())
    hidden = r'<input type="hidden" name="(seats|months|total_yen|key)" value="([^"]+)">'
    return page, dict(re.findall(hidden, page))


def renew(browser: Client, contract: Contract, sent: dict[str, str]) -> int:
    return browser.post(f"/manage/contracts/{contract.uuid}/renew/", sent).status_code


def switch(browser: Client, contract: Contract, renews: str) -> int:
    address = f"/manage/contracts/{contract.uuid}/renewal/"
    return browser.post(address, {"renews": renews}).status_code


def mails() -> list[str]:
    return [one.payload["subject"] for one in OutboxMessage.objects.order_by("id")]


def test_summary_is_filled_in_with_the_present_term(browser: Client, contract: Contract) -> None:
    page, sent = summary(browser, contract)
    assert (sent["seats"], sent["months"], sent["total_yen"]) == ("10", "12", "132000")
    assert "2027年9月1日（水）〜2028年8月31日（木）" in page
    assert "2027年9月30日（木）に請求、お支払いは2027年10月31日（日）まで。" in page


def test_next_term_follows_without_a_gap(
    browser: Client, contract: Contract, learner: Member
) -> None:
    _page, sent = summary(browser, contract, "?seats=3&months=6")
    assert renew(browser, contract, sent) == 302
    following = Contract.objects.get(follows=contract)
    assert (following.seats, following.starts_on, following.ends_on) == (
        3,
        END + DAY,
        dt.date(2028, 2, 29),
    )
    assert following.number != contract.number
    assert following.order_line.order.total_yen == 19_800
    for day in (END, END + DAY):
        with clock.fixed_at(on(day)), transaction.atomic():
            assert take_seat(member=learner, course=contract.course) is not None
    page = browser.get("/manage/contracts/").content.decode()
    assert (f"次の契約 {following.number}" in page, "契約を更新する" in page) == (True, True)


def test_second_click_and_second_summary_renew_no_second_time(
    browser: Client, contract: Contract
) -> None:
    _page, sent = summary(browser, contract)
    _page, other = summary(browser, contract)
    assert renew(browser, contract, sent) == 302
    assert (renew(browser, contract, sent), Contract.objects.count()) == (302, 2)
    assert (renew(browser, contract, other), Contract.objects.count()) == (422, 2)


@pytest.mark.parametrize("seats", ["0", "101", "-3", "十"])
def test_terms_that_are_not_sold_are_refused(
    browser: Client, contract: Contract, seats: str
) -> None:
    before = Order.objects.count()
    response = browser.get(
        f"/manage/contracts/{contract.uuid}/renew/", {"seats": seats, "months": "12"}
    )
    assert (response.status_code, f'value="{seats}"' in response.content.decode()) == (422, True)
    assert Order.objects.count() == before


def test_price_of_a_term_in_the_form_is_not_believed(browser: Client, contract: Contract) -> None:
    _page, sent = summary(browser, contract)
    assert renew(browser, contract, {**sent, "total_yen": "1"}) == 422
    assert Contract.objects.count() == 1


def test_return_after_a_pause_begins_today(
    contract: Contract, owner: Member, learner: Member
) -> None:
    with clock.fixed_at(on(END + 40 * DAY)):
        with pytest.raises(NoAccess), transaction.atomic():
            take_seat(member=learner, course=contract.course)
        browser = signed_in(owner)
        _page, sent = summary(browser, contract)
        renew(browser, contract, sent)
        following = Contract.objects.get(follows=contract)
        assert following.starts_on == END + 40 * DAY
        with transaction.atomic():
            assert take_seat(member=learner, course=contract.course) is not None


def test_renewal_is_chosen_until_the_last_day(
    browser: Client, contract: Contract, owner: Member
) -> None:
    switch(browser, contract, "on")
    contract.refresh_from_db()
    assert contract.renews
    assert "自動更新が入っています" in browser.get("/manage/contracts/").content.decode()
    with clock.fixed_at(on(END)):
        switch(signed_in(owner), contract, "")
    contract.refresh_from_db()
    assert not contract.renews
    with clock.fixed_at(on(END + DAY)):
        switch(signed_in(owner), contract, "on")
    contract.refresh_from_db()
    assert not contract.renews


def test_contract_renews_by_itself_after_its_last_day_once(
    browser: Client, contract: Contract, owner: Member
) -> None:
    switch(browser, contract, "on")
    with clock.fixed_at(on(END)):
        assert renew_due_contracts() == 0
    with clock.fixed_at(on(END + 3 * DAY)):
        assert (renew_due_contracts(), renew_due_contracts()) == (1, 0)
    following = Contract.objects.get(follows=contract)
    assert (following.starts_on, following.ends_on, following.seats, following.renews) == (
        END + DAY,
        dt.date(2028, 8, 31),
        10,
        True,
    )
    assert AccessGrant.objects.get(source=following.source).seats == 10
    assert following.order_line.order.snapshot["billed_on"] == "2027-09-30"
    assert mails() == [f"契約を更新しました（{following.number}）"]


def test_contract_without_the_choice_ends(contract: Contract) -> None:
    with clock.fixed_at(on(END + DAY)):
        assert (renew_due_contracts(), Contract.objects.count()) == (0, 1)


def test_holders_are_reminded_thirty_and_seven_days_before_once_each(
    contract: Contract, owner: Member, colleague: Member
) -> None:
    counts = []
    for left in (31, 30, 29, 8, 7, 6, 0, -1):
        with clock.fixed_at(on(END - left * DAY)):
            counts.append((remind_of_ends(), remind_of_ends()))
    assert counts == [(0, 0), (1, 0), (0, 0), (0, 0), (1, 0), (0, 0), (0, 0), (0, 0)]
    said = [one.payload for one in OutboxMessage.objects.order_by("id")]
    assert {one["to"] for one in said} == {owner.person.email}
    assert all("自動更新はありません" in one["text"] for one in said)


def test_reminder_says_that_it_renews_and_how_to_stop_it(
    browser: Client, contract: Contract
) -> None:
    switch(browser, contract, "on")
    with clock.fixed_at(on(END - 7 * DAY)):
        remind_of_ends()
    text = OutboxMessage.objects.get().payload["text"]
    assert "最終日までに自動更新を切ってください" in text
    assert "2027年9月1日（水）から" in text


def test_nobody_is_reminded_of_a_contract_that_goes_on(browser: Client, contract: Contract) -> None:
    _page, sent = summary(browser, contract)
    renew(browser, contract, sent)
    before = OutboxMessage.objects.count()
    with clock.fixed_at(on(END - 7 * DAY)):
        assert (remind_of_ends(), OutboxMessage.objects.count()) == (0, before)


def test_only_the_holder_renews(
    contract: Contract, owner: Member, colleague: Member, stranger: Member
) -> None:
    _page, sent = summary(signed_in(owner), contract)
    for member in (colleague, stranger):
        other = signed_in(member)
        assert (renew(other, contract, sent), switch(other, contract, "on")) == (404, 404)
    contract.refresh_from_db()
    assert (Contract.objects.count(), contract.renews) == (1, False)


@given(starts=st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1)), days=st.integers(27, 400))
def test_walking_through_a_term_reminds_at_most_twice(starts: dt.date, days: int) -> None:
    ends, reminded, sent = starts + days * DAY, None, []
    for day in range(days + 3):
        due = reminder_due(starts + day * DAY, starts_on=starts, ends_on=ends, reminded=reminded)
        if due is not None:
            sent.append((due, days - day))
            reminded = due
    assert sent == ([(30, 30), (7, 7)] if days > 45 else [(7, 7)])
