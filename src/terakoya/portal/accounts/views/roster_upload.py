"""The address to which programs send rosters, with a token instead of a session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ...common.errors import PortalError
from ...common.large_bodies import known_by, takes_files
from ...limits.networks import network_of
from ...limits.rules import ROSTER_TOKENS
from ...limits.services import check, spend
from ..errors import RosterSourceEnded
from ..models import RosterSource
from ..roster import MOST_BYTES
from ..services import find_source, receive_by_source

SCHEME = "Bearer "


def source_of(request: HttpRequest) -> RosterSource | None:
    """The source whose token the request carries."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(SCHEME):
        return None
    return find_source(header.removeprefix(SCHEME).strip())


def _is_known(request: HttpRequest) -> bool:
    return source_of(request) is not None


@csrf_exempt  # no session and no cookie counts here: only who knows the token may send
@known_by(_is_known)
@takes_files(MOST_BYTES)
@require_http_methods(["PUT", "POST"])
def roster_upload(request: HttpRequest, file_name: str) -> HttpResponse:
    """Take a file in; a worker reads it. Answers 202 with the id of the import."""
    try:
        check(ROSTER_TOKENS.by(network_of(request)))
        source = source_of(request)
        if source is None:
            spend(ROSTER_TOKENS.by(network_of(request)))
            raise RosterSourceEnded
        found = receive_by_source(
            source=source, content=_content(request), file_name=file_name[-200:]
        )
    except PortalError as error:
        body = {"code": error.code, "message": str(error)}
        return JsonResponse(body, status=error.status)
    return JsonResponse({"import": str(found.uuid), "state": found.state}, status=202)


def _content(request: HttpRequest) -> bytes:
    """A form's file, or the body itself."""
    upload = request.FILES.get("file") if request.method == "POST" else None
    return upload.read() if upload else request.body
