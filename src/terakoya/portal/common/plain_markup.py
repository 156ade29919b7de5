"""Texts that people write on a page of ours: headings, lists, paragraphs and links, nothing else.

`## ` and `### ` begin a heading, `- ` an item of a list, an empty line ends a paragraph, and
`[words](address)` is a link to a page of ours, to https or to a mail address. Everything else
stands as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_LINK: Final = re.compile(r"\[([^\[\]]+)\]\(((?:/(?!/)|https://|mailto:)[^\s()<>\"]*)\)")
_HEADINGS: Final = {"## ": "h2", "### ": "h3"}
_ITEM: Final = "- "


def html_of(text: str) -> SafeString:
    """The text as HTML in which nothing of what was typed is markup of its own."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return format_html_join("\n", "{}", ((block,) for block in _blocks(lines)))


def _blocks(lines: list[str]) -> Iterator[SafeString]:
    waiting: list[str] = []
    kind = ""
    for line in [*lines, ""]:
        found = _kind_of(line)
        if waiting and found != kind:
            yield _block(kind, waiting)
            waiting = []
        kind = found
        if kind in _HEADINGS.values():
            yield format_html("<{0}>{1}</{0}>", kind, _inline(line.partition(" ")[2]))
        elif kind:
            waiting.append(line)


def _kind_of(line: str) -> str:
    for mark, kind in _HEADINGS.items():
        if line.startswith(mark):
            return kind
    if line.startswith(_ITEM):
        return "ul"
    return "p" if line.strip() else ""


def _block(kind: str, lines: list[str]) -> SafeString:
    if kind == "ul":
        items = ((_inline(line.removeprefix(_ITEM)),) for line in lines)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", items))
    first, *others = map(_inline, lines)
    more = format_html_join("", "<br>{}", ((line,) for line in others))
    return format_html("<p>{}{}</p>", first, more)


def _inline(text: str) -> SafeString:
    done, at = [], 0
    for link in _LINK.finditer(text):
        words = text[at : link.start()]
        done.append(format_html('{}<a href="{}">{}</a>', words, link[2], link[1]))
        at = link.end()
    return format_html_join("", "{}", ((one,) for one in (*done, text[at:])))


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
