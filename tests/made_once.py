"""Rows that all tests of a module begin with: made once, and there again for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction

Made = TypeVar("Made")


@contextmanager
def made_once(blocker: Any, make: Callable[[], Made]) -> Iterator[Made]:
    """What a function makes, in a transaction around the tests that is rolled back after them.

    For a fixture of a module whose tests commit nothing. A test that changes the objects
    themselves is to be given copies.
    """
    with blocker.unblock(), transaction.atomic():
        yield make()
        transaction.set_rollback(True)
