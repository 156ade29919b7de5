"""見積書 of more seats and of a next term: the organisation's, ordered once at their price."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.selectors import entries_of
from terakoya.portal.catalogue.choices import Item
from terakoya.portal.catalogue.models import Course, Price, TaxRate
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.learning.models import AccessGrant
from terakoya.portal.orders.choices import QuotePurpose
from terakoya.portal.orders.models import Contract, Order, Quote
from terakoya.portal.orders.selectors.quotes import quotes_of
from terakoya.portal.orders.services.contract_quotes import WantedOfContract, quote_contract
from terakoya.portal.orders.services.quotes import issue_quote
from terakoya.portal.orders.specs import Asker, Selection, Units
from tests.factories import make_member, make_organisation, make_owner

from .contracts import NOON, signed_in

# Pages, and both databases keep the same.
pytestmark = [pytest.mark.usefixtures("december"), pytest.mark.once]
DAY = dt.timedelta(days=1)


def ask(browser: Client, contract: Contract, seats: str = "5", **typed: str) -> Any:
    sent = {"purpose": "seats", "seats": seats, "key": str(uuid.uuid4()), **typed}
    return browser.post(f"/manage/contracts/{contract.uuid}/quote/", sent)


def made(browser: Client, contract: Contract, seats: str = "5", **typed: str) -> str:
    """The address of a quote about a contract."""
    address: str = ask(browser, contract, seats, **typed)["Location"]
    return address


def dearer() -> None:
    """From now on a seat costs twice as much."""
    Price.objects.create(course=None, item=Item.ONLINE, yen=2_000, valid_from=clock.today())


def page(browser: Client, address: str) -> tuple[str, dict[str, str]]:
    """A quote's page, and what its form would send."""
    shown = " ".join(browser.get(address).content.decode().split())
    total = re.findall(r'name="total_yen" value="(\d+)"', shown)
    return shown, {"do": "order", "total_yen": total[0] if total else ""}


def rows() -> tuple[int, ...]:
    models = (Order, Contract, AccessGrant, OutboxMessage)
    return tuple(model._default_manager.count() for model in models)


def quoted_by_seller(contract: Contract, seats: int, purpose: QuotePurpose) -> Quote:
    """A quote of the seller's at 700 yen."""
    return quote_contract(
        wanted=WantedOfContract(contract, purpose, seats, months=24),
        asker=Asker("株式会社みほん商事"),
        by=None,
        key=uuid.uuid4(),
        units=Units(700, 0),
    )


def test_added_seats_are_quoted_to_the_end_and_ordered_in_one_click(
    browser: Client, contract: Contract, owner: Member
) -> None:
    address = made(browser, contract, "５")
    quote = Quote.objects.get()
    assert (quote.months, quote.total_yen, quote.valid_until) == (
        9,
        5 * 9 * 1_000 * 11 // 10,
        dt.date(2026, 12, 31),
    )
    said = IssuedDocument.objects.get(kind=DocumentKind.QUOTE)
    assert (said.organisation, said.content["contract_number"], said.total_yen) == (
        owner.organisation,
        contract.number,
        49_500,
    )
    dearer()
    shown, sent = page(browser, address)
    assert ("49,500円" in shown, sent["total_yen"]) == (True, "49500")
    assert browser.post(f"{address}act/", sent)["Location"] == "/manage/contracts/"
    added = Contract.objects.get(added_to=contract)
    order = added.order_line.order
    assert (added.seats, added.ends_on, order.total_yen, order.quote) == (
        5,
        contract.ends_on,
        49_500,
        quote,
    )
    assert AccessGrant.objects.get(source=added.source).seats == 5
    listed = " ".join(browser.get("/manage/contracts/").content.decode().split())
    assert "申込済み" in listed and "受講枠の追加 5枠（契約" in listed


def test_quote_of_seats_has_its_confirmation_which_the_mail_names(
    browser: Client, contract: Contract
) -> None:
    address = made(browser, contract)
    browser.post(f"{address}act/", page(browser, address)[1])
    document = IssuedDocument.objects.get(kind=DocumentKind.ORDER_CONFIRMATION)
    [line] = document.content["lines"]
    assert (document.total_yen, line["period_from"], line["period_until"]) == (
        49_500,
        "2026-12-01",
        "2027-08-31",
    )
    assert document.number in OutboxMessage.objects.latest("id").payload["text"]


