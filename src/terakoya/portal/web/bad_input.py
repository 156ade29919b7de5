"""Characters that no database keeps are refused in words, before any view meets them.

A zero byte, or bytes that are no UTF-8, in the address, its query or a form: no page of ours sends
them. What a database refuses in spite of every form, because it is too long or too large, becomes
the same sentence instead of a fault, and is logged with its trace.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

from django.db import DataError
from django.http import HttpRequest, HttpResponse

from ..common.errors import BadInput
from .refusals import refusal_response

log = logging.getLogger("terakoya.failures")
_REPLACED: Final = "\N{REPLACEMENT CHARACTER}"  # what Django puts where bytes are no UTF-8


class BadInputMiddleware:
    """Stands where session and language are known, so that the sentence comes as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Refuse a request with such characters; JSON is looked at by who reads it."""
        if any("\x00" in text for text in _texts(request)) or _is_no_utf8(request):
            return refusal_response(request, BadInput())
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer what the database could not keep; nothing was changed."""
        if isinstance(error, DataError | UnicodeEncodeError):
            log.error("%s %s: could not be kept", request.method, request.path, exc_info=error)
            return refusal_response(request, BadInput())
        return None


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    for form in (request.GET, request.POST):
        for name, values in form.lists():
            yield name
            yield from (value for value in values if isinstance(value, str))


def _is_no_utf8(request: HttpRequest) -> bool:
    """Whether query or form were other bytes, which Django would read as something else."""
    sent = [request.META.get("QUERY_STRING", "").encode("latin-1", "replace")]
    if request.content_type == "application/x-www-form-urlencoded":
        sent.append(request.body)
    # Somebody may also type the sign itself.
    is_replaced = _REPLACED in "".join(_texts(request))
    try:
        for part in sent:
            (unquote_to_bytes(part) if is_replaced else part).decode()
    except UnicodeDecodeError:
        return True
    return False
