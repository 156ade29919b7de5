"""Who is signed in, and as which member: one query for both."""

from __future__ import annotations

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .access import read_person


class PersonMiddleware(AuthenticationMiddleware):
    """Django's own, but the person is read together with the member the session acts as."""

    def process_request(self, request: HttpRequest) -> None:
        """Set `request.user`, read when somebody asks."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: read_person(request))  # type: ignore[assignment]
