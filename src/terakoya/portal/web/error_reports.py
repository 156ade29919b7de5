"""What reports of faults, mailed or shown by a debug page, may hold of a request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class NothingSent(SafeExceptionReporterFilter):
    """Hides every value that somebody has sent, and local names that are marked sensitive.

    On every page, since a fault can come before the page could mark its own, and with DEBUG too:
    somebody's survey answers are nobody else's business.
    """

    def is_active(self, request: HttpRequest | None) -> bool:  # noqa: ARG002
        """Always."""
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """The names of what was sent."""
        return dict.fromkeys(request.POST if request else (), self.cleansed_substitute)
