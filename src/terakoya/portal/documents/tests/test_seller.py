"""The seller by day: entered from a day on, copied into documents, checked by its digit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Person
from terakoya.portal.audit.selectors import entries_of
from terakoya.portal.common import clock
from terakoya.portal.common.seller_names import SellerNames, seller_names
from terakoya.portal.documents import seller_memory
from terakoya.portal.documents.errors import SellerNotUsable
from terakoya.portal.documents.models import SellerDetails
from terakoya.portal.documents.selectors import seller_of_settings, seller_on
from terakoya.portal.documents.seller import (
    Seller,
    check_digit,
    is_registration,
    seller_from_json,
    typed_registration,
)
from terakoya.portal.documents.services import save_seller
from tests.factories import confirm_now, make_operator

from .examples import NOW, issue

PAGE = "/operator/seller/"
TODAY = dt.date(2026, 9, 30)
DETAILS = Seller(
    name="株式会社れいだい教育",
    postal_code="１００００００",
    address="東京都千代田区れいだい町1",
    phone="03-0000-0001",
    email="seikyu@reidai.example",
    representative="例題 一",
    registration="Ｔ9-2345-6789-0123",
    bank_name="みほん銀行",
    bank_branch="本店（001）",
    account_type="ordinary",
    account_number="１２３４５６",
    account_holder="ｶ)ﾚｲﾀﾞｲｷﾖｳｲｸ",
)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.fixed_at(NOW):
        yield
    seller_memory.forget()


@pytest.fixture
def operator(db: None) -> Person:
    """Somebody of the seller's who bills."""
    return make_operator(Right.BILLING)


@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        ("T7000012050002", True),  # 国税庁
        ("T9234567890123", True),
        ("T1234567890123", False),
        ("T923456789012", False),
        ("9234567890123", False),
        ("T92345678901２3", False),
        ("", False),
    ],
)
def test_registration_is_known_by_its_check_digit(number: str, is_right: bool) -> None:
    assert is_registration(number) == is_right


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11))
def test_a_digit_typed_wrongly_is_noticed(twelve: str, place: int) -> None:
    digit = check_digit(twelve)
    assert 1 <= digit <= 9
    assert is_registration(f"T{digit}{twelve}")
    wrong = twelve[:place] + str((int(twelve[place]) + 1) % 10) + twelve[place + 1 :]
    if {twelve[place], wrong[place]} != {"0", "9"}:  # the two are one to a sum of nines
        assert not is_registration(f"T{digit}{wrong}")


@pytest.mark.parametrize(
    "typed", ["T9234567890123", "ｔ９２３４５６７８９０１２３", "T9-2345-6789-0123 "]
)
def test_registration_is_taken_in_any_width(typed: str) -> None:
    assert typed_registration(typed) == "T9234567890123"


def test_settings_serve_where_nothing_is_entered(db: None) -> None:
    assert seller_on(TODAY) == seller_of_settings()
    assert is_registration(seller_of_settings().registration)


def test_details_hold_from_their_day_until_the_next(operator: Person) -> None:
    before = seller_of_settings()
    save_seller(by=operator, valid_from=TODAY + dt.timedelta(days=1), details=DETAILS)
    later = replace(DETAILS, name="株式会社れいだい")
    save_seller(by=operator, valid_from=TODAY + dt.timedelta(days=3), details=later)
    names = [seller_on(TODAY + dt.timedelta(days=n)).name for n in range(5)]
    assert names == [before.name, *[DETAILS.name] * 2, *["株式会社れいだい"] * 2]
    assert entries_of(None)[0].verb == "documents.seller_saved"


def test_details_are_put_right_as_they_are_saved(operator: Person) -> None:
    save_seller(by=operator, valid_from=TODAY, details=DETAILS)
    assert seller_on(TODAY) == replace(
        DETAILS,
        postal_code="100-0000",
        registration="T9234567890123",
        account_number="0123456",
        account_holder="カ）レイダイキヨウイク",
    )


