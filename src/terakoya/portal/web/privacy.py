"""What belongs to somebody's session is kept by nobody: no cache, no back button after signing out.

One rule for pages, JSON, files and failures alike: whoever sends a session gets `no-store`.
Pictures and recordings say the same to everybody and are answered before (MediaMiddleware).
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class PrivacyMiddleware:
    """Stands within the session's middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer, whatever the view has said."""
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or _has_begun(request):
            response.headers["Cache-Control"] = "private, no-store"
        return response


def _has_begun(request: HttpRequest) -> bool:
    """Whether this very answer begins a session; one that nobody asked for is not read."""
    return request.session.accessed and not request.session.is_empty()
