"""Invoices and what follows them reach the holders and the billing address as PDFs, by SMTP."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.billing.choices import PaymentTerms
from terakoya.portal.billing.models import Invoice
from terakoya.portal.billing.selectors.invoices import changed_lines
from terakoya.portal.billing.services.changes import correct_invoice, credit_invoice
from terakoya.portal.billing.services.order_terms import issue_of_delivery
from terakoya.portal.billing.services.payments import issue_receipt, record_payment
from terakoya.portal.billing.services.reminding import remind_late
from terakoya.portal.common import clock
from terakoya.portal.delivery import attachments
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.tests.mail_server import Inbox, mail_server
from terakoya.portal.delivery.worker import send_waiting
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.models import DocumentFile, IssuedDocument
from terakoya.portal.documents.services import document_pdf
from tests.factories import make_operator

from .sold import customer, day, invoiced, noon, sold

pytestmark = pytest.mark.django_db
BILLING = "keiri@mihon.example"
ADDRESS = {"name": "株式会社みほん商事", "email": BILLING}


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    """A real mail server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server() as found:
        settings.EMAIL_PORT = found.port
        yield found


@pytest.fixture
def owner(db: None) -> Member:
    return customer()


@pytest.fixture
def seller(db: None) -> Person:
    return make_operator(Right.BILLING)


def send() -> int:
    with clock.fixed_at(noon("2027-06-30")):
        return send_waiting()


def files(mail: EmailMessage) -> list[tuple[str | None, str, bytes]]:
    """Name, kind and bytes of what a mail carries."""
    return [
        (part.get_filename(), part.get_content_type(), part.get_content())
        for part in mail.iter_attachments()
    ]


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def pdf(document: IssuedDocument, kind: str) -> tuple[str, str, bytes]:
    return f"{kind}_{document.number}.pdf", "application/pdf", document_pdf(document)


def names(mail: EmailMessage) -> list[str]:
    return [str(name) for name, _kind, _content in files(mail)]


def test_invoice_reaches_the_holder_and_the_billing_address_as_a_pdf(
    inbox: Inbox, owner: Member
) -> None:
    invoice = invoiced(owner, billing=ADDRESS, purchase_order="PO-778")
    assert not DocumentFile.objects.exists()
    assert send() == 2
    assert sorted(to for [to] in inbox.recipients) == sorted([owner.person.email or "", BILLING])
    expected = pdf(invoice.document, "請求書")
    for mail in inbox.mails:
        assert files(mail) == [expected]
        assert expected[2].startswith(b"%PDF")
        said = text(mail)
        assert "請求書のPDFを、このメールに添付しています。" in said
        assert "発注番号: PO-778" in said
    assert OutboxMessage.objects.exclude(sent_at=None).count() == 2


def test_english_organisation_gets_it_in_english(inbox: Inbox, owner: Member) -> None:
    owner.organisation.language = "en"
    owner.organisation.save()
    invoice = invoiced(owner)
    send()
    (mail,) = inbox.mails
    assert names(mail) == [f"Invoice_{invoice.document.number}.pdf"]
    assert "The invoice is attached to this mail as a PDF." in text(mail)
    assert mail["Subject"] == f"Your invoice {invoice.document.number}"


def test_reminder_carries_what_is_in_force_alone(
    inbox: Inbox, owner: Member, seller: Person
) -> None:
    invoice = invoiced(owner, billing=ADDRESS)
    line = next(iter(changed_lines(invoice)))
    about: Any = {"by": seller, "invoice": invoice, "reason": "人数の訂正"}
    with clock.fixed_at(noon("2027-02-10")):
        for yen in (25_000, 20_000):
            credit_invoice(**about, amounts={line.pk: 1_000}, key=uuid.uuid4())
            corrected = correct_invoice(
                **about, amounts={line.pk: yen}, addressee="株式会社みほん商事", key=uuid.uuid4()
            )
        credit = credit_invoice(**about, amounts={line.pk: 1_000}, key=uuid.uuid4())
    OutboxMessage.objects.all().delete()
    with clock.fixed_at(noon("2027-03-10")):
        assert remind_late() == 1
    assert send() == 2
    numbers = (corrected.document.number, credit.document.number)
    for mail in inbox.mails:
        assert names(mail) == [
            f"修正インボイス_{numbers[0]}.pdf",
            f"返還インボイス_{numbers[1]}.pdf",
        ]
        said = text(mail)
        assert "20,900円" in said
        named = "修正インボイス {}、返還インボイス {}のPDFを、このメールに添付しています。"
        assert named.format(*numbers) in " ".join(said.split("\n"))


