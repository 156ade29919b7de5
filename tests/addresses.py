"""Every address that the portal answers, and how to fill in its places."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Answered before anybody asks whose session it is.
EVERYBODYS: Final = frozenset(
    {"catalogue:media", "catalogue:audio", "web:health", "web:health-web"}
)
# What fits each kind of place and is nobody's.
NOBODYS: Final[dict[str, Any]] = {
    "UUIDConverter": uuid.UUID(int=7),
    "IntConverter": 999_999,
    "SlugConverter": "no-such-thing",
    "StringConverter": "no-such-thing",
    "PictureEnding": "svg",
}


@dataclass(frozen=True)
class Pattern:
    """A named address; `places` maps each place to its kind, such as UUIDConverter."""

    name: str
    places: tuple[tuple[str, str], ...]
    view: Callable[..., Any]

    def filled(self, values: Mapping[str, Any] | None = None) -> str:
        """The address with these values, and with nobody's where there is none."""
        known = values or {}
        kwargs = {place: known.get(place, NOBODYS[kind]) for place, kind in self.places}
        return reverse(self.name, kwargs=kwargs)


def patterns() -> list[Pattern]:
    """All of them, by name."""
    return sorted(_walk(get_resolver(), "", ()), key=lambda pattern: pattern.name)


def _walk(
    resolver: URLResolver, space: str, places: tuple[tuple[str, str], ...]
) -> Iterator[Pattern]:
    for entry in resolver.url_patterns:
        here = (*places, *((n, type(c).__name__) for n, c in entry.pattern.converters.items()))
        if isinstance(entry, URLResolver):
            yield from _walk(entry, entry.namespace or space, here)
        elif isinstance(entry, URLPattern) and entry.name:
            yield Pattern(f"{space}:{entry.name}", here, entry.callback)
