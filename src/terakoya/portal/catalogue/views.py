"""Pictures and recordings by their hash: immutable, cached for ever, without any right to run."""

from __future__ import annotations

import gzip

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import etag, require_GET, require_safe

from terakoya.courseware.pictures import CONTENT_TYPES

from ..common.ranged_answers import ranged_answer
from .selectors import compressed_picture, picture, recorded_sound

# An SVG that is opened by itself is a document: it may draw, and nothing else.
DRAW_ONLY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
FOR_EVER = "public, max-age=31536000, immutable"


@require_GET
@etag(lambda _request, sha256, **_kind: sha256)
def media(request: HttpRequest, sha256: str, ending: str) -> HttpResponse:
    """One picture; its address names its content, so it never changes."""
    if ending == "svg":
        response = _drawing(request, sha256)
    else:
        blob = picture(sha256, ending)
        response = HttpResponse(bytes(blob.content), content_type=blob.content_type)
    response["Content-Security-Policy"] = DRAW_ONLY
    response["Cache-Control"] = FOR_EVER
    return response


def _drawing(request: HttpRequest, sha256: str) -> HttpResponse:
    """A drawing is text, and sent compressed to whoever reads that."""
    compressed = compressed_picture(sha256)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(compressed, content_type=CONTENT_TYPES["svg"])
        response["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(compressed)
        response = HttpResponse(content, content_type=CONTENT_TYPES["svg"])
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


@require_safe
@etag(lambda _request, sha256: sha256)
def audio(request: HttpRequest, sha256: str) -> HttpResponse:
    """One recording, or the part of it that is asked for: players seek, Safari insists on it."""
    blob = recorded_sound(sha256)
    response = ranged_answer(request, bytes(blob.content), blob.content_type, tag=sha256)
    response["Cache-Control"] = FOR_EVER
    return response
