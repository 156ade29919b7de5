"""Every kind of document to look at: `python -m tools.document_samples FOLDER`, on a new database.

Writes a PDF of each kind in Japanese and English, as the services issue them, and with what is
hard: a name of 80 characters, a character outside the first plane, 40 lines, two rates, an annex of
60 departments. What must stand where is in docs/documents.md.
"""

from __future__ import annotations

import datetime as dt
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from .document_numbers import new_database

LONG: Final = "学校法人みほん教育振興会高等専修学校附属地域産業人材育成推進センター"
SELLER: Final = {
    "name": "株式会社みほん教育",
    "postal_code": "100-0000",
    "address": "東京都千代田区みほん町1-2-3",
    "building": "みほんビル5階",
    "phone": "03-0000-0000",
    "email": "seikyu@mihon-kyoiku.example",
    "contact": "販売課 森",
    "registration": "T9234567890123",
    "bank_name": "みほん銀行",
    "bank_branch": "本店（001）",
    "account_type": "ordinary",
    "account_number": "1234567",
    "account_holder": "カ）ミホンキヨウイク",
    "representative": "見本 太郎",
}


def main() -> int:
    """Write them all; the exit status."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with new_database():
        from terakoya.portal.common import clock
        from terakoya.portal.documents.models import SellerDetails
        from terakoya.portal.documents.rendering import write_document

        SellerDetails.objects.create(
            valid_from=dt.date(2026, 1, 1), created_at=clock.now(), **SELLER
        )
        for language in ("ja", "en"):
            for name, document in [
                *_sold(language),
                *_offered(language),
                *_plain(language),
                *_hard(language),
            ]:
                path = folder / f"{name}-{language}.pdf"
                document.refresh_from_db()
                path.write_bytes(write_document(document))
                print(path)
    return 0


def _sold(language: str) -> Iterator[tuple[str, Any]]:
    """What an order brings: 完了届, 納品書, 請求書, 領収書, 返還, 修正."""
    from terakoya.portal.accounts.models import Organisation
    from terakoya.portal.billing.choices import PaymentTerms, SplitBasis
    from terakoya.portal.billing.models import CostSplit, Invoice
    from terakoya.portal.billing.selectors.invoices import changed_lines
    from terakoya.portal.billing.services.annexes import (
        issue_annex,
        split_digest,
        weights_wanted,
    )
    from terakoya.portal.billing.services.changes import correct_invoice, credit_invoice
    from terakoya.portal.billing.services.order_terms import issue_of_delivery, set_terms
    from terakoya.portal.billing.services.payments import issue_receipt, record_payment
    from terakoya.portal.billing.tests.sold import close, customer, day, noon, sold
    from terakoya.portal.common import clock
    from terakoya.portal.documents.choices import DocumentKind

    owner = customer("株式会社みほん商事" if language == "ja" else "Mihon Trading Co., Ltd.")
    Organisation.objects.filter(pk=owner.organisation_id).update(
        language=language, postal_code="123-4567", prefecture="東京都", address="みほん区見本1-1-1"
    )
    person, month = owner.person, "2027-01" if language == "ja" else "2027-03"
    order = sold(owner, f"{month}-10", manuscript=98_000, terms=PaymentTerms.AFTER_ACCEPTANCE)
    order.organisation.refresh_from_db()
    with clock.fixed_at(noon(f"{month}-12")):
        report, note = (
            issue_of_delivery(by=person, order=order, kind=kind)
            for kind in (DocumentKind.COMPLETION_REPORT, DocumentKind.DELIVERY_NOTE)
        )
    with clock.fixed_at(noon(f"{month}-20")):
        set_terms(
            by=person,
            order=order,
            kind=PaymentTerms.AFTER_ACCEPTANCE,
            accepted_on=day(f"{month}-18"),
        )
    close(month)
    invoice = Invoice.objects.get(organisation=owner.organisation)
    line = next(iter(changed_lines(invoice)))
    with clock.fixed_at(noon("2027-05-20")):
        record_payment(
            by=person,
            invoice=invoice,
            received_on=day("2027-05-19"),
            amount_yen=invoice.total_yen,
            key=uuid.uuid4(),
        )
        receipt = issue_receipt(by=person, invoice=invoice)
        corrected = correct_invoice(
            by=person, invoice=invoice, amounts={line.pk: 20_000},
            addressee=owner.organisation.name, reason="利用人数の訂正", key=uuid.uuid4(),
        )  # fmt: skip
        credited = credit_invoice(
            by=person, invoice=invoice, amounts={line.pk: 10_000}, reason="契約の一部の取り消し",
            key=uuid.uuid4(),
        )  # fmt: skip
    yield "completion-report", report
    yield "delivery-note", note
    yield "invoice", invoice.document
    yield "receipt", receipt
    yield "corrected-invoice", corrected.document
    with clock.fixed_at(noon("2027-05-21")):
        split = CostSplit(
            organisation=owner.organisation, basis=SplitBasis.SHARES, shares=_shares(owner)
        )
        seen = split_digest(corrected.document, weights_wanted(split))
        annex = issue_annex(by=person, invoice=invoice, split=split, shown=seen)
    yield "credit-note", credited.document
    yield "cost-annex", annex


def _shares(owner: Any) -> list[list[Any]]:
    """Shares of three departments of a customer."""
    from tests.factories import make_department

    names = ("営業部", "人事部", "製造部")
    return [
        [str(make_department(owner.organisation, name).uuid), n + 1] for n, name in enumerate(names)
    ]


def _offered(language: str) -> Iterator[tuple[str, Any]]:
    """見積書 of seats with a manuscript for a group, and the 注文請書 of an order."""
    from django.db import transaction
    from django.utils.translation import override

    from terakoya.portal.billing.tests.contracts import priced_course
    from terakoya.portal.billing.tests.sold import customer, day, noon, sold
    from terakoya.portal.common import clock
    from terakoya.portal.orders.services.deliveries import confirm_order
    from terakoya.portal.orders.services.quotes import issue_quote
    from terakoya.portal.orders.specs import Asker, LicenceTerms, Selection, Units

    is_ja = language == "ja"
    name = "株式会社みほん商事" if is_ja else "Mihon Trading Co., Ltd."
    owner = customer(name)
    asked = {
        "organisation_name": name, "postal_code": "123-4567", "prefecture": "東京都",
        "address": "みほん区見本1-1-1", "building": "", "department": "",
        "person_name": "山田 花子",
    }  # fmt: skip
    order = sold(owner, "2027-01-10", manuscript=98_000, customer=asked, purchase_order="PO-778")
    with clock.fixed_at(noon("2027-01-10")), override(language), transaction.atomic():
        quote = issue_quote(
            course=priced_course(),
            selection=Selection("mihon-course", 120, 12, with_manuscript=True),
            asker=Asker(name),
            by=owner.person,
            units=Units(900, 300_000),
            licence=LicenceTerms("group", "例示物産株式会社"),
        )
        confirmed = confirm_order(owner, order, day("2027-01-10"))
    yield "quote", quote.document
    yield "order-confirmation", confirmed


def _plain(language: str) -> Iterator[tuple[str, Any]]:
    """A certificate, whose service needs a deletion."""
    from terakoya.portal.documents.choices import DocumentKind
    from terakoya.portal.documents.tests.examples import issue

    is_ja = language == "ja"
    body = (
        ("次の組織のデータを、すべて消去しました。", "元に戻すことはできません。")
        if is_ja
        else ("All data of the organisation have been deleted.", "They cannot be restored.")
    )
    yield "deletion-certificate", issue(
        f"certificate:{language}", DocumentKind.DELETION_CERTIFICATE, language=language, lines=(),
        body=body, due_on=None, payable_on=None, traded_on=None, contract_number="",
    )  # fmt: skip


def _hard(language: str) -> Iterator[tuple[str, Any]]:
    """Long names, many lines, two rates, a long annex."""
    from dataclasses import replace

    from terakoya.portal.documents.content import Addressee, Line, split_by_seats, total_of
    from terakoya.portal.documents.tests.examples import INVOICE, SEATS, issue

    name = f"{LONG}株式会社𠮷田みほんホールディングス・グループマネジメント統括本部みほん支社"
    many = tuple(
        replace(
            SEATS, title=f"オンライン研修 受講枠（{place}営業所）", quantity_text="1,240名×12か月"
        )
        for place in range(1, 41)
    )
    tea = Line("みほん茶", amount_yen=1_080, tax_per_mille=80, quantity_text="10本", unit_yen=108)
    lines = (*many, tea)
    total = total_of(replace(INVOICE, lines=lines))
    annex = split_by_seats(
        total, [(f"{LONG[:40]}第{place}課", place * 7) for place in range(1, 61)]
    )
    yield "invoice-hard", issue(
        f"hard:{language}", language=language, lines=lines, annex=annex,
        addressee=Addressee(
            name[:80], "123-4567", f"東京都{LONG} みほんビルディング東館12階",
            "人事総務本部 人材開発部", "山田 花子",
        ),
        purchase_order="PO-2026-0000778、PO-2026-0000779", subject=f"{LONG}のご利用料金",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
