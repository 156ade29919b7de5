"""Text on its way into other programs."""

from __future__ import annotations

# The full-width ones: spreadsheets in Japan take them, too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def formula_safe(text: str) -> str:
    """A cell that a spreadsheet cannot take for a formula: an apostrophe goes before it.

    Source: OWASP, CSV injection.
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