def test_next_term_is_quoted_and_follows_at_the_price_of_the_quote(
    browser: Client, contract: Contract
) -> None:
    address = made(browser, contract, "20", purpose="term", months="6")
    dearer()
    _shown, sent = page(browser, address)
    assert browser.post(f"{address}act/", sent).status_code == 302
    following = Contract.objects.get(follows=contract)
    assert (following.seats, following.starts_on, following.order_line.order.total_yen) == (
        20,
        contract.ends_on + DAY,
        20 * 6 * 1_000 * 11 // 10,
    )
    confirmed = IssuedDocument.objects.get(kind=DocumentKind.ORDER_CONFIRMATION)
    assert confirmed.content["contract_number"] == following.number


def test_next_term_bears_the_tax_of_its_first_day(browser: Client, contract: Contract) -> None:
    TaxRate.objects.create(per_mille=120, valid_from=dt.date(2027, 4, 1))
    address = made(browser, contract, "10", purpose="term", months="12")
    assert Quote.objects.get().total_yen == 134_400
    assert browser.post(f"{address}act/", page(browser, address)[1]).status_code == 302


def test_two_browsers_make_one_order(browser: Client, contract: Contract, owner: Member) -> None:
    address = made(browser, contract)
    _shown, sent = page(browser, address)
    other = signed_in(owner)
    assert browser.post(f"{address}act/", sent).status_code == 302
    before = rows()
    second = other.post(f"{address}act/", sent, follow=True)
    assert (rows(), "すでに受け付けています" in second.content.decode()) == (before, True)
    assert "この見積書でのお申し込みは、すでに済んでいます。" in page(other, address)[0]


@pytest.mark.parametrize("total", ["1", "49499", "x", "", "99999999999999"])
def test_price_in_the_form_is_not_believed(browser: Client, contract: Contract, total: str) -> None:
    address = made(browser, contract)
    before = rows()
    answer = browser.post(f"{address}act/", {"do": "order", "total_yen": total})
    assert (answer.status_code in (400, 409), rows()) == (True, before)


def test_months_that_are_over_are_not_paid(browser: Client, contract: Contract) -> None:
    """The contract's months begin on the first: in January one less is left."""
    with clock.fixed_at(NOON + 20 * DAY):
        address = made(browser, contract)
        stale = page(browser, address)[1]
    with clock.fixed_at(NOON + 35 * DAY):
        shown, sent = page(browser, address)
        assert ("44,000円" in shown, "合計は49,500円でした" in shown) == (True, True)
        refused = browser.post(f"{address}act/", stale)
        assert (refused.status_code, "金額が変わりました" in refused.content.decode()) == (
            409,
            True,
        )
        assert browser.post(f"{address}act/", sent).status_code == 302
    assert Order.objects.latest("id").total_yen == 44_000


def test_quote_that_is_over_orders_nothing_and_is_made_anew(
    browser: Client, contract: Contract, owner: Member
) -> None:
    address = made(browser, contract)
    _shown, sent = page(browser, address)
    before = rows()
    dearer()
    with clock.fixed_at(NOON + 31 * DAY):
        refused = browser.post(f"{address}act/", sent)
        assert (refused.status_code, "有効期限が過ぎ" in refused.content.decode()) == (409, True)
        assert rows() == before
        anew = browser.post(f"{address}act/", {"do": "renew"})["Location"]
        assert anew != address and "88,000円" in page(browser, anew)[0]
    newest = Quote.objects.latest("id")
    assert newest.document is not None and newest.document.organisation == owner.organisation
    assert (newest.contract, newest.purpose) == (contract, QuotePurpose.SEATS)


def test_quote_of_seats_ends_with_the_contract(browser: Client, contract: Contract) -> None:
    with clock.fixed_at(dt.datetime(2027, 8, 20, 3, 0, tzinfo=dt.UTC)):
        address = made(browser, contract)
        assert Quote.objects.get().valid_until == contract.ends_on
    with clock.fixed_at(dt.datetime(2027, 9, 1, 3, 0, tzinfo=dt.UTC)):
        refused = browser.post(f"{address}act/", {"do": "renew"})
        assert (refused.status_code, Quote.objects.count()) == (409, 1)
        assert ask(browser, contract).status_code == 422


