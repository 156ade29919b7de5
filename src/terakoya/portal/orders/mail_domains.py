"""Domains of mail addresses: reading a list of them, and whether an address is of one. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

MOST_DOMAINS: Final = 500
_DOMAIN: Final = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")

# What anybody may have without a company behind it; the operator adds to it and takes away.
FREE_MAIL: Final = (
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "outlook.com",
    "outlook.jp",
    "yahoo.co.jp",
    "yahoo.com",
)


class NoDomain(Exception):
    """A line that is no domain: its number, counted from 1, and what it says."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(number, text)
        self.number, self.text = number, text


class TooManyDomains(Exception):
    """More lines than are compared with every application."""


def read_domains(text: str) -> tuple[str, ...]:
    """The domains of a text, one a line, each once, in order; `@` before them is let go.

    Raises `NoDomain` or `TooManyDomains`.
    """
    found: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), 1):
        domain = unicodedata.normalize("NFKC", line).strip().lower().lstrip("@")
        if not domain:
            continue
        if not _DOMAIN.fullmatch(domain):
            raise NoDomain(number, line.strip())
        found[domain] = None
    if len(found) > MOST_DOMAINS:
        raise TooManyDomains
    return tuple(found)


def domain_of(email: str) -> str:
    """What stands after the last `@`, in small letters; empty where there is none."""
    return email.rpartition("@")[2].lower() if "@" in email else ""


def listed(domain: str, domains: Iterable[str]) -> str:
    """The listed domain that a domain is, or is below; empty where there is none."""
    below = (one for one in domains if domain == one or domain.endswith(f".{one}"))
    return next(below, "")
