"""What the operator says of prices and tax, and what an application bears."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.catalogue.choices import Item
from terakoya.portal.catalogue.models import Course, Price, TaxRate
from terakoya.portal.catalogue.selectors import price_of, tax_rate
from terakoya.portal.common import clock
from terakoya.portal.orders.cancelling import FREE_DAYS, cancelling_terms, free_days
from terakoya.portal.orders.models import CancelTerms
from tests.factories import (
    confirm_now,
    make_member,
    make_operator,
    make_organisation,
    publish_flagship,
)

PRICES = "/operator/prices/"
NOON = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
TODAY, TOMORROW = dt.date(2026, 11, 25), dt.date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _still(db: None) -> Iterator[None]:
    with clock.fixed_at(NOON):
        publish_flagship()
        yield


@pytest.fixture
def operator() -> Client:
    """The seller, signed in."""
    client = Client()
    client.force_login(make_operator(Right.BILLING))
    return confirm_now(client)


def price(client: Client, **typed: str) -> int:
    slug = Course.objects.get().slug
    sent = {"item": "online", "course": slug, "yen": "1200", "valid_from": "2026-11-26", **typed}
    fields = {f"price-{name}": value for name, value in sent.items()}
    return client.post(PRICES, {"do": "price", **fields}).status_code


def tax(client: Client, percent: str, day: str) -> int:
    sent = {"do": "tax", "tax-percent": percent, "tax-valid_from": day}
    return client.post(PRICES, sent).status_code


def rows() -> list[tuple[str, int, dt.date]]:
    return list(Price.objects.order_by("pk").values_list("item", "yen", "valid_from"))


def test_a_price_holds_from_its_day_and_the_old_row_stays(operator: Client) -> None:
    before = rows()
    assert price(operator, yen="１，２００", valid_from="２０２６-11-26") == 302
    course = Course.objects.get()
    assert [price_of(course, Item.ONLINE, day) for day in (TODAY, TOMORROW)] == [1000, 1200]
    assert rows() == [*before, ("online", 1200, TOMORROW)]
    assert price(operator, yen="1300") == 302  # another price for the same day to come
    assert rows() == [*before, ("online", 1300, TOMORROW)]
    assert AuditEntry.objects.filter(verb="catalogue.price_set").count() == 2
    assert "1,300円" in operator.get(PRICES).content.decode()


def test_a_price_is_that_of_one_course(operator: Client) -> None:
    assert price(operator, course="no-such-course") == 422
    assert price(operator, course="") == 422


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("yen", "0", "1以上の数"),
        ("yen", "-1", "1以上の数"),
        ("yen", "千円", "金額を数字で"),
        ("yen", "1000000000", "10000000以下の数"),
        ("valid_from", "2027-02-30", "実在する年月日"),
        ("valid_from", "2026-11-24", "今日か、今日より後の日"),
    ],
)
def test_a_price_that_cannot_be_is_told_at_its_field(
    operator: Client, field: str, value: str, sentence: str
) -> None:
    before = rows()
    fields = {
        "price-item": "online",
        "price-course": Course.objects.get().slug,
        "price-yen": "1200",
        "price-valid_from": "2026-11-26",
    }
    answer = operator.post(PRICES, {"do": "price", **fields, f"price-{field}": value})
    page = answer.content.decode()
    assert (answer.status_code, rows()) == (422, before)
    assert sentence in page and f'value="{value}"' in page


def test_what_holds_today_is_not_changed_today(operator: Client) -> None:
    assert price(operator, valid_from="2026-11-25") == 302
    assert price(operator, valid_from="2026-11-25", yen="1") == 422
    assert rows()[-1] == ("online", 1200, TODAY)
    assert (tax(operator, "11", "2026-11-25"), tax(operator, "12", "2026-11-25")) == (302, 422)
    assert tax_rate(TODAY) == 110


def test_a_rate_holds_from_its_day(operator: Client) -> None:
    assert tax(operator, "１２．５%", "2027-04-01") == 302
    rates = [tax_rate(day) for day in (dt.date(2027, 3, 31), dt.date(2027, 4, 1))]
    assert rates == [100, 125]
    for percent in ("", "十", "-1", "51", "7.85", "100", "1e9"):
        assert tax(operator, percent, "2027-05-01") == 422
    assert TaxRate.objects.count() == 2


def test_only_what_has_not_begun_is_withdrawn(operator: Client) -> None:
    price(operator)
    row = Price.objects.latest("pk")
    assert operator.post(PRICES, {"do": "withdraw-price", "row": row.pk}).status_code == 302
    assert not Price.objects.filter(pk=row.pk).exists()
    first = TaxRate.objects.get()
    page = operator.post(PRICES, {"do": "withdraw-tax", "row": first.pk}, follow=True)
    assert "すでに始まった" in page.content.decode()
    assert TaxRate.objects.get() == first
    assert operator.post(PRICES, {"do": "withdraw-people", "row": 1}).status_code == 404


def test_prices_are_the_sellers_alone() -> None:
    client = Client()
    before = rows()
    teacher = make_operator(Right.CONTENT, Right.SUPPORT)
    for person in (make_member(make_organisation()).person, teacher):
        client.force_login(person)
        assert (client.get(PRICES).status_code, price(client)) == (404, 404)
    assert rows() == before


def free(client: Client, days: str, day: str) -> int:
    return client.post(
        PRICES, {"do": "free", "free-days": days, "free-valid_from": day}
    ).status_code


def test_days_of_free_cancelling_hold_for_orders_from_their_day(operator: Client) -> None:
    assert free_days() == FREE_DAYS
    assert free(operator, "１４", "2026-11-26") == 302
    assert [free_days(day) for day in (TODAY, TOMORROW)] == [FREE_DAYS, 14]
    verbs = AuditEntry.objects.filter(verb="orders.free_days_set")
    assert verbs.count() == 1


@pytest.mark.parametrize(
    ("days", "day"),
    [("七", "2026-11-26"), ("-1", "2026-11-26"), ("91", "2026-11-26"), ("5", "2026-11-24")],
)
def test_days_that_cannot_be_are_told_at_their_field(operator: Client, days: str, day: str) -> None:
    assert free(operator, days, day) == 422
    assert not CancelTerms.objects.exists()


def test_todays_days_stay_once_said_and_later_ones_go(operator: Client) -> None:
    assert [free(operator, "3", "2026-11-25"), free(operator, "4", "2026-11-25")] == [302, 422]
    assert free(operator, "0", "2026-11-26") == 302
    today, later = CancelTerms.objects.order_by("valid_from")
    for row in (today, later):
        operator.post(PRICES, {"do": "withdraw-free", "row": str(row.pk)})
    assert list(CancelTerms.objects.all()) == [today]


def test_sentences_say_the_days_in_force(operator: Client) -> None:
    slug = Course.objects.get().slug
    pages = ("/", f"/apply/?course={slug}")
    for page in pages:
        assert "7日以内は無料" in Client().get(page).content.decode()
    free(operator, "0", "2026-11-25")
    for page in pages:
        assert "日以内は無料" not in Client().get(page).content.decode()
    assert cancelling_terms(free_days()) == "契約期間の終わりで解約"
