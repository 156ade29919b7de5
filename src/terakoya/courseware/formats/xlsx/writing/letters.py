"""The letters that are circled on paper and typed for a choice: a, b, c …"""

from __future__ import annotations

import string
from collections.abc import Sequence

ALPHABET = string.ascii_lowercase
DECLINED = "x"  # for the option not to answer, however many options stand before it


def writings(letter: str) -> tuple[str, ...]:
    """The ways in which a letter is typed: small, capital, and both in full width."""
    wide = chr(ord(letter) + 0xFEE0)
    return (letter, letter.upper(), wide, chr(ord(letter.upper()) + 0xFEE0))


def letters_for(labels: Sequence[str]) -> tuple[str, ...]:
    """The letters of options; none where an option itself reads as one, or where they run out."""
    is_letter = any(len(label) == 1 and typed_letter(label) for label in labels)
    letters = ALPHABET[: len(labels)]
    return () if is_letter or len(letters) < len(labels) or DECLINED in letters else tuple(letters)


def typed_letter(text: str) -> str:
    """The letter that somebody typed, in any width and case; empty when it is none."""
    return next((letter for letter in ALPHABET if text in writings(letter)), "")
