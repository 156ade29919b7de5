"""Asking politely for payments that are late: three steps, by mail. Nothing here ends access."""

from __future__ import annotations

from collections import defaultdict

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Person
from ...audit.services import record
from ...common import clock
from ..emails import mail_payment_reminder
from ..errors import NotChangeable
from ..invoice_sentences import no_step_sentence
from ..models import Invoice, PaymentReminder
from ..reminder_steps import step_by_hand, step_due
from ..selectors.invoices import billing_rules, overdue_invoices, reckoned


def remind_late() -> int:
    """Send what is due today; how many invoices were asked for. Safe to run twice."""
    rules = billing_rules()
    if not rules.reminds_by_itself:
        return 0
    days = (rules.first_days, rules.second_days, rules.third_days)
    late = list(overdue_invoices().select_related("organisation", "document"))
    sent = defaultdict(list)
    for one in PaymentReminder.objects.filter(invoice__in=[row.pk for row in late]):
        sent[one.invoice_id].append((one.step, one.sent_on))
    count = 0
    for invoice in late:
        step = step_due(invoice.payable_on, clock.today(), sent[invoice.pk], days)
        if step is not None:
            count += _remind(invoice, step)
    return count


def remind_of(*, by: Person, invoice: Invoice) -> int:
    """Ask for an overdue invoice by hand, in the next of the three steps; which one it was.

    Raises `NotChangeable` where nothing is overdue, and on the day of the last one.
    """
    late = overdue_invoices().filter(pk=invoice.pk).select_related("organisation", "document")
    found = late.first()
    if found is None:
        raise NotChangeable(_("この請求書の支払期限は、まだ過ぎていないか、入金が済んでいます。"))
    sent = list(invoice.reminders.values_list("step", "sent_on"))
    step = step_by_hand(clock.today(), sent)
    if step is None or not _remind(found, step, by):
        raise NotChangeable(no_step_sentence(len(sent)))
    return step


def _remind(invoice: Invoice, step: int, by: Person | None = None) -> int:
    """Ask once in a step; 0 where another worker has just done it."""
    open_yen = reckoned(invoice, "open_yen")
    try:
        with transaction.atomic():
            PaymentReminder.objects.create(
                organisation_id=invoice.organisation_id,
                invoice=invoice,
                step=step,
                sent_on=clock.today(),
                open_yen=open_yen,
            )
            mail_payment_reminder(invoice, step, open_yen)
            record(
                organisation_uuid=invoice.organisation.uuid,
                actor_uuid=None if by is None else by.uuid,
                verb="billing.payment_reminded",
                target=invoice.document.number,
                data={"step": step, "open_yen": open_yen},
            )
    except IntegrityError:
        return 0
    return 1
