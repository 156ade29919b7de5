"""How documents are numbered: a series for each kind and year, without gaps."""

from __future__ import annotations

import re
import unicodedata
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
    DocumentKind.COST_ANNEX: ("A-", 6),
}


def series_of(kind: DocumentKind, year: int) -> str:
    """The name under which a series is counted: `documents.invoice.2026`."""
    return f"documents.{kind.value}.{year}"


def number_of(kind: DocumentKind, year: int, serial: int) -> str:
    """The number as it is printed: M-2026-0102, 2026-000041."""
    before, digits = _SHAPES[kind]
    return f"{before}{year}-{serial:0{digits}d}"


_TYPED: Final = re.compile(r"(?:([A-Z])-?)?(?:(\d{4})-)?(\d{1,12})")
YEARS_BACK: Final = 11


def numbers_meant(typed: str, this_year: int) -> tuple[str, ...]:
    """The numbers that somebody may mean: 41 of any kind and year, 2026-41, m-2026-0019.

    Full-width letters and digits are taken. What has no such shape means itself.
    """
    text = unicodedata.normalize("NFKC", typed).strip().upper()
    text = re.sub(r"[‐‑‒–—―−ー]", "-", text)
    found = _TYPED.fullmatch(text)
    if found is None:
        return (text,)
    letter, year, serial = found.groups()
    years = [int(year)] if year else range(this_year, this_year - YEARS_BACK, -1)
    kinds = [kind for kind, (before, _n) in _SHAPES.items() if not letter or before == f"{letter}-"]
    return tuple(number_of(kind, one, int(serial)) for kind in kinds for one in years)
