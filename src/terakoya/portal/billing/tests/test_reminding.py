"""Late payments are asked for in three steps, politely, and never twice."""

from __future__ import annotations

import uuid

import pytest

from terakoya.portal.accounts.choices import Right
from terakoya.portal.billing.models import BillingRules, Invoice, PaymentReminder
from terakoya.portal.billing.services.payments import record_payment
from terakoya.portal.billing.services.reminding import remind_late
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.learning.models import AccessGrant
from tests.factories import make_operator

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


def test_nothing_here_ends_access(late: Invoice) -> None:
    before = list(AccessGrant.objects.values_list("id", "ends_on"))
    for on in ("2027-03-04", "2027-03-15", "2027-03-31"):
        remind(on)
    assert list(AccessGrant.objects.values_list("id", "ends_on")) == before
