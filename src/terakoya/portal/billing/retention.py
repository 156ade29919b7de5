"""How long payments stay; invoices and their changes go with their documents."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from ..common.retention import INVOICE_YEARS, Rows, Rule, last_day, moment_years_ago
from .models import Allocation, BankFile, BillingAddress, CostSplit, Payment


def old_payments() -> Rows:
    """Payments of which no invoice is left."""
    taken = Allocation.objects.filter(payment=OuterRef("pk"))
    received = Payment.objects.filter(received_on__lte=last_day(INVOICE_YEARS))
    return received.exclude(Exists(taken))


def old_bank_files() -> Rows:
    """Files of banks of which no payment is left, with their lines."""
    used = Payment.objects.filter(bank_line__file=OuterRef("pk"))
    read = BankFile.objects.filter(read_at__lt=moment_years_ago(INVOICE_YEARS))
    return read.exclude(Exists(used))


def cost_splits_of(organisation_id: int) -> Rows:
    """How an organisation wanted its invoices split."""
    return CostSplit.objects.filter(organisation=organisation_id)


RULES = (Rule("old-payments", old_payments), Rule("old-bank-files", old_bank_files, batch=20))


def billing_address_of(organisation_id: int) -> Rows:
    """Where an organisation wanted its coming invoices."""
    return BillingAddress.objects.filter(organisation_id=organisation_id)
