"""Where an invoice stands, in the words of whoever pays it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..common.dates import near_day
from .choices import InvoiceState
from .selectors.invoices import InvoiceStatus


@dataclass(frozen=True)
class Standing:
    """What the chip says with its tone, and what stands below it; nothing here is an alarm."""

    words: str
    tone: str
    notes: tuple[str, ...]


def standing_of(status: InvoiceStatus, paid_on: dt.date | None, today: dt.date) -> Standing:
    """An invoice as its payer reads it; `paid_on` is the day of the latest payment."""
    words, tone = {
        InvoiceState.OPEN: (_("お支払い待ち"), "info"),
        InvoiceState.PARTLY: (_("一部お支払い済み"), "info"),
        InvoiceState.OVERDUE: (_("期限を過ぎています"), "warn"),
        InvoiceState.PAID: (_("支払い済み"), "ok"),
        InvoiceState.REFUND: (_("返金があります"), "info"),
        InvoiceState.CANCELLED: (_("お支払いはありません"), "mute"),
    }[status.state]
    notes = (
        _changed(status),
        _open(status),
        _days_left(status, today),
        _paid(status, paid_on),
    )
    return Standing(words, tone, tuple(one for one in notes if one))


def _changed(status: InvoiceStatus) -> str:
    """What is owed after a correction; the invoice itself goes on naming its own sum."""
    if status.owed_yen == status.invoice.total_yen or status.state == InvoiceState.CANCELLED:
        return ""
    return _("訂正後の金額 %(yen)s円") % {"yen": f"{status.owed_yen:,}"}


def _open(status: InvoiceStatus) -> str:
    if status.state == InvoiceState.REFUND:
        return _("お返しする金額 %(yen)s円") % {"yen": f"{-status.open_yen:,}"}
    is_rest = 0 < status.open_yen < status.owed_yen
    return _("残り %(yen)s円") % {"yen": f"{status.open_yen:,}"} if is_rest else ""


def _days_left(status: InvoiceStatus, today: dt.date) -> str:
    """How long there is to pay; the bank day counts."""
    if status.state not in {InvoiceState.OPEN, InvoiceState.PARTLY}:
        return ""
    days = (status.invoice.payable_on - today).days
    return _("あと%(n)d日") % {"n": days} if days else _("今日が期限です")


def _paid(status: InvoiceStatus, paid_on: dt.date | None) -> str:
    if status.state != InvoiceState.PAID or paid_on is None:
        return ""
    return _("入金日 %(day)s") % {"day": near_day(paid_on)}
