"""Which version of a legal page holds on a day. Pure, but for the first versions' names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings

from .choices import LegalDocument


def first_version(document: str) -> str:
    """The day of the version that stands in the program's templates."""
    return {
        LegalDocument.TERMS: settings.TERMS_VERSION,
        LegalDocument.PRIVACY: settings.PRIVACY_VERSION,
    }.get(LegalDocument(document), settings.TERMS_VERSION)


def version_on(days: Iterable[dt.date], first: str, on: dt.date) -> str:
    """The newest version that has begun; the first where none has."""
    begun = [day for day in days if day <= on]
    return max(begun).isoformat() if begun else first


def earliest_day(document: str, today: dt.date) -> dt.date:
    """The earliest day from which a version published today may hold.

    The terms promise a month's notice (§14); the others hold from today on.
    """
    if document != LegalDocument.TERMS:
        return today
    month = today.month % 12 + 1
    year = today.year + (today.month == 12)
    for day in (today.day, 30, 29, 28):
        try:
            found = dt.date(year, month, day)
        except ValueError:
            continue
        if day <= today.day:
            return found
    raise AssertionError("every month has 28 days")
