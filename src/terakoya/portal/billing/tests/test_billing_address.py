"""請求先: what the holder said last counts, for what was ordered before it and is added to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from terakoya.portal.accounts.models import Member
from terakoya.portal.billing.billing_addresses import billing_of, change_billing, current_billing
from terakoya.portal.billing.models import BillingAddress, Invoice
from terakoya.portal.billing.selectors.invoices import billing_email_of
from terakoya.portal.common import clock
from terakoya.portal.orders.specs import Billing

from .contracts import signed_in
from .sold import close, customer, day, noon, sold

pytestmark = pytest.mark.django_db
PAGE = "/manage/contracts/billing/"
TYPED = {
    "do": "save",
    "name": "株式会社みほん経理サービス",
    "department": "経理部",
    "person": "請求 花子",
    "postal_code": "１２３４５６７",
    "prefecture": "東京都",
    "address": "千代田区見本町1-1",
    "building": "",
    "email": "Seikyu@mihon.example",
}
SAID = Billing(
    "株式会社みほん経理サービス", "経理部", "請求 花子", "123-4567", "東京都",
    "千代田区見本町1-1", "", "seikyu@mihon.example",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with clock.fixed_at(noon("2027-01-15")):
        yield


@pytest.fixture
def holder(db: None) -> Member:
    return customer()


def addressee(owner: Member, month: str = "2027-01") -> dict[str, Any]:
    close(month)
    found = Invoice.objects.get(organisation=owner.organisation, month=day(f"{month}-01"))
    return dict(found.document.content["addressee"])


def test_changed_address_stands_on_the_next_invoice(holder: Member) -> None:
    sold(holder, "2027-01-10", customer={"person_name": "見本 花子"})
    client = signed_in(holder)
    response = client.post(PAGE, TYPED)
    assert (response.status_code, response["Location"]) == (302, "/manage/contracts/")
    assert SAID.name in client.get(PAGE).content.decode()
    found = addressee(holder)
    assert (found["name"], found["department"], found["person"]) == (
        SAID.name,
        SAID.department,
        SAID.person,
    )
    invoice = Invoice.objects.get()
    assert billing_email_of(invoice) == SAID.email


def test_issued_invoice_stays_as_it_is(holder: Member) -> None:
    sold(holder, "2027-01-10")
    before = addressee(holder)
    with clock.fixed_at(noon("2027-02-05")):
        change_billing(by=holder, billing=SAID)
    again = dict(Invoice.objects.get().document.content["addressee"])
    assert (before, before["name"]) == (again, holder.organisation.name)


def test_later_application_says_it_anew_and_added_seats_do_not(holder: Member) -> None:
    change_billing(by=holder, billing=SAID)
    other = {"name": "例示物産株式会社", "email": "bill@reiji.example"}
    with clock.fixed_at(noon("2027-01-20")):
        added = sold(holder, "2027-01-20", contract="K-2027-0001", billing=None)
        assert billing_of(holder.organisation, added)["name"] == SAID.name
        assert current_billing(holder.organisation)["name"] == SAID.name
        applied = sold(holder, "2027-01-20", billing=other)
        assert billing_of(holder.organisation, applied) == other


def test_back_to_the_organisation_takes_the_orders_own_address_away(holder: Member) -> None:
    sold(holder, "2027-01-10", billing={"name": "例示物産株式会社"})
    assert current_billing(holder.organisation)["name"] == "例示物産株式会社"
    signed_in(holder).post(PAGE, {"do": "own"})
    holder.organisation.refresh_from_db()
    assert current_billing(holder.organisation) == {}
    assert addressee(holder)["name"] == holder.organisation.name


def test_same_address_again_changes_nothing(holder: Member) -> None:
    change_billing(by=holder, billing=SAID)
    first = BillingAddress.objects.get().changed_at
    with clock.fixed_at(noon("2027-01-16")):
        change_billing(by=holder, billing=SAID)
    assert BillingAddress.objects.get().changed_at == first


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("postal_code", "12"), ("prefecture", "月"), ("address", ""), ("email", "a@")],
)
def test_what_cannot_be_is_told_at_its_field(holder: Member, field: str, value: str) -> None:
    response = signed_in(holder).post(PAGE, {**TYPED, field: value})
    assert (response.status_code, f'href="#id_{field}"' in response.content.decode()) == (422, True)
    assert not BillingAddress.objects.exists()


def test_only_the_holder_changes_it(
    owner: Member, colleague: Member, learner: Member, stranger: Member
) -> None:
    for member in (colleague, learner):
        assert signed_in(member).get(PAGE).status_code == 404
        assert signed_in(member).post(PAGE, TYPED).status_code == 404
    assert "請求先を変える" in signed_in(owner).get("/manage/contracts/").content.decode()
    assert "請求先を変える" not in signed_in(colleague).get("/manage/contracts/").content.decode()
    assert not BillingAddress.objects.exists()
