"""発注番号 after applying: it stands on the invoice to come, and on none that is out."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.selectors import entries_of
from terakoya.portal.billing.choices import PaymentTerms
from terakoya.portal.billing.due_lines import due_organisations
from terakoya.portal.billing.errors import NotChangeable
from terakoya.portal.billing.models import Invoice
from terakoya.portal.billing.order_documents import delivery_content
from terakoya.portal.billing.purchase_orders import purchase_orders_of
from terakoya.portal.billing.selectors.terms import delivered_lines
from terakoya.portal.billing.services.closing import issue_invoice
from terakoya.portal.billing.services.purchase_orders import set_purchase_order
from terakoya.portal.common import clock
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.orders.choices import OrderStatus
from terakoya.portal.orders.models import Order, OrderReference
from tests.statements import counted_statements

from .contracts import signed_in
from .sold import close, customer, day, noon, sold

pytestmark = pytest.mark.django_db
LIST = "/manage/contracts/"


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with clock.fixed_at(noon("2027-01-15")):
        yield


@pytest.fixture
def holder(db: None) -> Member:
    return customer()


def address(order: Order) -> str:
    return f"{LIST}orders/{order.uuid}/number/"


def send(holder: Member, order: Order, number: str) -> Any:
    return signed_in(holder).post(address(order), {"purchase_order": number})


def printed() -> list[str]:
    rows = Invoice.objects.order_by("month", "id")
    return [one.document.content["purchase_order"] for one in rows]


def test_number_entered_after_applying_stands_on_the_invoice_of_the_month(holder: Member) -> None:
    order = sold(holder, "2027-01-10")
    assert "発注番号を入れる" in signed_in(holder).get(LIST).content.decode()
    response = send(holder, order, "  PO-778\n")
    assert (response.status_code, response["Location"]) == (302, LIST)
    shown = signed_in(holder).get(LIST).content.decode()
    assert ("PO-778" in shown, "発注番号を変える" in shown) == (True, True)
    close("2027-01")
    assert printed() == ["PO-778"]


def test_number_given_with_the_application_can_be_changed_and_taken_away(holder: Member) -> None:
    changed = sold(holder, "2027-01-10", purchase_order="PO-1")
    emptied = sold(holder, "2027-01-10", purchase_order="PO-2")
    kept = sold(holder, "2027-01-10", purchase_order="PO-3")
    send(holder, changed, "PO-９")
    send(holder, emptied, "")
    assert [purchase_orders_of([one])[one.pk].number for one in (changed, emptied, kept)] == [
        "PO-９",
        "",
        "PO-3",
    ]
    close("2027-01")
    assert printed() == ["PO-９、PO-3"]


def test_after_the_invoice_the_page_says_why_not_and_nothing_changes(holder: Member) -> None:
    order = sold(holder, "2027-01-10", purchase_order="PO-1")
    close("2027-01")
    number = Invoice.objects.get().document.number
    page = signed_in(holder).get(address(order)).content.decode()
    assert f"請求書 {number} を発行したため" in page
    assert 'name="purchase_order"' not in page
    response = send(holder, order, "PO-2")
    assert (response.status_code, number in response.content.decode()) == (422, True)
    assert (OrderReference.objects.count(), printed()) == (0, ["PO-1"])
    assert "発注番号について" in signed_in(holder).get(LIST).content.decode()


def test_monthly_terms_bear_the_new_number_from_the_next_invoice_on(holder: Member) -> None:
    order = sold(holder, "2027-01-10", terms=PaymentTerms.MONTHLY, purchase_order="PO-1")
    close("2027-01")
    assert send(holder, order, "PO-2").status_code == 302
    close("2027-02")
    close("2027-03")
    assert printed() == ["PO-1", "PO-2", "PO-2"]
    assert not purchase_orders_of([order])[order.pk].is_changeable


def test_delivery_note_bears_it_and_so_does_what_waits_for_acceptance(holder: Member) -> None:
    order = sold(holder, "2027-01-10", terms=PaymentTerms.AFTER_ACCEPTANCE, purchase_order="PO-1")
    set_purchase_order(by=holder, order=order, number="PO-2")
    read = Order.objects.get(pk=order.pk)
    content = delivery_content(read, delivered_lines(read), DocumentKind.DELIVERY_NOTE)
    assert content.purchase_order == "PO-2"
    close("2027-01")
    assert purchase_orders_of([order])[order.pk].is_changeable


def test_cancelled_order_and_same_number_change_nothing(holder: Member) -> None:
    order = sold(holder, "2027-01-10", purchase_order="PO-1")
    before = len(entries_of(holder.organisation.uuid))
    set_purchase_order(by=holder, order=order, number="PO-1")
    assert (OrderReference.objects.count(), len(entries_of(holder.organisation.uuid))) == (
        0,
        before,
    )
    Order.objects.update(status=OrderStatus.CANCELLED)
    with pytest.raises(NotChangeable, match="取り消された"):
        set_purchase_order(by=holder, order=order, number="PO-2")


def test_change_is_in_the_log_once(holder: Member) -> None:
    order = sold(holder, "2027-01-10")
    for _time in range(2):
        send(holder, order, "PO-778")
    verbs = [one.verb for one in entries_of(holder.organisation.uuid)]
    assert verbs.count("billing.purchase_order_set") == 1


def test_closing_that_read_the_number_before_it_changed_issues_nothing(holder: Member) -> None:
    order = sold(holder, "2027-01-10", purchase_order="PO-1")
    (due,) = due_organisations(day("2027-01-01"))
    set_purchase_order(by=holder, order=order, number="PO-2")
    with clock.fixed_at(noon("2027-02-01")), pytest.raises(NotChangeable, match="発注番号"):
        issue_invoice(due=due, month=day("2027-01-01"))
    close("2027-01")
    assert printed() == ["PO-2"]


def test_too_long_a_number_is_told_at_its_field_and_kept(holder: Member) -> None:
    order = sold(holder, "2027-01-10")
    response = send(holder, order, "P" * 51)
    shown = response.content.decode()
    assert (response.status_code, 'href="#id_purchase_order"' in shown, "P" * 51 in shown) == (
        422,
        True,
        True,
    )
    assert not OrderReference.objects.exists()


def test_only_the_holder_of_the_order_changes_it(
    owner: Member, colleague: Member, learner: Member, stranger: Member
) -> None:
    order = sold(owner, "2027-01-10", purchase_order="PO-1")
    for member in (colleague, learner, stranger):
        assert signed_in(member).get(address(order)).status_code == 404
        assert send(member, order, "PO-2").status_code == 404
    other = customer("例示物産株式会社")
    assert signed_in(other).get(address(order)).status_code == 404
    assert send(other, order, "PO-2").status_code == 404
    assert send(owner, Order(uuid=uuid.uuid4()), "PO-2").status_code == 404
    shown = signed_in(colleague).get(LIST).content.decode()
    assert ("PO-1" in shown, address(order) in shown) == (True, False)
    assert not OrderReference.objects.exists()


def test_statements_do_not_grow_with_orders(holder: Member) -> None:
    orders = [sold(holder, "2027-01-10")]
    with counted_statements() as one:
        purchase_orders_of(orders)
    orders += [sold(holder, "2027-01-10", manuscript=98_000) for _count in range(2)]
    with counted_statements() as three:
        purchase_orders_of(orders)
    assert len(one) == len(three) == 4
