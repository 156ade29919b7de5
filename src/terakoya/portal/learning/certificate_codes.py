"""The code by which anybody may check a certificate: unguessable, and easy to type from paper."""

from __future__ import annotations

import secrets
import unicodedata
from math import log2

# Without 0 O 1 I L U, and without one of each pair that looks alike: 2 Z, 5 S, 8 B, 9 Q.
ALPHABET = "23456789ACDEFGHJKMNPRTVWXY"
LENGTH = 24
GROUP = 4
BITS = LENGTH * log2(len(ALPHABET))
_LIKE = str.maketrans("ZSBQ", "2589")


def new_code() -> str:
    """A random code of 112 bits, without hyphens."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown_code(code: str) -> str:
    """A code in groups of four: XXXX-XXXX-…"""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """A code from what people type: any width and case, with spaces, hyphens, look-alikes."""
    return signs_of(typed).translate(_LIKE)


def signs_of(typed: str) -> str:
    """The letters and digits of what people type, in capitals."""
    wide = unicodedata.normalize("NFKC", typed[:200]).upper()
    return "".join(sign for sign in wide if sign.isalnum())
