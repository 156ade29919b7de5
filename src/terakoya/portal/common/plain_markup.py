"""Texts that people write on a page of ours: headings, lists, paragraphs and links, nothing else.

`## ` and `### ` begin a heading, `- ` an item of a list, an empty line ends a paragraph, and
`[words](address)` is a link to a page of ours, to https or to a mail address. Everything else
stands as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Final

_LINK: Final = re.compile(r"\[([^\[\]]+)\]\(((?:/(?!/)|https://|mailto:)[^\s()<>\"]*)\)")
_HEADINGS: Final = {"## ": "h2", "### ": "h3"}
_ITEM: Final = "- "


def html_of(text: str) -> str:
    """The text as HTML in which nothing of what was typed is markup of its own."""
    return "\n".join(_blocks(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


def _blocks(lines: list[str]) -> Iterator[str]:
    waiting: list[str] = []
    kind = ""
    for line in [*lines, ""]:
        found = _kind_of(line)
        if waiting and found != kind:
            yield _block(kind, waiting)
            waiting = []
        kind = found
        if kind in _HEADINGS.values():
            yield f"<{kind}>{_inline(line.partition(' ')[2])}</{kind}>"
        elif kind:
            waiting.append(line)


def _kind_of(line: str) -> str:
    for mark, kind in _HEADINGS.items():
        if line.startswith(mark):
            return kind
    if line.startswith(_ITEM):
        return "ul"
    return "p" if line.strip() else ""


def _block(kind: str, lines: list[str]) -> str:
    if kind == "ul":
        items = (f"<li>{_inline(line.removeprefix(_ITEM))}</li>" for line in lines)
        return f"<ul>{''.join(items)}</ul>"
    return f"<p>{'<br>'.join(map(_inline, lines))}</p>"


def _inline(text: str) -> str:
    done, at = [], 0
    for link in _LINK.finditer(text):
        done.append(escape(text[at : link.start()]))
        done.append(f'<a href="{escape(link[2])}">{escape(link[1])}</a>')
        at = link.end()
    return "".join([*done, escape(text[at:])])


def text_of(html: str, colon: str = "：") -> str:
    """A page of ours as such a text, to begin a next version with.

    Its h1 and the line of its version are left out. `colon` stands behind a term.
    """
    html = re.sub(r"<h1.*?</h1>", "", html, flags=re.DOTALL)
    html = re.sub(r'<p class="small sub">.*?</p>', "", html, count=1, flags=re.DOTALL)
    html = re.sub(r'<div class="notice">(.*?)</div>', r"\1", html, flags=re.DOTALL)
    html = re.sub(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', r"[\2](\1)", html, flags=re.DOTALL)
    html = re.sub(r"\s+", " ", html)
    for tag, mark in (("h2", "## "), ("h3", "### "), ("li", _ITEM), ("p", ""), ("div", _ITEM)):
        html = re.sub(rf"\s*<{tag}(?: [^>]*)?>\s*", f"\n{mark}", html)
        html = re.sub(rf"\s*</{tag}>", "\n" if tag in {"h2", "h3", "p"} else "", html)
    html = re.sub(r"\s*</dt>\s*(?:<dd(?: [^>]*)?>\s*)?", colon, html)
    plain = unescape(re.sub(r"<[^>]+>", "", html))
    lines = (line.strip() for line in plain.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
