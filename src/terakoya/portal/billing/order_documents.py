"""What stands in the 完了届 and the 納品書 of an order, in the language of its organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from ..common.dates import full_day
from ..documents.choices import DocumentKind
from ..documents.content import Content, Line
from ..orders.models import Order, OrderLine
from ..orders.purchase_orders import purchase_order_of
from .due_lines import DueLine, billable_of
from .invoice_words import addressee_of, contract_number_of, language_of, line_of
from .portions import Portion, month_of

# What a customer gets about the delivery of an order, each once.
OF_DELIVERY: Final = (DocumentKind.COMPLETION_REPORT, DocumentKind.DELIVERY_NOTE)


def document_key(order: Order, kind: DocumentKind) -> str:
    """By what the document of an order is known, so that it is issued once."""
    return f"order-{kind.value}:{order.uuid}"


def delivery_content(order: Order, lines: Sequence[OrderLine], kind: DocumentKind) -> Content:
    """All that the document says of lines that were delivered (with contract or licence read)."""
    language = language_of(order.organisation)
    first = min(billable_of(line).first for line in lines)
    with override(language):
        subject = _("お申し込み %(number)s の納品") % {"number": order.number}
        notes: tuple[str, ...] = ()
        if kind == DocumentKind.COMPLETION_REPORT:
            subject = _("お申し込み %(number)s の完了") % {"number": order.number}
            notes = (
                _(
                    "検収が済みましたら、その日をお知らせください。請求書は、検収のあとに発行します。"
                ),
            )
        return Content(
            language=language,
            addressee=addressee_of(order.organisation, order),
            subject=subject,
            lines=tuple(_line(line, language) for line in lines),
            contract_number=contract_number_of(lines[0]),
            purchase_order=purchase_order_of(order),
            facts=((_("提供を始めた日"), full_day(first)),),
            notes=notes,
        )


def _line(line: OrderLine, language: str) -> Line:
    said = billable_of(line)
    whole = Portion(
        0, month_of(said.first), said.first, said.last, said.amount_yen, said.tax_per_mille
    )
    return line_of(DueLine(line, whole), language)
