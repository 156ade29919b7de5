"""How long documents stay: ten years after the last day that they are about."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from ..common.retention import INVOICE_YEARS, Rows, Rule, last_day
from .models import Counterparty, DocumentFile, IssuedDocument, ReceivedDocument


def old_documents() -> Rows:
    """Documents whose ten years are over; one that another corrects stays as long as that."""
    corrections = IssuedDocument.objects.filter(corrects=OuterRef("pk"))
    return IssuedDocument.objects.filter(ends_on__lte=last_day(INVOICE_YEARS)).exclude(
        Exists(corrections)
    )


def delete_documents(documents: Sequence[int]) -> None:
    """Delete documents with their bytes."""
    DocumentFile.objects.filter(document__in=documents).delete()
    IssuedDocument.objects.filter(pk__in=documents).delete()


def old_received() -> Rows:
    """What customers sent, its ten years being over."""
    return ReceivedDocument.objects.filter(dated_on__lte=last_day(INVOICE_YEARS))


def unnamed_counterparties() -> Rows:
    """Names of which no document is left."""
    return Counterparty.objects.exclude(
        Exists(IssuedDocument.objects.filter(counterparty=OuterRef("pk")))
    ).exclude(Exists(ReceivedDocument.objects.filter(counterparty=OuterRef("pk"))))


RULES = (
    Rule("old-documents", old_documents, delete_documents, batch=100),
    Rule("received-documents", old_received, batch=20),
    Rule("counterparties", unnamed_counterparties),
)
