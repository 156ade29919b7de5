"""Mails about invoices, what corrects them, receipts and 完了届; each carries its documents.

They go to the contract holders and, but for a 完了届, to the address for invoices.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..accounts.models import Organisation
from ..delivery.services import mail_of, queue_mails
from ..documents.attaching import attached
from ..documents.choices import DocumentKind
from ..documents.models import IssuedDocument
from ..orders.models import Order
from .choices import ChangeKind
from .invoice_sentences import due_sentence
from .invoice_words import language_of
from .models import Invoice, InvoiceChange
from .selectors.invoice_documents import documents_in_force
from .selectors.invoices import billing_email_of, owners_to_mail


def mail_invoice_issued(invoice: Invoice) -> None:
    """Tell the contract holders that an invoice is there, with its sum and its last day to pay.

    The address for invoices of the newest order is told, too.
    """
    language = language_of(invoice.organisation)
    with override(language):
        subject = _("請求書を発行しました（%(number)s）") % {"number": invoice.document.number}
        template, sum_yen = "billing/mail/invoice_issued.txt", invoice.total_yen
        _queue(invoice, language, subject, template, sum_yen, [invoice.document])


def mail_payment_reminder(invoice: Invoice, step: int, open_yen: int) -> int:
    """Ask for a payment, in the words of its step; to how many people."""
    language = language_of(invoice.organisation)
    with override(language):
        subject = {
            1: _("お支払いのお願い（請求書 %(number)s）"),
            2: _("お支払いについて、再度のお願い（請求書 %(number)s）"),
            3: _("お支払いについてのご相談（請求書 %(number)s）"),
        }[step] % {"number": invoice.document.number}
        found, template = documents_in_force(invoice), f"billing/mail/reminder_{step}.txt"
        documents = [found.document, *found.credits]
        return _queue(invoice, language, subject, template, open_yen, documents)


def mail_completion_reported(order: Order, document: IssuedDocument) -> int:
    """Ask the contract holders for 検収: that a 完了届 is there; to how many people."""
    language = language_of(order.organisation)
    with override(language):
        subject = _("完了届を発行しました（%(number)s）") % {"number": document.number}
        return _send(
            order.organisation,
            language,
            subject,
            "billing/mail/completion_reported.txt",
            {"order": order, "document": document},
            [document],
        )


def mail_changed(change: InvoiceChange, open_yen: int) -> int:
    """Tell that a 返還 or 修正インボイス was issued, and of money to be sent back."""
    invoice, is_credit = change.invoice, change.kind == ChangeKind.CREDITED
    language = language_of(invoice.organisation)
    with override(language):
        subject = (
            _("返還インボイスを発行しました（%(number)s）")
            if is_credit
            else _("修正インボイスを発行しました（%(number)s）")
        ) % {"number": change.document.number}
        about = {
            "change": change,
            "invoice": invoice,
            "returned_yen": -change.total_yen,
            "open_yen": max(0, open_yen),
            "refund_yen": max(0, -open_yen),
            "due_words": due_sentence(invoice),
        }
        name = "returned" if is_credit else "corrected"
        return _send(
            invoice.organisation,
            language,
            subject,
            f"billing/mail/{name}.txt",
            about,
            [change.document],
            billing_email_of(invoice),
        )


def mail_receipt(invoice: Invoice, receipt: IssuedDocument) -> int:
    """Send the 領収書 of an invoice that was paid; to how many people."""
    language = language_of(invoice.organisation)
    with override(language):
        return _send(
            invoice.organisation,
            language,
            _("領収書を発行しました（%(number)s）") % {"number": receipt.number},
            "billing/mail/receipt.txt",
            {"invoice": invoice, "receipt": receipt},
            [receipt],
            billing_email_of(invoice),
        )


def _queue(
    invoice: Invoice,
    language: str,
    subject: str,
    template: str,
    open_yen: int,
    documents: Sequence[IssuedDocument],
) -> int:
    """A mail about an invoice, which carries what says what is owed."""
    about = {
        "invoice": invoice,
        "open_yen": open_yen,
        "due_words": due_sentence(invoice),
        "purchase_order": invoice.document.content.get("purchase_order") or "",
    }
    return _send(
        invoice.organisation,
        language,
        subject,
        template,
        about,
        documents,
        billing_email_of(invoice),
    )


def _send(
    organisation: Organisation,
    language: str,
    subject: str,
    template: str,
    about: dict[str, Any],
    documents: Sequence[IssuedDocument],
    further: str = "",
) -> int:
    """A mail to each contract holder, and to a further address where one is given; to how many."""
    files_said = _files_said(documents)
    text = render_to_string(
        template,
        {
            **about,
            "files_said": files_said,
            "organisation": organisation,
            "base_url": settings.BASE_URL,
            "seller": settings.SELLER_NAME,
            "seller_email": settings.SELLER_EMAIL,
        },
    )
    addresses = [owner.person.email or "" for owner in owners_to_mail(organisation)]
    addresses.append(further)
    mails = [
        mail_of(
            organisation.uuid,
            address,
            subject,
            text,
            language,
            attachments=[attached(one) for one in documents],
            files_said=files_said,
        )
        for address in dict.fromkeys(filter(None, addresses))
    ]
    queue_mails(mails)
    return len(mails)


def _files_said(documents: Sequence[IssuedDocument]) -> str:
    """The sentence of a mail that says what it carries; several are named by their numbers."""
    if len(documents) > 1:
        named = [f"{one.get_kind_display()} {one.number}" for one in documents]
        return _("%(documents)sのPDFを、このメールに添付しています。") % {
            "documents": _("、").join(named)
        }
    return {
        DocumentKind.INVOICE: _("請求書のPDFを、このメールに添付しています。"),
        DocumentKind.CORRECTED_INVOICE: _("修正インボイスのPDFを、このメールに添付しています。"),
        DocumentKind.CREDIT_NOTE: _("返還インボイスのPDFを、このメールに添付しています。"),
        DocumentKind.RECEIPT: _("領収書のPDFを、このメールに添付しています。"),
        DocumentKind.COMPLETION_REPORT: _("完了届のPDFを、このメールに添付しています。"),
    }[DocumentKind(documents[0].kind)]
