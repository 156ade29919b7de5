"""A list of texts as one field of a form: a line each, or apart by an empty line.

Most lists have texts of one line, such as the paragraphs of a narration. Where a text has a line
break of its own, an empty line stands between the texts, so that the break stays within its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_EMPTY_LINES: Final = re.compile(r"\n(?:[ \t\u3000]*\n)+")


def has_breaks(texts: Iterable[str]) -> bool:
    """Whether one of the texts has a line break of its own."""
    return any("\n" in text for text in texts)


def joined(texts: Iterable[str]) -> str:
    """The texts as the value of a field."""
    known = [str(text) for text in texts]
    return ("\n\n" if has_breaks(known) else "\n").join(known)


def divided(value: str, *, by_empty_lines: bool) -> list[str]:
    """The texts of a field; empty ones are left out, and spaces at both ends of each line."""
    plain = "\n".join(value.splitlines())
    pieces = _EMPTY_LINES.split(plain) if by_empty_lines else plain.split("\n")
    texts = ("\n".join(filter(None, map(str.strip, piece.split("\n")))) for piece in pieces)
    return [text for text in texts if text]