def test_a_document_keeps_the_seller_of_its_day(operator: Person) -> None:
    first = issue("a")
    save_seller(by=operator, valid_from=TODAY, details=DETAILS)
    second = issue("b")
    first.refresh_from_db()
    names = [seller_from_json(one.seller).name for one in (first, second)]
    assert names == [seller_of_settings().name, DETAILS.name]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"registration": "T1234567890123"}, "registration"),
        ({"account_number": ""}, "account_number"),
        ({"account_number": "12345678"}, "account_number"),
        ({"account_holder": "株式会社れいだい"}, "account_holder"),
        ({"account_type": "gold"}, "account_type"),
    ],
)
def test_details_that_cannot_be_are_refused(
    operator: Person, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(SellerNotUsable) as refused:
        save_seller(by=operator, valid_from=TODAY, details=replace(DETAILS, **changes))
    assert (refused.value.field, SellerDetails.objects.count()) == (field, 0)


def test_a_day_that_is_past_is_refused(operator: Person) -> None:
    with pytest.raises(SellerNotUsable, match="これから"):
        save_seller(by=operator, valid_from=TODAY - dt.timedelta(days=1), details=DETAILS)


def test_an_account_is_all_or_nothing(operator: Person) -> None:
    none: dict[str, Any] = {"bank_name": "", "account_number": "", "account_holder": ""}
    save_seller(by=operator, valid_from=TODAY, details=replace(DETAILS, **none))
    assert not seller_on(TODAY).has_bank


def values(**changes: str) -> dict[str, str]:
    said = {name: value for name, value in vars(DETAILS).items() if isinstance(value, str)}
    return {**said, "valid_from": "2026-09-30", "customer_bears_fee": "on", **changes}


def test_page_saves_and_every_page_names_the_seller(
    operator: Person, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(operator)
    confirm_now(client)
    assert "株式会社みほん教育" in client.get(PAGE).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(PAGE, values()).status_code == 302
    assert SellerDetails.objects.get().registration == "T9234567890123"
    commerce = Client().get("/commerce/").content.decode()
    for said in (DETAILS.name, DETAILS.address, DETAILS.email, "T9234567890123", "例題 一"):
        assert said in commerce
    assert seller_names() == SellerNames(DETAILS.name, DETAILS.email)
    assert mail.outbox == []


def test_page_says_that_a_check_digit_is_wrong_and_keeps_what_was_typed(
    operator: Person, client: Client
) -> None:
    client.force_login(operator)
    confirm_now(client)
    answer = client.post(PAGE, values(registration="T1234567890123"))
    page = answer.content.decode()
    assert (answer.status_code, SellerDetails.objects.count()) == (422, 0)
    assert "登録番号が正しくありません" in page
    assert DETAILS.address in page


def test_the_same_day_again_replaces_what_was_entered(operator: Person) -> None:
    save_seller(by=operator, valid_from=TODAY, details=DETAILS)
    save_seller(by=operator, valid_from=TODAY, details=replace(DETAILS, contact="販売課 森"))
    assert SellerDetails.objects.get().contact == "販売課 森"


def test_pages_remember_the_seller_for_a_while(operator: Person, settings: Any) -> None:
    settings.SELLER_KEPT_SECONDS = 60
    assert seller_memory.current_seller() == seller_of_settings()
    SellerDetails.objects.create(valid_from=TODAY, name="株式会社れいだい", created_at=clock.now())
    assert seller_memory.current_seller() == seller_of_settings()
    seller_memory.read_again()
    assert seller_memory.current_seller().name == "株式会社れいだい"


def test_who_saves_is_asked_once_more_who_they_are(operator: Person, client: Client) -> None:
    client.force_login(operator)
    assert client.get(PAGE).status_code == 200
    answer = client.post(PAGE, values())
    assert (answer.status_code, answer["Location"]) == (
        307,
        "/my/confirm/?next=%2Foperator%2Fseller%2F",
    )
    assert SellerDetails.objects.count() == 0
