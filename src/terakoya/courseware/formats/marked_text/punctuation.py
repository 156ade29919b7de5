"""What marks between words, blanks and the width of characters do not change: the words."""

from __future__ import annotations

import re
import unicodedata

# Marks that divide sentences and say nothing; within a number a point or comma does say something.
_STOPS = re.compile(r"(?<![0-9])[.,]|[.,](?![0-9])|[、。・「」『』()\"'“”‘’\s]")


def bare(text: str) -> str:
    """The words alone: without marks and blanks, full and half width alike."""
    return _STOPS.sub("", unicodedata.normalize("NFKC", text))


# The signs that people write for one another, one for one.
_ALIKE = str.maketrans("，､,．｡.｢｣『』“”‘’", "、、、。。。「」「」\"\"''")


def sign_by_sign(text: str) -> str:
    """A text of the same length for comparison: punctuation and width alike."""
    return "".join(map(_folded, text.translate(_ALIKE)))


def _folded(sign: str) -> str:
    folded = unicodedata.normalize("NFKC", sign).translate(_ALIKE)
    return folded if len(folded) == 1 else sign
