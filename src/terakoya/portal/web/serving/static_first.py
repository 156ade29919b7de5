"""Static files at once, everything else by Django.

A learner's first visit loads forty files; the way through Django's middleware, which has nothing
to say to them, would cost more than serving them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from whitenoise import WhiteNoise
from whitenoise.middleware import WhiteNoiseMiddleware

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class StaticFirst(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise with the settings and files of its Django middleware, before Django."""

    serve = staticmethod(WhiteNoise.serve)

    def __init__(self, portal: WSGIApplication) -> None:
        super().__init__()
        self.application = portal

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve the file of this path, or ask Django."""
        answer: Iterable[Any] = WhiteNoise.__call__(self, environ, start_response)
        return answer
