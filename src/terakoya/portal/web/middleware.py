"""The language of a page, and refusals that no view has caught."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from ..common.errors import PortalError
from .refusals import refusal_response

GetResponse = Callable[[HttpRequest], HttpResponse]


def language_middleware(get_response: GetResponse) -> GetResponse:
    """Activate the language that the reader chose; the browser's header does not decide."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with translation.override(chosen_language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response

    return middleware


def chosen_language(request: HttpRequest) -> str:
    """The language of the cookie, else of the person's profile, else Japanese."""
    known = {code for code, _ in settings.LANGUAGES}
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if language not in known and SESSION_KEY in request.session:
        language = getattr(request.user, "language", "")
    return language if language in known else settings.LANGUAGE_CODE


class RefusalMiddleware:
    """Turn a refusal that no form has taken into a page, a fragment or JSON, in words."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a `PortalError`; leave every other exception alone."""
        if isinstance(exception, PortalError):
            return refusal_response(request, exception)
        return None
