"""More seats in two clicks: what is shown is what is ordered, once."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.models import AuditPayload
from terakoya.portal.billing.choices import PaymentTerms
from terakoya.portal.billing.models import OrderTerms
from terakoya.portal.catalogue.choices import Item
from terakoya.portal.catalogue.models import Course, Price
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.learning.errors import NoFreeSeat
from terakoya.portal.learning.models import AccessGrant
from terakoya.portal.learning.services import take_seat
from terakoya.portal.orders.models import Contract, Order, OrderLine
from tests.factories import make_member

from .contracts import NOON, make_contract, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


def address(contract: Contract) -> str:
    return f"/manage/contracts/{contract.uuid}/seats/"


def summary(browser: Client, contract: Contract, seats: str) -> tuple[str, dict[str, str]]:
    """The page, and what its form would send."""
    response = browser.get(address(contract), {"seats": seats})
    page = " ".join(response.content.decode().split())
    hidden = r'<input type="hidden" name="(seats|total_yen|key)" value="([^"]+)">'
    return page, dict(re.findall(hidden, page))


def rows() -> tuple[int, ...]:
    models = (Order, OrderLine, Contract, AccessGrant, AuditPayload, OutboxMessage)
    return tuple(model._default_manager.count() for model in models)


def test_summary_shows_months_tax_sum_and_days(browser: Client, contract: Contract) -> None:
    page, sent = summary(browser, contract, "２")
    assert "1,000円 × 2枠 × 9か月" in page
    assert ("18,000円" in page, "1,800円" in page, "19,800円" in page) == (True, True, True)
    assert "2026年12月31日（木）に請求、お支払いは2027年1月31日（日）まで。" in page
    assert "銀行の休業日のため、2027年2月1日（月）まで間に合います。" in page
    assert (sent["seats"], sent["total_yen"]) == ("2", "19800")


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (PaymentTerms.MONTHLY, "毎月末に、その月の分を請求します。お支払いは翌月末までです。"),
        (PaymentTerms.AFTER_ACCEPTANCE, "検収のあとの月末に請求します。"),
    ],
)
def test_summary_says_when_by_the_terms_of_the_contract(
    browser: Client, contract: Contract, kind: PaymentTerms, shown: str
) -> None:
    order = contract.order_line.order
    OrderTerms.objects.create(organisation=order.organisation, order=order, kind=kind)
    page, _sent = summary(browser, contract, "2")
    assert (shown in page, "2026年12月31日（木）に請求" in page) == (True, False)


def test_confirming_orders_grants_and_tells(
    browser: Client, contract: Contract, owner: Member
) -> None:
    _page, sent = summary(browser, contract, "2")
    response = browser.post(address(contract), sent)
    assert (response.status_code, response["Location"]) == (302, "/manage/contracts/")
    added = Contract.objects.get(added_to=contract)
    order = added.order_line.order
    assert (added.seats, added.starts_on, added.ends_on, added.number) == (
        2,
        dt.date(2026, 12, 1),
        dt.date(2027, 8, 31),
        None,
    )
    assert (order.subtotal_yen, order.tax_yen, order.total_yen) == (18_000, 1_800, 19_800)
    assert order.snapshot["billed_on"] == "2026-12-31"
    mail = OutboxMessage.objects.get().payload
    assert (mail["to"], "2枠追加しました" in mail["text"]) == (owner.person.email, True)
    told = AuditPayload.objects.latest("id").data
    assert (told["seats"], told["order"], told["total_yen"]) == (2, order.number, 19_800)
    shown = " ".join(browser.get("/manage/contracts/").content.decode().split())
    assert "/ 12枠 使用中・空き 12枠" in shown
    assert "受講枠を2枠追加しました。今から使えます。" in shown


def test_second_click_changes_nothing(browser: Client, contract: Contract) -> None:
    _page, sent = summary(browser, contract, "2")
    browser.post(address(contract), sent)
    before = rows()
    again = browser.post(address(contract), sent)
    assert (again.status_code, rows()) == (302, before)


def test_added_seats_may_be_taken_at_once(
    browser: Client, course: Course, owner: Member, learner: Member
) -> None:
    full = make_contract(owner, course, seats=1, starts_on=dt.date(2026, 9, 1))
    with transaction.atomic():
        take_seat(member=owner, course=course)
    with pytest.raises(NoFreeSeat), transaction.atomic():
        take_seat(member=learner, course=course)
    _page, sent = summary(browser, full, "1")
    browser.post(address(full), sent)
    with transaction.atomic():
        assert take_seat(member=learner, course=course) is not None


@pytest.mark.parametrize(
    ("seats", "said"),
    [
        ("0", "1以上の数で入力してください"),
        ("-1", "1以上の数で入力してください"),
        ("91", "あと90枠まで追加できます"),
        ("1000000000", "あと90枠まで追加できます"),
        ("二", "数字で入力してください"),
        ("", "追加する枠を入力してください"),
        ("2.5", "数字で入力してください"),
    ],
)
def test_seats_that_are_not_sold_are_refused_with_the_way_out(
    browser: Client, contract: Contract, seats: str, said: str
) -> None:
    before = rows()
    response = browser.get(address(contract), {"seats": seats})
    page = response.content.decode()
    assert (response.status_code, said in page, f'value="{seats}"' in page) == (422, True, True)
    assert ("見積もりを依頼する" in page, "この内容で追加する" in page) == (True, False)
    sent = {"seats": seats, "total_yen": "1", "key": "00000000-0000-0000-0000-000000000001"}
    assert (browser.post(address(contract), sent).status_code, rows()) == (422, before)


def test_ninety_more_fill_the_hundred(browser: Client, contract: Contract) -> None:
    _page, sent = summary(browser, contract, "90")
    clicks = [browser.post(address(contract), sent).status_code for _click in range(2)]
    assert clicks == [302, 302]
    page = browser.get("/manage/contracts/").content.decode()
    assert "枠は合わせて100までです" in page


def test_price_in_the_form_is_not_believed(browser: Client, contract: Contract) -> None:
    _page, sent = summary(browser, contract, "2")
    before = rows()
    response = browser.post(address(contract), {**sent, "total_yen": "1"})
    assert (response.status_code, rows()) == (422, before)
    page = response.content.decode()
    assert ("金額が変わりました" in page, "19,800円" in page) == (True, True)


def test_price_that_has_changed_meanwhile_is_shown_anew(
    browser: Client, contract: Contract
) -> None:
    _page, sent = summary(browser, contract, "2")
    Price.objects.create(
        course=contract.course, item=Item.ONLINE, yen=1_200, valid_from=clock.today()
    )
    response = browser.post(address(contract), sent)
    assert (response.status_code, "23,760円" in response.content.decode()) == (422, True)


@pytest.mark.parametrize("sent", [{}, {"seats": "2"}, {"seats": "2", "total_yen": "x", "key": "y"}])
def test_forms_of_nobody_are_refused(
    browser: Client, contract: Contract, sent: dict[str, Any]
) -> None:
    before = rows()
    assert (browser.post(address(contract), sent).status_code, rows()) == (400, before)


def test_ended_contract_takes_no_seats(browser: Client, contract: Contract) -> None:
    with clock.fixed_at(NOON + dt.timedelta(days=365)):
        response = browser.get(address(contract), {"seats": "1"})
    assert (response.status_code, "契約は終わっているため" in response.content.decode()) == (
        422,
        True,
    )


def test_only_the_contract_holder_adds_and_others_see_why(
    contract: Contract, owner: Member, colleague: Member, stranger: Member, learner: Member
) -> None:
    _page, sent = summary(signed_in(owner), contract, "2")
    before = rows()
    for member in (colleague, stranger, learner):
        browser = signed_in(member)
        answers = browser.get(address(contract)), browser.post(address(contract), sent)
        assert [one.status_code for one in answers] == [404, 404]
    assert rows() == before
    page = signed_in(colleague).get("/manage/contracts/").content.decode()
    assert ("契約者が行えます" in page, "見本 太郎" in page) == (True, True)
    assert "追加の内容を確認する" not in page
    assert "追加の内容を確認する" in signed_in(owner).get("/manage/contracts/").content.decode()


def test_added_seats_have_no_page_of_their_own(browser: Client, contract: Contract) -> None:
    _page, sent = summary(browser, contract, "2")
    browser.post(address(contract), sent)
    added = Contract.objects.get(added_to=contract)
    assert browser.get(address(added), {"seats": "1"}).status_code == 404


def test_seats_given_out_are_counted_over_both_grants(
    browser: Client, contract: Contract, owner: Member
) -> None:
    _page, sent = summary(browser, contract, "1")
    browser.post(address(contract), sent)
    for _number in range(11):
        with transaction.atomic():
            take_seat(member=make_member(owner.organisation), course=contract.course)
    page = " ".join(browser.get("/manage/contracts/").content.decode().split())
    assert "11 <small>/ 11枠 使用中・空き 0枠" in page
