"""Which rows of billing somebody may have; a stranger gets 404."""

from __future__ import annotations

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404

from ..accounts.models import Member
from ..orders.models import Order
from .choices import ColumnsFor
from .column_samples import Columns
from .models import BankLine, Invoice
from .selectors.bank import find_columns


def get_invoice(invoice: uuid.UUID) -> Invoice:
    """An invoice for an operator with the right of billing, or 404."""
    return get_object_or_404(
        Invoice.objects.select_related("organisation", "document", "receipt"), uuid=invoice
    )


def get_invoice_for(owner: Member, invoice: uuid.UUID) -> Invoice:
    """An invoice of the contract holder's organisation, or 404."""
    own = Invoice.objects.filter(organisation_id=owner.organisation_id)
    return get_object_or_404(own.select_related("organisation", "document"), uuid=invoice)


def get_order(order: uuid.UUID) -> Order:
    """An application with its customer and terms, for an operator with that right, or 404."""
    return get_object_or_404(Order.objects.select_related("organisation", "terms"), uuid=order)


def get_order_for(owner: Member, order: uuid.UUID) -> Order:
    """An application of the contract holder's organisation with its lines, or 404."""
    own = Order.objects.filter(organisation_id=owner.organisation_id)
    return get_object_or_404(own.prefetch_related("lines"), uuid=order)


def get_bank_line(line: uuid.UUID) -> BankLine:
    """A line of a bank's file for an operator, or 404."""
    return get_object_or_404(BankLine, uuid=line)


def get_columns(purpose: ColumnsFor, key: str) -> Columns:
    """Columns of files by their key, or 404."""
    found = find_columns(purpose, key)
    if found is None:
        raise Http404
    return found
