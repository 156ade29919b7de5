"""How much an address takes: a view that takes files says so beside its own rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

MEGABYTE: Final = 1024 * 1024
MARGIN: Final = MEGABYTE  # the form around a file
USUAL: Final = 2 * MEGABYTE + MARGIN  # of an address that says nothing; Django itself takes 2.5 MB
ATTRIBUTE: Final = "largest_body"
TOO_LARGE: Final = "terakoya.too_large"  # in an environment: the body was left out; its limit
View = TypeVar("View", bound=Callable[..., object])


def takes_files(largest: int) -> Callable[[View], View]:
    """Let a view take files of so many bytes together, from people who are signed in."""

    def marked(view: View) -> View:
        setattr(view, ATTRIBUTE, largest + MARGIN)
        return view

    return marked


def file_megabytes(largest: int) -> int:
    """The limit of a body as people read it."""
    return round((largest - MARGIN) / MEGABYTE)
