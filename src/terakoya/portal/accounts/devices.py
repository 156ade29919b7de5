"""Devices on which somebody has signed in before; guesses from elsewhere do not count there.

A signed cookie, sent to the sign-in page alone, names the device and holds a mark for each name
that has signed in on it. Nothing of it is stored, and nothing follows from it but whose failures
an attempt is counted with (lockout.py). Source: OWASP, "Slow Down Online Guessing Attacks with
Device Cookies".
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

COOKIE: Final = "device"
AGE: Final = 60 * 60 * 24 * 400  # the longest that browsers keep
MOST_NAMES: Final = 30  # of a terminal that many share
_SALT: Final = "terakoya.portal.accounts.devices"


@dataclass(frozen=True, slots=True)
class Device:
    """A browser, by a random id, and the marks of the names that have signed in on it."""

    id: str
    marks: tuple[str, ...]

    def knows(self, name: str) -> bool:
        """Whether this name has signed in here."""
        return self._mark(name) in self.marks

    def with_name(self, name: str) -> Device:
        """The same device after this name has signed in, the last one first."""
        mark = self._mark(name)
        others = tuple(one for one in self.marks if one != mark)
        return Device(self.id, (mark, *others)[:MOST_NAMES])

    def _mark(self, name: str) -> str:
        return salted_hmac(_SALT, f"{self.id}/{name}", algorithm="sha256").hexdigest()[:12]


def device_of(request: HttpRequest) -> Device:
    """The device that sends the request; a new one where its cookie is missing or not ours."""
    try:
        found, marks = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT)
    except (signing.BadSignature, ValueError):
        return Device(secrets.token_hex(8), ())
    return Device(found, tuple(marks))


def remember_device(response: HttpResponse, device: Device) -> None:
    """Keep on the device who has signed in there."""
    response.set_cookie(
        COOKIE,
        signing.dumps([device.id, device.marks], salt=_SALT),
        max_age=AGE,
        path=reverse("accounts:sign-in"),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
