"""The policy and the language of a page, refusals that no view has caught, and pictures first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Final

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext as _

from ..common.errors import PortalError
from ..common.large_bodies import KEPT_IN_MEMORY, TOO_LARGE, InMemory, file_megabytes
from .errors import BodyTooLarge
from .refusals import refusal_response

GetResponse = Callable[[HttpRequest], HttpResponse]
MEDIA: Final = "/media/"
MEDIA_ADDRESSES: Final = "terakoya.portal.catalogue.urls"
ONE_PACKET: Final = 1_200  # bytes of content that leave with the headers in one TCP segment


class PageGzip(GZipMiddleware):
    """Compresses pages; recordings and photographs are compressed already, and recordings are
    asked for by their bytes.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress, unless it is sound, points of a picture, or one packet as it is."""
        kind = response.headers.get("Content-Type", "")
        if kind.startswith(("audio/", "image/png", "image/jpeg")):
            return response
        if isinstance(response, HttpResponse) and len(response.content) <= ONE_PACKET:
            return response
        return super().process_response(request, response)


class PolicyMiddleware(CSPMiddleware):
    """django-csp's middleware, with the text of the policy built once instead of every time."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Set the header, unless the response has one or asks for another policy."""
        is_special = any(name.startswith("_csp") for name in (*vars(request), *vars(response)))
        if settings.DEBUG or is_special:
            return super().process_response(request, response)
        if HEADER not in response:
            response.headers[HEADER] = _policy()
        return response


@cache
def _policy() -> str:
    return build_policy()


class MediaMiddleware:
    """Pictures and recordings say the same to everybody: nobody's session is asked for them.

    A course has fifty; who is signed in, and in which language, would cost more than the content.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what is there; what is not gets the page that says so, as any other address."""
        if request.path_info.startswith(MEDIA):
            with suppress(Http404):
                view, args, kwargs = resolve(request.path_info, MEDIA_ADDRESSES)
                response: HttpResponse = view(request, *args, **kwargs)
                return response
        return self.get_response(request)


class FileMemoryMiddleware:
    """Files that must touch no disk stay in memory; before anybody reads the form."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, _args: object, _kwargs: object
    ) -> None:
        """Say where the files of an address go that asked for it."""
        if request.method == "POST" and getattr(view, KEPT_IN_MEMORY, False):
            request.upload_handlers = [InMemory(request)]


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
    """Turn a refusal that no form has taken into a page or JSON, in words."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, unless the web server has left its body out."""
        if TOO_LARGE in request.META:
            return refusal_response(request, _too_large(request.META[TOO_LARGE]))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a `PortalError`; leave every other exception alone."""
        if isinstance(exception, PortalError):
            return refusal_response(request, exception)
        return None


def _too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(
        _(
            "送られたデータが大きすぎます。ここで受け取れるのは%(size)d MBまでです。"
            "小さくするか、分けて送ってください。"
        )
        % {"size": file_megabytes(limit)}
    )
