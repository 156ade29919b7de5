"""Who may send how much: more than usual only to an address that takes files, by a known person."""

from __future__ import annotations

import io
from importlib import import_module

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.urls import Resolver404, resolve

from ...accounts.access import read_person
from ...common.large_bodies import ATTRIBUTE, IN_MEMORY, KEPT_IN_MEMORY, KNOWN_BY, USUAL
from .bodies import Environ


def largest_body(environ: Environ) -> int:
    """How many bytes this request may bring; costs one statement where it is more than usual.

    Notes in `environ` where the address lets no body touch a file.
    """
    request = WSGIRequest({**environ, "wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0"})
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return USUAL
    environ[IN_MEMORY] = getattr(view, KEPT_IN_MEMORY, False)
    largest = int(getattr(view, ATTRIBUTE, USUAL))
    return largest if largest > USUAL and _is_known(request, view) else USUAL


def _is_known(request: WSGIRequest, view: object) -> bool:
    find = getattr(view, KNOWN_BY, None)
    if find is not None:
        try:
            return bool(find(request))
        finally:
            close_old_connections()
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    try:
        return bool(read_person(request).is_authenticated)
    finally:
        close_old_connections()
