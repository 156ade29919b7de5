"""The seller of today, kept in memory: every page's footer names it.

A change is seen by the process that made it at once, by the others within a minute.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings

from ..common import clock
from ..common.seller_names import SellerNames
from .models import SellerDetails
from .selectors import seller_of, seller_of_settings
from .seller import Seller


@dataclass
class _Memory:
    """The rows as they were read, the latest day first; `until` is when they are read again."""

    rows: tuple[SellerDetails, ...] = ()
    until: float | None = None


_memory = _Memory()


def current_seller() -> Seller:
    """The seller's details of today."""
    if _is_old():
        _memory.rows = tuple(SellerDetails.objects.order_by("-valid_from"))
        seconds = settings.SELLER_KEPT_SECONDS
        _memory.until = float("inf") if seconds is None else time.monotonic() + seconds
    day = clock.today()
    found = next((one for one in _memory.rows if one.valid_from <= day), None)
    return seller_of_settings() if found is None else seller_of(found)


def current_names() -> SellerNames:
    """Its name and address, for mails of other apps."""
    now = current_seller()
    return SellerNames(now.name, now.email)


def _is_old() -> bool:
    if _memory.until is None:  # nothing was read yet
        return settings.SELLER_KEPT_SECONDS is not None
    return time.monotonic() >= _memory.until


def read_again() -> None:
    """Let the next page read the rows."""
    _memory.until = 0.0


def forget() -> None:
    """As the process began."""
    _memory.rows, _memory.until = (), None
