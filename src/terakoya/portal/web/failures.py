"""What is shown when a page cannot be: 400, 403, 404, 500, and a form that is too old."""

from __future__ import annotations

import logging
import secrets
import sys

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from .refusals import wants_json

log = logging.getLogger("terakoya.failures")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself is broken; 413: it is larger than a form may be."""
    with override(_language(request)):
        status, code, sentence = _what_is_broken(exception)
        if hasattr(request, "session") or wants_json(request):
            return _answer(request, status, code, sentence, template="400")
        # Refused before anybody asked who it is, perhaps under a name that is not ours.
        context = {"sentence": sentence, "home": settings.BASE_URL}
        page = render_to_string("web/failures/early.html", context)
    return HttpResponse(page, status=status)


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
        "前のページに戻り、読み込み直してから、もう一度お試しください。"
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
    with override(_language(request)):
        if wants_json(request):
            sentence = _(
                "保存できませんでした。入力内容は残っています。"
                "もう一度お試しください（受付番号 %(reference)s）。"
            )
            return _as_json(500, "server-fault", sentence % {"reference": reference})
        page = render_to_string("web/failures/500.html", {"reference": reference})
    return HttpResponse(page, status=500)


def _what_is_broken(exception: Exception | None) -> tuple[int, str, str]:
    if isinstance(exception, RequestDataTooBig):
        sentence = _("送られたデータが大きすぎます。小さくするか、分けて送ってください。")
        return 413, "body-too-large", sentence
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return 400, "too-many-fields", _("送られた項目が多すぎます。分けて送ってください。")
    if isinstance(exception, DisallowedHost):
        sentence = _("このホスト名では利用できません。案内されたアドレスを開いてください。")
        return 400, "unknown-host", sentence
    return 400, "bad-request", _("リクエストの形が正しくありません。")


def _language(request: HttpRequest) -> str:
    """The language of the cookie; here neither session nor database may be asked."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _answer(
    request: HttpRequest, status: int, code: str, sentence: str, *, template: str = ""
) -> HttpResponse:
    if wants_json(request):
        return _as_json(status, code, sentence)
    page = f"web/failures/{template or status}.html"
    return render(request, page, {"sentence": sentence}, status=status)


def _as_json(status: int, code: str, sentence: str) -> JsonResponse:
    return JsonResponse({"error": {"code": code, "message": sentence}}, status=status)
