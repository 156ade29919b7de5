"""Applying: four steps, one order, and the course at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from terakoya.courseware.model import Material
from terakoya.portal.accounts.models import Organisation, Person
from terakoya.portal.audit.models import AuditPayload
from terakoya.portal.catalogue.models import Course
from terakoya.portal.catalogue.services import list_course, publish_material
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.learning.models import AccessGrant, Assignment, Seat
from terakoya.portal.orders.models import ApplicationDraft, Contract, ManuscriptLicence, Order
from tests.courses import small_material
from tests.factories import (
    make_member,
    make_organisation,
)
from tests.selection import deep

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once

NOON = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
CUSTOMER = {
    "organisation_name": "株式会社みほん商事",
    "postal_code": "１２３ー４５６７",
    "prefecture": "東京都",
    "address": "千代田区見本町1-2-3",
    "building": "",
    "person_name": "山田　花子",
    "person_kana": "やまだ はなこ",
    "department": "人事部",
    "phone": "０３-００００-００００",
    "email": "Yamada@Mihon.Example",
}


@pytest.fixture
def browser(shop: None) -> Client:
    """A visitor on a day that stands still; the course is published."""
    return Client()


@pytest.fixture(autouse=True)
def _still() -> Any:
    with clock.fixed_at(NOON):
        yield


def items(**changes: str) -> dict[str, str]:
    return {"with_online": "on", "seats": "12", "months": "1", **changes}


def walk_to_check(browser: Client, **customer: str) -> Any:
    """Steps 1 and 2 filled in; the page of the final check."""
    browser.post("/apply/", items())
    browser.post("/apply/customer/", {**CUSTOMER, **customer})
    return browser.get("/apply/check/")


def counts() -> tuple[int, ...]:
    """How many rows an application may make."""
    models = (Organisation, Person, Order, Contract, AccessGrant, Seat, Assignment, OutboxMessage)
    return tuple(model.objects.count() for model in models)


def test_apply_opens_the_course_at_once(browser: Client) -> None:
    walk_to_check(browser)
    response = browser.post("/apply/check/", {"total_yen": "13200"})
    assert (response.status_code, response["Location"]) == (302, "/apply/start/")
    order = Order.objects.get()
    contract = Contract.objects.get()
    assert (order.subtotal_yen, order.tax_yen, order.total_yen) == (12_000, 1_200, 13_200)
    assert (contract.seats, contract.starts_on, contract.ends_on) == (
        12,
        dt.date(2026, 11, 25),
        dt.date(2026, 12, 24),
    )
    assert AccessGrant.objects.get().seats == 12
    assert Assignment.objects.get().due_on == dt.date(2026, 12, 24)
    assert order.snapshot["customer"] == {
        **CUSTOMER,
        "postal_code": "123-4567",
        "person_name": "山田 花子",
        "person_kana": "ヤマダ ハナコ",
        "phone": "03-0000-0000",
        "email": "yamada@mihon.example",
    }
    assert browser.get("/apply/start/").status_code == 200
    assert "受講を始める" in browser.get("/my/").content.decode()


def test_apply_posted_twice_makes_one_order(browser: Client) -> None:
    walk_to_check(browser)
    browser.post("/apply/check/", {"total_yen": "13200"})
    before = counts()
    response = browser.post("/apply/check/", {"total_yen": "13200"})
    assert (response["Location"], counts()) == ("/apply/start/", before)


@pytest.mark.parametrize("seats", ["101", "十二", *deep("0", "", "-3", "1e3")])
def test_apply_refuses_seats_that_are_not_sold(browser: Client, seats: str) -> None:
    response = browser.post("/apply/", items(seats=seats))
    assert response.status_code == 422
    assert f'value="{seats}"' in response.content.decode()
    assert browser.get("/apply/check/")["Location"] != "/apply/start/"
    assert Order.objects.count() == 0


def test_apply_accepts_full_width_seats(browser: Client) -> None:
    assert browser.post("/apply/", items(seats="１２"))["Location"] == "/apply/customer/"


def test_apply_refuses_a_taken_address_and_changes_nothing(browser: Client) -> None:
    make_member(make_organisation(), email="yamada@mihon.example")
    walk_to_check(browser)
    before = counts()
    response = browser.post("/apply/check/", {"total_yen": "13200"})
    assert (response.status_code, counts()) == (409, before)
    assert "登録済み" in response.content.decode()


def test_apply_refuses_a_total_that_was_not_shown(browser: Client) -> None:
    walk_to_check(browser)
    before = counts()
    response = browser.post("/apply/check/", {"total_yen": "1"})
    assert (response.status_code, counts()) == (409, before)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("postal_code", "123-45", "7桁の数字で入力してください（例：123-4567）"),
        ("phone", "なし", "電話番号を数字で入力してください"),
        ("person_kana", "漢字", "フリガナは、ひらがなかカタカナで入力してください"),
        ("email", "yamada", "メールアドレスの形で入力してください"),
        ("prefecture", "", "都道府県を選んでください"),
        # Told by the same form at its field, as those above are.
        pytest.param("person_name", "山" * 201, "200", marks=pytest.mark.deep),
        pytest.param("person_kana", "ア" * 201, "200", marks=pytest.mark.deep),
    ],
)
def test_apply_names_the_field_and_keeps_the_input(
    browser: Client, field: str, value: str, sentence: str
) -> None:
    browser.post("/apply/", items())
    response = browser.post("/apply/customer/", {**CUSTOMER, field: value})
    page = response.content.decode()
    assert (response.status_code, sentence in page) == (422, True)
    assert f'href="#id_{field}"' in page
    assert CUSTOMER["address"] in browser.get("/apply/customer/").content.decode()


def test_apply_tells_of_an_unreadable_reading_beside_all_else(browser: Client) -> None:
    browser.post("/apply/", items())
    typed = {**CUSTOMER, "person_kana": "漢字", "phone": "なし", "organisation_name": ""}
    response = browser.post("/apply/customer/", typed)
    page = response.content.decode()
    assert (response.status_code, "3か所、確認が必要です。" in page) == (422, True)
    for field in ("person_kana", "phone", "organisation_name"):
        assert f'href="#id_{field}"' in page
    assert 'value="漢字"' in page and CUSTOMER["address"] in page
    assert browser.get("/apply/check/")["Location"] == "/apply/customer/"
    assert browser.post("/apply/customer/", CUSTOMER)["Location"] == "/apply/check/"


def test_apply_with_manuscript_gives_a_licence_for_twelve_months(browser: Client) -> None:
    browser.post("/apply/", items(with_manuscript="on"))
    browser.post("/apply/customer/", CUSTOMER)
    browser.post("/apply/check/", {"total_yen": "121000"})
    licence = ManuscriptLicence.objects.get()
    assert licence.updates_until == dt.date(2027, 11, 24)
    assert browser.get("/manage/manuscripts/").status_code == 200
    file = browser.get(f"/manage/manuscripts/{licence.uuid}/ja/pptx/")
    assert (file.status_code, file.content[:2]) == (200, b"PK")


def test_manuscript_of_another_organisation_is_not_there(browser: Client) -> None:
    browser.post("/apply/", items(with_manuscript="on"))
    browser.post("/apply/customer/", CUSTOMER)
    browser.post("/apply/check/", {"total_yen": "121000"})
    address = f"/manage/manuscripts/{ManuscriptLicence.objects.get().uuid}/ja/pdf/"
    stranger = Client()
    stranger.post("/apply/", items())
    stranger.post("/apply/customer/", {**CUSTOMER, "email": "other@yoso.example"})
    stranger.post("/apply/check/", {"total_yen": "13200"})
    assert stranger.get(address).status_code == 404
    assert browser.get(address).status_code == 200


def test_apply_price_answers_the_summary_for_what_is_typed(browser: Client) -> None:
    page = browser.get("/apply/price/", items(seats="50", months="3")).content.decode()
    assert "165,000円" in page
    assert browser.get("/apply/price/", items(seats="101")).status_code == 422


def test_apply_autosave_keeps_a_half_filled_step(browser: Client) -> None:
    browser.post("/apply/", items())
    browser.post("/apply/customer/", {"address": "途中の住所"}, headers={"X-Autosave": "1"})
    assert "途中の住所" in browser.get("/apply/customer/").content.decode()


def test_apply_formula_as_name_stays_a_name(browser: Client) -> None:
    walk_to_check(browser, organisation_name='=HYPERLINK("x")')
    browser.post("/apply/check/", {"total_yen": "13200"})
    assert Organisation.objects.get().name == '=HYPERLINK("x")'


# -- storefront -------------------------------------------------------------------------------


def test_storefront_shows_prices_both_ways(browser: Client) -> None:
    page = browser.get("/").content.decode()
    assert ("1,100円" in page, "税抜1,000円" in page, "107,800円" in page) == (True, True, True)


def test_nothing_can_be_applied_for_while_no_course_is_listed(browser: Client) -> None:
    walk_to_check(browser)
    course, seller = Course.objects.get(), make_member(make_organisation("株式会社見本研修")).person
    list_course(by=seller, course=course, is_listed=False)
    for page in ("", "customer/", "check/", "price/?seats=1&months=1&with_online=on"):
        answer = browser.get(f"/apply/{page}")
        assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.post("/apply/", items())["Location"] == "/"
    shop = browser.get("/").content.decode()
    assert "ただいま公開中の研修はありません。" in shop
    assert "約分で" not in shop
    list_course(by=seller, course=course, is_listed=True)
    assert browser.get("/apply/check/").status_code == 200


def test_course_page_and_sample_play_without_sign_in(browser: Client) -> None:
    assert browser.get("/courses/every-layout/").status_code == 200
    first = browser.get("/courses/every-layout/sample/")["Location"]
    assert "slide--title" in browser.get(first).content.decode()
    assert browser.get("/courses/no-such-course/").status_code == 404
    assert browser.get("/courses/every-layout/sample/crime/").status_code == 404


def test_old_link_for_a_quote_leads_to_inquiries(browser: Client) -> None:
    assert browser.get("/quote/")["Location"] == "/contact/?kind=quote"
    prefilled = browser.get("/quote/?seats=150&months=12&next=//evil.example")
    assert prefilled["Location"] == "/contact/?kind=quote&seats=150&months=12"


def test_draft_is_emptied_when_the_order_is_placed(browser: Client) -> None:
    walk_to_check(browser)
    browser.post("/apply/check/", {"total_yen": "13200"})
    assert ApplicationDraft.objects.get().entries == {}


def test_manuscript_stays_at_the_last_revision_its_licence_covers(browser: Client) -> None:
    browser.post("/apply/", items(with_manuscript="on"))
    browser.post("/apply/customer/", CUSTOMER)
    browser.post("/apply/check/", {"total_yen": "121000"})
    licence = ManuscriptLicence.objects.get()
    address = f"/manage/manuscripts/{licence.uuid}/ja/test-xlsx/"
    with clock.fixed_at(NOON + dt.timedelta(days=400)):
        material = small_material()
        meta = material.course.meta.model_copy(update={"pass_mark": 90})
        course = material.course.model_copy(update={"meta": meta})
        newer = publish_material(material=Material(course, material.media))
    browser.get(address)
    entry = AuditPayload.objects.latest("id").data
    assert entry["revision"] != newer.revision_id
