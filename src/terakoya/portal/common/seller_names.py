"""The seller's name and address for apps below `documents`, which knows them by date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class SellerNames:
    """What a mail says of who wrote it."""

    name: str
    email: str


def _of_settings() -> SellerNames:
    return SellerNames(settings.SELLER_NAME, settings.SELLER_EMAIL)


_read: list[Callable[[], SellerNames]] = [_of_settings]


def register_seller(read: Callable[[], SellerNames]) -> None:
    """Let `read` say who the seller is today."""
    _read[:] = [read]


def seller_names() -> SellerNames:
    """The seller's name and mail address of today; those of the settings where nobody says."""
    return _read[0]()