def test_corrections_are_mailed_once_each_with_their_document(
    inbox: Inbox, owner: Member, seller: Person
) -> None:
    invoice = invoiced(owner, billing=ADDRESS)
    line = next(iter(changed_lines(invoice)))
    OutboxMessage.objects.all().delete()
    keys = uuid.uuid4(), uuid.uuid4()
    with clock.fixed_at(noon("2027-02-10")):
        for _click in range(2):
            corrected = correct_invoice(
                by=seller, invoice=invoice, amounts={line.pk: 20_000}, key=keys[0],
                addressee="株式会社みほん商事", reason="人数の訂正",
            )  # fmt: skip
            credited = credit_invoice(
                by=seller, invoice=invoice, amounts={line.pk: 3_000}, reason="値引き", key=keys[1]
            )
    assert send() == 4
    # Before 3.11.9 Python keeps the space behind a folded line.
    told = {str(mail["Subject"]).strip(): mail for mail in inbox.mails}
    corrects = told[f"修正インボイスを発行しました（{corrected.document.number}）"]
    returns = told[f"返還インボイスを発行しました（{credited.document.number}）"]
    assert files(corrects) == [pdf(corrected.document, "修正インボイス")]
    assert files(returns) == [pdf(credited.document, "返還インボイス")]
    assert ("人数の訂正" in text(corrects), "22,000円" in text(corrects)) == (True, True)
    assert ("値引き" in text(returns), "3,300円" in text(returns)) == (True, True)


def test_receipt_is_mailed_when_it_is_issued_and_not_again(
    inbox: Inbox, owner: Member, seller: Person
) -> None:
    invoice = invoiced(owner, billing=ADDRESS)
    OutboxMessage.objects.all().delete()
    with clock.fixed_at(noon("2027-02-10")):
        record_payment(
            by=seller, invoice=invoice, received_on=day("2027-02-09"),
            amount_yen=invoice.total_yen, key=uuid.uuid4(),
        )  # fmt: skip
        receipt = issue_receipt(by=seller, invoice=invoice)
        assert issue_receipt(by=seller, invoice=Invoice.objects.get()) == receipt
    assert send() == 2
    assert [files(mail) for mail in inbox.mails] == [[pdf(receipt, "領収書")]] * 2


def test_completion_report_goes_to_the_holder_alone(
    inbox: Inbox, owner: Member, seller: Person
) -> None:
    order = sold(owner, "2027-01-10", terms=PaymentTerms.AFTER_ACCEPTANCE, billing=ADDRESS)
    with clock.fixed_at(noon("2027-01-12")):
        report = issue_of_delivery(by=seller, order=order, kind=DocumentKind.COMPLETION_REPORT)
    send()
    assert inbox.recipients == [[owner.person.email]]
    assert names(inbox.mails[0]) == [f"完了届_{report.number}.pdf"]


def test_too_large_files_stay_behind_and_the_mail_says_so(
    inbox: Inbox, owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = invoiced(owner)
    size = len(document_pdf(invoice.document))
    monkeypatch.setattr(attachments, "MOST_BYTES", size - 1)
    send()
    (mail,) = inbox.mails
    assert files(mail) == []
    said = text(mail)
    assert "ファイルが大きいため、このメールには添付していません。" in said
    assert "添付しています" not in said
    assert invoice.document.number in said


def test_just_as_large_as_may_be_is_carried(
    inbox: Inbox, owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = invoiced(owner)
    monkeypatch.setattr(attachments, "MOST_BYTES", len(document_pdf(invoice.document)))
    send()
    assert len(files(inbox.mails[0])) == 1


def test_mail_about_what_is_not_kept_any_more_is_given_up(inbox: Inbox, owner: Member) -> None:
    invoiced(owner)
    (message,) = OutboxMessage.objects.all()
    message.payload["attachments"][0]["key"] = str(uuid.uuid4())
    message.save()
    send()
    message.refresh_from_db()
    assert (inbox.mails, message.attempts, message.failed_at is not None) == ([], 1, True)
