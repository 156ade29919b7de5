"""Late payments are asked for in three steps, politely, and never twice."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.billing.errors import NotChangeable
from terakoya.portal.billing.models import BillingRules, Invoice, PaymentReminder
from terakoya.portal.billing.services.payments import record_payment
from terakoya.portal.billing.services.reminding import remind_late, remind_of
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.learning.models import AccessGrant
from tests.factories import confirm_now, make_operator

from .sold import customer, day, invoiced, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(db: None) -> Invoice:
    """An invoice that is payable until 1 March 2027."""
    invoice = invoiced(customer())
    OutboxMessage.objects.all().delete()
    return invoice


def remind(on: str) -> int:
    with clock.fixed_at(noon(on)):
        return remind_late()


def test_three_steps_come_on_their_days_and_no_fourth(late: Invoice) -> None:
    assert [remind(f"2027-03-{d:02d}") for d in range(1, 32)].count(1) == 3
    assert list(PaymentReminder.objects.values_list("step", "sent_on")) == [
        (1, day("2027-03-04")),
        (2, day("2027-03-15")),
        (3, day("2027-03-31")),
    ]
    assert remind("2027-06-01") == 0
    texts = [one.payload["text"] for one in OutboxMessage.objects.order_by("id")]
    assert len(texts) == 3 and len(set(texts)) == 3
    assert all("33,000円" in text and late.document.number in text for text in texts)
    # The day is the one of the invoice, with the bank day to which it moves.
    assert all(
        "2027年2月28日（日）（銀行の休みのため2027年3月1日（月）まで）" in one for one in texts
    )
    # Polite: nobody is threatened, and nothing is said of cutting access.
    assert not any(word in text for text in texts for word in ("停止", "利用できなく", "法的"))


def test_second_run_of_a_day_sends_nothing(late: Invoice) -> None:
    assert (remind("2027-03-04"), remind("2027-03-04")) == (1, 0)
    assert OutboxMessage.objects.count() == 1


def test_paid_invoices_are_not_asked_for_and_part_payments_ask_for_the_rest(late: Invoice) -> None:
    seller = make_operator(Right.BILLING)
    with clock.fixed_at(noon("2027-03-02")):
        record_payment(
            by=seller, invoice=late, received_on=day("2027-03-02"), amount_yen=30_000,
            key=uuid.uuid4(),
        )  # fmt: skip
    assert remind("2027-03-04") == 1
    assert "3,000円" in OutboxMessage.objects.get().payload["text"]
    with clock.fixed_at(noon("2027-03-05")):
        record_payment(
            by=seller, invoice=late, received_on=day("2027-03-05"), amount_yen=3_000,
            key=uuid.uuid4(),
        )  # fmt: skip
    assert remind("2027-03-15") == 0


def test_operator_decides_the_days_and_whether_at_all(late: Invoice) -> None:
    BillingRules.objects.create(pk=1, first_days=10, reminds_by_itself=False)
    assert remind("2027-03-11") == 0
    BillingRules.objects.update(reminds_by_itself=True)
    assert (remind("2027-03-10"), remind("2027-03-11")) == (0, 1)


def test_person_asks_in_the_next_step_once_a_day_and_three_times_at_most(late: Invoice) -> None:
    seller = make_operator(Right.BILLING)
    steps: list[int | None] = []
    for on in ("2027-03-01", "2027-03-02", "2027-03-02", "2027-03-04", "2027-03-05", "2027-03-06"):
        with clock.fixed_at(noon(on)):
            try:
                steps.append(remind_of(by=seller, invoice=late))
            except NotChangeable:
                steps.append(None)
    assert steps == [None, 1, None, 2, 3, None]
    said = AuditEntry.objects.filter(verb="billing.payment_reminded")
    assert [one.actor_uuid for one in said] == [seller.uuid] * 3
    assert OutboxMessage.objects.count() == 3


def test_steps_by_themselves_go_on_after_one_by_hand(late: Invoice) -> None:
    with clock.fixed_at(noon("2027-03-09")):
        remind_of(by=make_operator(Right.BILLING), invoice=late)
    assert [remind(on) for on in ("2027-03-09", "2027-03-15", "2027-03-16")] == [0, 0, 1]
    assert list(PaymentReminder.objects.values_list("step", flat=True)) == [1, 2]


def test_button_stands_on_overdue_invoices_and_sends(client: Client, late: Invoice) -> None:
    client.force_login(make_operator(Right.BILLING))
    address = f"/operator/billing/invoices/{late.uuid}/"
    with clock.fixed_at(noon("2027-03-01")):
        assert "お支払いのお願いを送る" not in client.get(address).content.decode()
    with clock.fixed_at(noon("2027-03-02")):
        assert "お支払いのお願いを送る（1回目）" in " ".join(
            client.get(address).content.decode().split()
        )
        for status in (302, 409):
            response = confirm_now(client).post(f"{address}act/", {"do": "remind"})
            assert response.status_code == status
        page = client.get(address).content.decode()
    assert "今日のお願いは、もうお送りしました。" in page and 'value="remind"' not in page
    assert OutboxMessage.objects.count() == 1


def test_nothing_here_ends_access(late: Invoice) -> None:
    before = list(AccessGrant.objects.values_list("id", "ends_on"))
    for on in ("2027-03-04", "2027-03-15", "2027-03-31"):
        remind(on)
    assert list(AccessGrant.objects.values_list("id", "ends_on")) == before
