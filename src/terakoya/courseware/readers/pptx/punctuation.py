"""What marks between words, blanks and the width of characters do not change: the words."""

from __future__ import annotations

import re
import unicodedata

# Marks that divide sentences and say nothing; within a number a point or comma does say something.
_STOPS = re.compile(r"(?<![0-9])[.,]|[.,](?![0-9])|[、。・「」『』()\"'“”‘’\s]")


def bare(text: str) -> str:
    """The words alone: without marks and blanks, full and half width alike."""
    return _STOPS.sub("", unicodedata.normalize("NFKC", text))
