"""Numbers that stand before paragraphs in words: such a paragraph needs no bullet beside."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(
    r"(?:[(（]?\d{1,2}[.．)）、](?!\d)|[(（]?[a-zA-Z][.．)）][ 　]|[①-⑳])\s*(?=\S)"
)


def is_numbered(text: str) -> bool:
    """Whether a paragraph begins with a number, or a letter, of a list."""
    return _NUMBER.match(text) is not None
