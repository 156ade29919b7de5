"""Characters that no XML file may hold (XML 1.0 §2.2): a text with one cannot be written."""

from __future__ import annotations

import re
from typing import Final

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def without_unwritable(text: str) -> str:
    """A text without such characters; nobody sees one, and programs leave them behind."""
    return text if text.isprintable() else _UNWRITABLE.sub("", text)  # most is, and quickly told
