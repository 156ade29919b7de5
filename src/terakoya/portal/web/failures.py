"""What is shown when a page cannot be: 400, 403, 404, 500, and a form that is too old."""

from __future__ import annotations

import logging
import secrets
import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from .refusals import wants_json

log = logging.getLogger("terakoya.failures")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: the request itself is broken."""
    return _answer(request, 400, "bad-request", _("リクエストの形が正しくありません。"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403: known, but not allowed."""
    return _answer(request, 403, "forbidden", _("このページを見る権限がありません。"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: not there, or not this person's."""
    return _answer(request, 404, "not-found", _("ページが見つかりません。"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403: the form's proof is missing or too old; what was typed is still on the page before."""
    sentence = _(
        "時間がたったため、送信できませんでした。"
        "前のページにもどり、読み込み直してから、もう一度お試しください。"
    )
    if wants_json(request):
        return _as_json(403, "csrf", sentence)
    return render(request, "web/failures/csrf.html", {"sentence": sentence}, status=403)


def server_fault(request: HttpRequest) -> HttpResponse:
    """500: our fault. The reference number on the page is the one in the log, with the trace.

    Nothing here may ask the database or the session: either may be the cause.
    """
    reference = secrets.token_hex(4).upper()
    log.error(
        "reference %s: %s %s", reference, request.method, request.path, exc_info=sys.exc_info()
    )
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    with override(code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        if wants_json(request):
            sentence = _(
                "保存できませんでした。入力内容は残っています。"
                "もう一度お試しください（受付番号 %(reference)s）。"
            )
            return _as_json(500, "server-fault", sentence % {"reference": reference})
        page = render_to_string("web/failures/500.html", {"reference": reference})
    return HttpResponse(page, status=500)


def _answer(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    if wants_json(request):
        return _as_json(status, code, sentence)
    return render(request, f"web/failures/{status}.html", {"sentence": sentence}, status=status)


def _as_json(status: int, code: str, sentence: str) -> JsonResponse:
    return JsonResponse({"error": {"code": code, "message": sentence}}, status=status)
