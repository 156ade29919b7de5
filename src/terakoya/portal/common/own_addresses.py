"""Addresses that a request names for going on: only pages of ours."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 2_000  # characters; what Django redirects to


def own_address(asked: str, request: HttpRequest) -> str:
    """The address, if it is a page of ours named from the root; else an empty text."""
    is_ours = (
        asked.startswith("/")
        and len(asked) <= LONGEST
        and url_has_allowed_host_and_scheme(
            asked, {request.get_host()}, require_https=request.is_secure()
        )
    )
    return asked if is_ours else ""
