"""What holds of an invoice today, after its corrections and what was given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from ...documents.choices import DocumentKind
from ...documents.content import Content, from_json
from ...documents.models import IssuedDocument
from ..choices import ChangeKind
from ..models import Invoice


@dataclass(frozen=True)
class DocumentsInForce:
    """The document that says what is owed, and what was given back since it was issued.

    A correction says everything anew, also what was given back before it.
    """

    document: IssuedDocument
    credits: Sequence[IssuedDocument]


def documents_in_force(invoice: Invoice) -> DocumentsInForce:
    """What holds of an invoice today; one statement."""
    document, credited = invoice.document, list[IssuedDocument]()
    for change in invoice.changes.select_related("document").order_by("id"):
        if change.kind == ChangeKind.CORRECTED:
            document, credited = change.document, []
        else:
            credited.append(change.document)
    return DocumentsInForce(document, credited)


def latest_content(invoice: Invoice) -> Content:
    """What the newest correction says, or the invoice itself."""
    return from_json(documents_in_force(invoice).document.content)


def annexes_of(invoice: Invoice) -> list[IssuedDocument]:
    """費用内訳書 of an invoice and its corrections, the newest first; one statement."""
    told = Q(corrects=invoice.document_id) | Q(corrects__corrects=invoice.document_id)
    found = IssuedDocument.objects.filter(told, kind=DocumentKind.COST_ANNEX)
    return list(found.order_by("-id"))
