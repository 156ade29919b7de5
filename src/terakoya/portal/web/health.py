"""Whether the portal works, for load balancers and monitors: no sentence of it tells a secret."""

from __future__ import annotations

from collections.abc import Callable

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from ..delivery.heartbeat import is_any_worker_alive


@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 while the database answers and a worker gives signs of life; else 503."""
    worker = _is_worker_alive()
    return _told({"database": worker is not None, "worker": bool(worker)})


@require_safe
def health_web(_request: HttpRequest) -> JsonResponse:
    """200 while this web server and the database answer, whatever the workers do."""
    return _told({"database": _is_worker_alive() is not None})


class HealthMiddleware:
    """Answers before the host name is looked at: a load balancer asks by address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._views = {"/health/": health, "/health/web/": health_web}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the two addresses; pass on all others."""
        view = self._views.get(request.path_info)
        return view(request) if view else self.get_response(request)


def _is_worker_alive() -> bool | None:
    """None: the database does not answer."""
    try:
        return is_any_worker_alive()
    except Error:
        connection.close()
        return None


def _told(parts: dict[str, bool]) -> JsonResponse:
    is_well = all(parts.values())
    response = JsonResponse({"well": is_well, **parts}, status=200 if is_well else 503)
    response["Cache-Control"] = "no-store"
    return response
