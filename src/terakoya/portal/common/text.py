"""Text on its way into other programs."""

from __future__ import annotations

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def formula_safe(text: str) -> str:
    """A cell that a spreadsheet cannot take for a formula: an apostrophe goes before it.

    Source: OWASP, CSV injection.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
