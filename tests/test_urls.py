"""Every address is called by some test, by its name or as it is written in the browser."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .test_docs import Address, served

ROOT = Path(__file__).resolve().parents[1]
PLACE = "\N{REPLACEMENT CHARACTER}"  # stands for what a test fills in
COUNTING = {"test_docs.py", "test_urls.py", "test_navigation.py"}


@cache
def texts_of_tests() -> frozenset[str]:
    """Every string in the tests, with a sign where a value is filled in."""
    files = [*ROOT.glob("tests/**/*.py"), *ROOT.glob("src/terakoya/portal/*/tests/**/*.py")]
    return frozenset(
        text
        for path in files
        if path.name not in COUNTING
        for text in _texts(path.read_text(encoding="utf-8"))
    )


@cache
def written_addresses() -> tuple[str, ...]:
    """Those of the strings that can be an address, with its host in front or without."""
    return tuple(text for text in texts_of_tests() if text.lstrip(PLACE).startswith("/"))


def _texts(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else PLACE for part in node.values
            )


def is_called(address: Address) -> bool:
    """Whether some test names the address or writes it out."""
    route = re.sub(r"<\w+>", "[^/?]+", address.route.replace(".", r"\."))
    written = re.compile(rf"{PLACE}?{route}(?:[?{PLACE}].*)?")
    return address.name in texts_of_tests() or any(map(written.fullmatch, written_addresses()))


def test_every_address_is_called_by_a_test() -> None:
    addresses = sorted(served())
    assert len(addresses) > 300
    assert [f"{one.name} ({one.route})" for one in addresses if not is_called(one)] == []


def test_an_address_that_nobody_calls_is_found() -> None:
    known = Address("web:help", "/help/", "help_card")
    unknown = Address("web:nobody", "/nobody/calls/<this>/", "nobody")
    assert (is_called(known), is_called(unknown)) == (True, False)
