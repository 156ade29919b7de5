"""Mails about invoices: that one was issued, and that it has not been paid yet."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..common.dates import full_day
from ..delivery.services import mail_of, queue_mails
from .invoice_words import language_of
from .models import Invoice
from .selectors import billing_email_of, owners_to_mail


def mail_invoice_issued(invoice: Invoice) -> None:
    """Tell the contract holders that an invoice is there, with its sum and its last day to pay.

    The address for invoices of the newest order is told, too.
    """
    language = language_of(invoice.organisation)
    with override(language):
        subject = _("請求書を発行しました（%(number)s）") % {"number": invoice.document.number}
        _queue(invoice, language, subject, "billing/mail/invoice_issued.txt", invoice.total_yen)


def mail_payment_reminder(invoice: Invoice, step: int, open_yen: int) -> int:
    """Ask for a payment, in the words of its step; to how many people."""
    language = language_of(invoice.organisation)
    with override(language):
        subject = {
            1: _("お支払いのお願い（請求書 %(number)s）"),
            2: _("お支払いについて、もう一度のお願い（請求書 %(number)s）"),
            3: _("お支払いについてのご相談（請求書 %(number)s）"),
        }[step] % {"number": invoice.document.number}
        return _queue(invoice, language, subject, f"billing/mail/reminder_{step}.txt", open_yen)


def _queue(invoice: Invoice, language: str, subject: str, template: str, open_yen: int) -> int:
    text = render_to_string(
        template,
        {
            "invoice": invoice,
            "organisation": invoice.organisation,
            "open_yen": open_yen,
            "payable_on": full_day(invoice.payable_on),
            "base_url": settings.BASE_URL,
            "seller": settings.SELLER_NAME,
            "seller_email": settings.SELLER_EMAIL,
        },
    )
    addresses = [owner.person.email or "" for owner in owners_to_mail(invoice.organisation)]
    addresses.append(billing_email_of(invoice))
    mails = [
        mail_of(invoice.organisation.uuid, address, subject, text, language)
        for address in dict.fromkeys(filter(None, addresses))
    ]
    queue_mails(mails)
    return len(mails)
