"""Pictures by their hash: immutable, cached for ever, without any right to run something."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import etag, require_GET

from .selectors import picture

# An SVG that is opened by itself is a document: it may draw, and nothing else.
DRAW_ONLY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_GET
@etag(lambda _request, sha256: sha256)
def media(_request: HttpRequest, sha256: str) -> HttpResponse:
    """One picture; its address names its content, so it never changes."""
    blob = picture(sha256)
    response = HttpResponse(bytes(blob.content), content_type=blob.content_type)
    response["Content-Security-Policy"] = DRAW_ONLY
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
