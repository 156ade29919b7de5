"""Reads that wait for what they read; a browser shows nothing at the moment it is told to.

`expect(…)` of Playwright comes first. These are for what it has no word for. Reads that do not wait
are forbidden in browser tests (`tests/test_architecture.py`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from playwright.sync_api import Locator

T = TypeVar("T")
LONGEST: Final = 20.0  # seconds; a busy machine may take its time
STEP: Final = 0.02


def expect_read(read: Callable[[], object], wanted: object) -> None:
    """Read again and again until the wanted comes; fails with what came last."""
    assert read_until(read, lambda given: given == wanted) == wanted


def read_until(read: Callable[[], T], suits: Callable[[T], bool]) -> T:
    """Read again and again until what comes suits, or the time is over; what came last."""
    until = time.monotonic() + LONGEST
    while not suits(given := read()) and time.monotonic() < until:
        time.sleep(STEP)
    return given


def text_of(locator: Locator) -> str:
    """The text of an element, once it stands there with one."""
    return read_until(locator.inner_text, bool)


def texts_of(locator: Locator) -> list[str]:
    """The texts of all such elements, once there is one."""
    return read_until(locator.all_inner_texts, bool)


def number_of(locator: Locator) -> int:
    """How many such elements there are, once there is one."""
    return read_until(locator.count, bool)


def is_shown(locator: Locator) -> bool:
    """Whether an element of a page at rest is shown: for steps that only some pages ask for.

    Wait for the page first, by `expect` on something that it always shows.
    """
    return locator.is_visible()
