"""Signs that people typed and that would be marks of ours, as letters that are none."""

from __future__ import annotations

import re
from collections.abc import Sequence

_STRESS, _ASTERISKS = "**", "＊＊"
_BRACES = str.maketrans("{}", "｛｝")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(")
_LINK_END, _LINK_END_LETTERS = "](", "］("
_SIGNS = ("*", "{", "}", _LINK_END)


def as_letters(text: str, stress: Sequence[bool] = ()) -> str:
    """The same signs, as many, none of which makes a mark; they are of full width.

    `stress` says which of them are stressed: beside a mark of stress one asterisk makes another.
    """
    if not any(sign in text for sign in _SIGNS):
        return text
    text = text.replace("*", "＊") if any(stress) else text.replace(_STRESS, _ASTERISKS)
    text = _LINK.sub(r"［\1］(", text.translate(_BRACES))
    return text.replace(_LINK_END, _LINK_END_LETTERS)
