"""Where an invoice stands. Pure: nothing of it is stored."""

from __future__ import annotations

import datetime as dt

from .choices import InvoiceState


def state_of(
    *, total_yen: int, changed_yen: int, settled_yen: int, payable_on: dt.date, today: dt.date
) -> InvoiceState:
    """The state on a day.

    `changed_yen` is what corrections added (negative: took back), `settled_yen` what payments and
    fees that were left off have settled.
    """
    owed = total_yen + changed_yen
    open_yen = owed - settled_yen
    if open_yen < 0:
        return InvoiceState.REFUND
    if owed == 0:
        return InvoiceState.CANCELLED
    if open_yen == 0:
        return InvoiceState.PAID
    if payable_on < today:
        return InvoiceState.OVERDUE
    return InvoiceState.PARTLY if settled_yen else InvoiceState.OPEN
