"""Rows that all tests of a module begin with: made once, and there again for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from django.db import transaction

from terakoya.portal.catalogue.selectors import forget_published

Made = TypeVar("Made")
_standing: list[object] = []


@contextmanager
def made_once(blocker: Any, make: Callable[[], Made]) -> Iterator[Made]:
    """What a function makes, in a transaction around the tests that is rolled back after them.

    For a fixture of a module whose tests commit nothing. A test that changes the objects
    themselves is to be given copies.
    """
    with blocker.unblock(), transaction.atomic():
        made = make()
        _standing.append(made)
        yield made
        _standing.pop()
        transaction.set_rollback(True)
    forget_published()


def made_once_by(make: Callable[[], Made]) -> Any:
    """The fixture of a module that gives what a function makes, as `made_once` does."""

    @pytest.fixture(scope="module")
    def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Made]:
        with made_once(django_db_blocker, make) as standing:
            yield standing

    return made


def forget_between_tests() -> None:
    """Forget what a test has kept in memory by keys of rows that were rolled back.

    Tests that publish forget it then; those that begin with what was published do not publish.
    """
    if _standing:
        forget_published()