def test_cancelled_contract_takes_no_seats_by_a_quote(browser: Client, contract: Contract) -> None:
    address = made(browser, contract)
    _shown, sent = page(browser, address)
    contract.cancelled_at = clock.now()
    contract.save()
    assert browser.post(f"{address}act/", sent).status_code == 409
    assert Contract.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("seats", "0"), ("seats", "-1"), ("seats", "91"), ("seats", "1000000000"), ("seats", "五"),
     ("purpose", "free")],
)  # fmt: skip
def test_quote_that_cannot_be_is_told_at_its_field(
    browser: Client, contract: Contract, field: str, value: str
) -> None:
    answer = ask(browser, contract, **{field: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert ("contract=" + (contract.number or "") in answer.content.decode()) is True
    assert Quote.objects.count() == 0


def test_form_sent_twice_is_one_quote(browser: Client, contract: Contract) -> None:
    key = str(uuid.uuid4())
    assert made(browser, contract, key=key) == made(browser, contract, key=key)
    assert Quote.objects.count() == 1


def test_two_quotes_together_do_not_pass_the_hundred(browser: Client, contract: Contract) -> None:
    first, second = (made(browser, contract, "50") for _ in range(2))
    assert browser.post(f"{first}act/", page(browser, first)[1]).status_code == 302
    refused = browser.post(f"{second}act/", page(browser, second)[1])
    assert (refused.status_code, "100を超えます" in refused.content.decode()) == (422, True)


@pytest.mark.parametrize("purpose", [QuotePurpose.SEATS, QuotePurpose.TERM])
def test_sellers_price_holds_for_any_number_of_seats(
    browser: Client, contract: Contract, purpose: QuotePurpose
) -> None:
    quote = quoted_by_seller(contract, 250, purpose)
    address = f"/quote/{quote.code}/"
    _shown, sent = page(browser, address)
    assert browser.post(f"{address}act/", sent).status_code == 302
    newest = Contract.objects.latest("id")
    months = 9 if purpose == QuotePurpose.SEATS else 24
    assert (newest.seats, newest.order_line.order.total_yen) == (
        250,
        250 * months * 700 * 11 // 10,
    )
    assert AccessGrant.objects.get(source=newest.source).seats == 250


def test_officers_make_quotes_and_holders_order(
    contract: Contract, owner: Member, colleague: Member, learner: Member, stranger: Member
) -> None:
    address = made(signed_in(colleague), contract)
    _shown, sent = page(signed_in(owner), address)
    before = rows()
    for browser in (signed_in(colleague), signed_in(learner), signed_in(stranger), Client()):
        shown = page(browser, address)[0]
        assert ("契約者がログインすると" in shown, "押すと、申し込みが確定します" in shown) == (
            True,
            False,
        )
        assert browser.post(f"{address}act/", sent).status_code == 404
    other_owner = signed_in(make_owner(make_organisation("株式会社よその")))
    assert other_owner.post(f"{address}act/", sent).status_code == 404
    assert rows() == before
    for browser in (signed_in(learner), signed_in(stranger), other_owner):
        assert ask(browser, contract).status_code == 404
    # Neither deed is the other's.
    assert signed_in(owner).post(f"{address}act/", {"do": "apply"}).status_code == 404
    assert rows() == before


def test_page_of_contracts_lists_the_quotes_of_the_organisation_alone(
    browser: Client, contract: Contract, owner: Member, colleague: Member
) -> None:
    made(browser, contract)
    number = IssuedDocument.objects.get().number
    other = signed_in(make_owner(make_organisation("株式会社よその")))
    assert number in signed_in(colleague).get("/manage/contracts/").content.decode()
    assert number not in other.get("/manage/contracts/").content.decode()
    assert "orders.quote_made" in [one.verb for one in entries_of(owner.organisation.uuid)]
    shown = browser.get("/manage/contracts/").content.decode()
    assert "有効" in shown and f"/quote/{Quote.objects.get().code}/pdf/" in shown
    with clock.fixed_at(NOON + 31 * DAY):
        assert "期限切れ" in browser.get("/manage/contracts/").content.decode()


def test_quotes_made_before_are_found_by_a_proven_address_alone(
    course: Course, owner: Member
) -> None:
    email = (owner.person.email or "").lower()
    quote = issue_quote(
        course=course, selection=Selection(course.slug, 3, 1), asker=Asker("会社", "", email)
    )
    owner.person.email_confirmed_at = None
    assert quotes_of(owner) == []
    owner.person.email_confirmed_at = clock.now()
    assert quotes_of(owner) == [quote]
    other = make_member(owner.organisation, roles=(Role.OFFICER,))
    other.person.email_confirmed_at = clock.now()
    assert quotes_of(other) == []


@pytest.mark.parametrize("count", [1, 3])
def test_quotes_cost_one_statement(
    browser: Client, contract: Contract, owner: Member, count: int,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    from terakoya.portal.billing.quote_rows import quote_rows

    for _ in range(count):
        made(browser, contract)
    with django_assert_num_queries(1):
        assert len(quote_rows(owner)) == count
