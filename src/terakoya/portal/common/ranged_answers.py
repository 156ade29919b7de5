"""A sound or film as an answer, whole or the part that is asked for: players seek."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import quote_etag

from .byte_ranges import UnsatisfiableRange, read_range


def ranged_answer(
    request: HttpRequest, content: bytes, content_type: str, *, tag: str = ""
) -> HttpResponse:
    """The content, or the part of it that is asked for; Safari insists on parts.

    `tag` is its entity tag, against which a condition on the range is held.
    """
    response = HttpResponse(content_type=content_type)
    response["Accept-Ranges"] = "bytes"
    try:
        part = read_range(_asked_range(request, tag), len(content))
    except UnsatisfiableRange:
        response.status_code = 416
        response["Content-Range"] = f"bytes */{len(content)}"
        return response
    if part is None:
        response.content = content
        return response
    response.status_code = 206
    response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(content)}"
    response.content = content[part.start : part.stop]
    return response


def _asked_range(request: HttpRequest, tag: str) -> str:
    """The range that is asked for, unless it is of another content or no content is asked for."""
    condition = request.headers.get("If-Range", "")
    is_of_this = condition in ("", quote_etag(tag))
    return request.headers.get("Range", "") if is_of_this and request.method == "GET" else ""
