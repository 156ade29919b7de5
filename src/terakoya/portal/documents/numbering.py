"""How documents are numbered: a series for each kind and year, without gaps."""

from __future__ import annotations

from typing import Final

from .choices import DocumentKind

# What goes before the year, and how many digits a serial has at least.
_SHAPES: Final[dict[DocumentKind, tuple[str, int]]] = {
    DocumentKind.QUOTE: ("M-", 4),
    DocumentKind.ORDER_CONFIRMATION: ("U-", 6),
    DocumentKind.DELIVERY_NOTE: ("N-", 6),
    DocumentKind.INVOICE: ("", 6),
    DocumentKind.RECEIPT: ("R-", 6),
    DocumentKind.CREDIT_NOTE: ("H-", 6),
    DocumentKind.CORRECTED_INVOICE: ("S-", 6),
    DocumentKind.COMPLETION_REPORT: ("C-", 6),
    DocumentKind.DELETION_CERTIFICATE: ("D-", 6),
}


def series_of(kind: DocumentKind, year: int) -> str:
    """The name under which a series is counted: `documents.invoice.2026`."""
    return f"documents.{kind.value}.{year}"


def number_of(kind: DocumentKind, year: int, serial: int) -> str:
    """The number as it is printed: M-2026-0102, 2026-000041."""
    before, digits = _SHAPES[kind]
    return f"{before}{year}-{serial:0{digits}d}"
