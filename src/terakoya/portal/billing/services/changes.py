"""Corrections of issued invoices: each is a document of its own, the invoice never changes."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Person
from ...audit.services import record
from ...common import clock
from ...documents.choices import DocumentKind
from ...documents.content import Content, from_json, subtotal_of, tax_of
from ...documents.services import issue_document
from ..changes import Wish
from ..choices import ChangeKind
from ..cost_split import split_again
from ..emails import mail_changed
from ..errors import AmountNotUsable, NotChangeable
from ..models import Invoice, InvoiceChange, InvoiceLine
from ..selectors.invoice_documents import latest_content
from ..selectors.invoices import changed_lines, status_of


def credit_invoice(
    *, by: Person, invoice: Invoice, amounts: Mapping[int, int], reason: str, key: uuid.UUID
) -> InvoiceChange:
    """Give back amounts without tax of some lines (by their key) by a 返還インボイス.

    The same `key` again gives the change of the first time. What was paid already becomes a refund
    to be made. Raises `AmountNotUsable` where more is given back than a line holds, or nothing.
    """
    with transaction.atomic():
        locked, before = _locked(invoice, key)
        if before is not None:
            return before
        rows = changed_lines(locked)
        given = {row: amounts.get(row.pk, 0) for row in rows}
        if not any(given.values()):
            raise AmountNotUsable(_("返還する金額を、1行以上に入力してください。"))
        for row, yen in given.items():
            if not 0 <= yen <= rows[row]:
                raise AmountNotUsable(
                    _("返還する金額は、その行の金額までにしてください。"), field=f"line{row.pk}"
                )
        said = from_json(locked.document.content)
        lines = tuple(
            dataclasses.replace(line, amount_yen=given[row], unit_yen=None, quantity_text="")
            for line, row in zip(said.lines, rows, strict=True)
            if given[row]
        )
        content = dataclasses.replace(
            _with_reason(said, reason), lines=lines, due_on=None, payable_on=None
        )
        content = split_again(content)
        return _issue(by, locked, ChangeKind.CREDITED, content, key, reason, {
            row: -yen for row, yen in given.items()
        })  # fmt: skip


def correct_invoice(
    *,
    by: Person,
    invoice: Invoice,
    amounts: Mapping[int, int],
    addressee: str,
    reason: str,
    key: uuid.UUID,
) -> InvoiceChange:
    """Issue a 修正インボイス with new amounts without tax of all lines and a new addressee.

    The same `key` again gives the change of the first time. Raises `NotChangeable` where nothing
    differs.
    """
    with transaction.atomic():
        locked, before = _locked(invoice, key)
        if before is not None:
            return before
        rows = changed_lines(locked)
        wanted = {row: amounts.get(row.pk, yen) for row, yen in rows.items()}
        said = latest_content(locked)
        if wanted == rows and addressee == said.addressee.name:
            raise NotChangeable(_("前の請求書と同じ内容です。直すところを変えてください。"))
        original = from_json(locked.document.content)
        lines = tuple(
            line
            if wanted[row] == line.amount_yen
            else dataclasses.replace(line, amount_yen=wanted[row], unit_yen=None)
            for line, row in zip(original.lines, rows, strict=True)
        )
        content = dataclasses.replace(
            _with_reason(original, reason),
            lines=lines,
            addressee=dataclasses.replace(said.addressee, name=addressee),
        )
        content = split_again(content)
        return _issue(by, locked, ChangeKind.CORRECTED, content, key, reason, {
            row: wanted[row] - yen for row, yen in rows.items()
        })  # fmt: skip


def _with_reason(content: Content, reason: str) -> Content:
    """The content of an invoice with the reason beside the sum."""
    with override(content.language):
        label = gettext("理由")
    return dataclasses.replace(content, facts=(*content.facts, (label, reason)))


def _locked(invoice: Invoice, key: uuid.UUID) -> tuple[Invoice, InvoiceChange | None]:
    locked = Invoice.objects.select_for_update().get(pk=invoice.pk)
    return locked, InvoiceChange.objects.filter(key=key).first()


def _issue(
    by: Person,
    invoice: Invoice,
    kind: ChangeKind,
    content: Content,
    key: uuid.UUID,
    reason: str,
    added: Mapping[InvoiceLine, int],
) -> InvoiceChange:
    is_credit = kind == ChangeKind.CREDITED
    document = issue_document(
        kind=DocumentKind.CREDIT_NOTE if is_credit else DocumentKind.CORRECTED_INVOICE,
        organisation=invoice.organisation,
        content=content,
        key=f"invoice-change:{key}",
        by=by,
        corrects=invoice.document,
    )
    subtotal, tax = subtotal_of(content), tax_of(content)
    if is_credit:
        subtotal, tax = -subtotal, -tax
    else:
        owed = [(one.subtotal_yen, one.tax_yen) for one in invoice.changes.all()]
        subtotal -= invoice.subtotal_yen + sum(one for one, _tax in owed)
        tax -= invoice.tax_yen + sum(one for _subtotal, one in owed)
    change = InvoiceChange.objects.create(
        organisation_id=invoice.organisation_id,
        invoice=invoice,
        kind=kind,
        key=key,
        document=document,
        issued_on=document.issued_on,
        subtotal_yen=subtotal,
        tax_yen=tax,
        total_yen=subtotal + tax,
        reason=reason,
        by=by,
        at=clock.now(),
    )
    for row, yen in added.items():
        if yen:
            row.pk, row.change, row.amount_yen = None, change, yen
            row._state.adding = True
            row.save()
    mail_changed(change, status_of(invoice).open_yen)
    record(
        organisation_uuid=invoice.organisation.uuid,
        actor_uuid=by.uuid,
        verb="billing.invoice_changed",
        target=document.number,
        data={"total_yen": change.total_yen, "kind": kind.value},
    )
    return change


def change_invoice(*, by: Person, invoice: Invoice, wish: Wish) -> InvoiceChange:
    """Give back or correct, as the operator wishes."""
    if wish.kind == ChangeKind.CREDITED:
        return credit_invoice(
            by=by, invoice=invoice, amounts=wish.amounts, reason=wish.reason, key=wish.key
        )
    return correct_invoice(
        by=by,
        invoice=invoice,
        amounts=wish.amounts,
        addressee=wish.addressee,
        reason=wish.reason,
        key=wish.key,
    )
