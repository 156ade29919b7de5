"""Whether readings stand above words: by choice on this device, else by the person's profile."""

from __future__ import annotations

from django.http import HttpRequest

COOKIE = "furigana"  # written by the pages' scripts


def has_furigana(request: HttpRequest) -> bool:
    """Whether the reader wants readings."""
    chosen = request.COOKIES.get(COOKIE)
    return chosen == "on" if chosen in {"on", "off"} else bool(getattr(request.user, COOKIE, False))
