"""Text on its way into other programs, and numbers out of text."""

from __future__ import annotations

from .errors import BadInput

# The full-width ones: spreadsheets in Japan take them, too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def formula_safe(text: str) -> str:
    """A cell that a spreadsheet cannot take for a formula: an apostrophe goes before it.

    Source: OWASP, CSV injection.
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def without_arrows(sentence: str) -> str:
    """What readers of files say, as sentences: an arrow between them is read aloud by its name."""
    return sentence.replace("。 → ", "。").replace(" → ", " ")


def whole_number(typed: str, *, most: int) -> int:
    """A number that a page of ours has sent, from 0 to `most`; raises `BadInput`."""
    digits = typed.strip()
    if not digits.isdecimal() or len(digits) > len(str(most)) or int(digits) > most:
        raise BadInput
    return int(digits)
