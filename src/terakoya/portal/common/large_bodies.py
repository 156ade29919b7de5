"""How much an address takes: a view that takes files says so beside its own rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

MEGABYTE: Final = 1024 * 1024
MARGIN: Final = MEGABYTE  # the form around a file
USUAL: Final = 2 * MEGABYTE + MARGIN  # of an address that says nothing; Django itself takes 2.5 MB
ATTRIBUTE: Final = "largest_body"
KEPT_IN_MEMORY: Final = "body_kept_in_memory"
IN_MEMORY: Final = "terakoya.in_memory"  # in an environment: the body touches no file
KNOWN_BY: Final = "body_known_by"  # how an address knows who may send it, without a session
TOO_LARGE: Final = "terakoya.too_large"  # in an environment: the body was left out; its limit
View = TypeVar("View", bound=Callable[..., object])


def takes_files(largest: int) -> Callable[[View], View]:
    """Let a view take files of so many bytes together, from people who are signed in."""

    def marked(view: View) -> View:
        setattr(view, ATTRIBUTE, largest + MARGIN)
        return view

    return marked


class InMemory(MemoryFileUploadHandler):
    """Keeps every file of a form in memory, whatever its size."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Take what comes: `takes_files_in_memory` has limited it."""
        super().handle_raw_input(*args, **kwargs)
        self.activated = True


def takes_files_in_memory(largest: int) -> Callable[[View], View]:
    """Let a view take files of so many bytes together that must not touch a disk.

    Where they are kept is said before the form is read (`web/middleware.py`).
    """

    def marked(view: View) -> View:
        setattr(view, KEPT_IN_MEMORY, True)
        return takes_files(largest)(view)

    return marked


def known_by(find: Callable[[HttpRequest], bool]) -> Callable[[View], View]:
    """Let a view that takes files know by something else than a session who may send them."""

    def marked(view: View) -> View:
        setattr(view, KNOWN_BY, find)
        return view

    return marked


def file_megabytes(largest: int) -> int:
    """The limit of a body as people read it."""
    return round((largest - MARGIN) / MEGABYTE)
