"""Markdown of a question bank → a text with our marks: `**…**` and links stay, other signs go.

Only what stands in questions: stress, links, pictures, lists and headings. The rest is words.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ....addresses import allowed_address
from .html import HtmlText
from .several_languages import in_language

_PICTURE = re.compile(r"!\[([^\]\n]*)\]\(([^()\s]*)[^()]*\)")
_LINK = re.compile(r"\[([^\]\n]+)\]\(([^()\s]+)[^()]*\)")
_BULLET = re.compile(r"^[ \t]*[*+-][ \t]+", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+", re.MULTILINE)
_STRESS = re.compile(r"(?<![\w_])__(?=\S)([^_\n]+?)(?<=\S)__(?![\w_])")
_BOTH = re.compile(r"\*\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*\*")
_STARS = re.compile(r"(?<!\*)\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?!\*)")
_LINES = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]+?)(?<=[^\s_])_(?![\w_])")
_ESCAPED = re.compile(r"\\([*_`#\[\]!+-])")
_HIDDEN = 0xE100  # escaped signs are of the private area until all others have been read
_SHOWN = {_HIDDEN + ord(sign): sign for sign in "*_`#[]!+-"}
_ESCAPES = {ord(sign): code for code, sign in _SHOWN.items()}
_CODE = re.compile(r"`([^`\n]+)`")


def markdown_words(words: str, language: str) -> HtmlText:
    """A text in one language as its words, and what was left out."""
    one = in_language(words, language)
    out = _read(one.text)
    out.left = one.left
    return out


def _read(text: str) -> HtmlText:
    lost: dict[str, str] = {}
    text = _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(found[1])), text)
    text = _PICTURE.sub(_noting(lost, "img", 2, shows=False), text)
    text = _LINK.sub(lambda found: _linked(found, lost), text)
    text = _HEADING.sub("", _BULLET.sub("・", text))
    text = _BOTH.sub(r"**\1**", _STRESS.sub(r"**\1**", text))
    for pattern in (_STARS, _LINES, _CODE):
        text = pattern.sub(_noting(lost, "emphasis", 1), text)
    lines = (line.strip() for line in text.strip().split("\n"))
    lost = {name: example.translate(_SHOWN) for name, example in lost.items()}
    return HtmlText("\n".join(lines).translate(_SHOWN), lost=lost)


def _linked(found: re.Match[str], lost: dict[str, str]) -> str:
    """A link that a course holds, its address hidden from what reads stress; else its words."""
    words, address = found[1], allowed_address(found[2].translate(_SHOWN))
    if address is None or "[" in words:
        lost.setdefault("link", found[2])
        return words
    return f"[{words}]({address.translate(_ESCAPES)})"


def _noting(
    lost: dict[str, str], name: str, example: int, *, shows: bool = True
) -> Callable[[re.Match[str]], str]:
    """Gives the words of something that is left out, and notes the first one."""

    def words(found: re.Match[str]) -> str:
        lost.setdefault(name, found[example] or found[1])
        return found[1] if shows else ""

    return words
