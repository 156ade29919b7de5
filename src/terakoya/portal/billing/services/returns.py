"""返還 by itself: what was billed of a contract that was cancelled after its month was closed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from ...accounts.models import Person
from ...orders.models import Contract
from ..invoice_words import language_of
from ..models import Invoice, InvoiceChange
from ..selectors.invoices import changed_lines
from .changes import credit_invoice


def return_cancelled(
    *, by: Person, contract: Contract, parts: Sequence[Contract]
) -> list[InvoiceChange]:
    """Give back by a 返還インボイス whatever invoices still hold of a cancelled contract, once.

    Within the transaction that cancels it, before that writes to the audit log. What was paid
    already becomes a refund to be made.
    """
    lines = {one.order_line_id for one in parts}
    billed = Invoice.objects.filter(lines__order_line__in=lines, lines__change=None)
    found = billed.select_related("organisation", "document").distinct().order_by("id")
    given = [_give_back(by, contract, invoice, lines) for invoice in found]
    return [one for one in given if one is not None]


def _give_back(
    by: Person, contract: Contract, invoice: Invoice, lines: set[int]
) -> InvoiceChange | None:
    held = changed_lines(invoice).items()
    amounts = {row.pk: yen for row, yen in held if row.order_line_id in lines and yen > 0}
    if not amounts:
        return None
    with override(language_of(invoice.organisation)):
        reason = _("契約 %(number)s の取り消し") % {"number": contract.number or contract.uuid}
    return credit_invoice(
        by=by,
        invoice=invoice,
        amounts=amounts,
        reason=reason,
        key=uuid.uuid5(invoice.uuid, f"cancelled:{contract.uuid}"),
    )
