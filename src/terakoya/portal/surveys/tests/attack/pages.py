"""The pages that somebody reaches by following links, and what is left of them without chance.

Of pages that are alike some are visited, by the bounds below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pypdfium2
from django.urls import Resolver404, resolve

from tests.selection import IS_DEEP

STARTS = ("/manage/", "/my/")
LINK = re.compile(r'<a\s[^>]*?href="([^"]+)"')
UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
TOKEN = re.compile(r'(name="(?:csrfmiddlewaretoken|stamp)" value=)"[\w:-]+"')
NAMES = re.compile(r'\b(id|for|name|href|action|src|value|aria-\w+|data-\w+)="([^"]*)"')
NUMBERS = re.compile(r"\d{6}\b|member\d+@|test-\d+")
"""Numbers that the factories count up: of employees, in addresses, of companies."""
MOST_ALIKE = 3
"""How many pages of one kind are visited, such as those of members."""
MOST_ARRANGED = 12
"""How many filters and orders of one list are visited; the first is the whole list."""
MOST_OF_A_VIEW = 1_000 if IS_DEEP else 1
"""How many addresses of one view are visited: lists in their orders, the parts of a course."""
MOST_OF_A_RESULT = max(MOST_OF_A_VIEW, 2)
"""The same of what tells of surveys and of single people."""
RESULTS = ("surveys:", "reports:")


def reachable(client: Any, within: str = "/") -> Counter[str]:
    """Address and text of the pages that can be reached, without what chance has put there.

    Those that a page leads to are visited where their address begins as `within`.
    """
    waiting, seen = list(STARTS), set(STARTS)
    kinds, arranged, views = Counter[str](), Counter[str](), Counter[str]()
    found: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        kind, path = plain(address), plain(address).partition("?")[0]
        kinds[kind] += 1
        arranged[path] += kind != path
        if kinds[kind] > MOST_ALIKE or arranged[path] > MOST_ARRANGED:
            continue
        views[view := view_of(address)] += 1
        if views[view] > (MOST_OF_A_RESULT if view.startswith(RESULTS) else MOST_OF_A_VIEW):
            continue
        response = client.get(address)
        if response.status_code != 200:
            continue
        body = words_of(response)
        found[f"{plain(address)}\n{plain(body)}"] += 1
        new = [one for one in links(address, body) if one.startswith(within) and one not in seen]
        seen.update(new)
        waiting.extend(dict.fromkeys(new))
    return found


def view_of(address: str) -> str:
    """The name of the view behind an address; the address itself where there is none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return address


def words_of(response: Any) -> str:
    """What is answered, as text; of a PDF its words, since its bytes are packed."""
    content: bytes = response.getvalue()
    if response["Content-Type"] != "application/pdf":
        return content.decode("utf-8", "replace")
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def links(address: str, body: str) -> Iterator[str]:
    """The addresses of the portal that a page leads to."""
    for link in LINK.findall(body):
        target = urlsplit(urljoin(address, unescape(link)))
        if not target.scheme and not target.netloc and "sign-out" not in target.path:
            yield target.path + (f"?{target.query}" if target.query else "")


def plain(text: str) -> str:
    """A text without tokens, public ids and the numbers that factories and rows count up."""
    without = TOKEN.sub(r"\1", UUID.sub("uuid", text))
    named = NAMES.sub(lambda m: f'{m[1]}="{re.sub(r"[0-9]+", "0", m[2])}"', without)
    return NUMBERS.sub("number", named)
