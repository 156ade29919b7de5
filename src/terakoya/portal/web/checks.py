"""Wrong combinations of settings, each with its id and its mend (docs/settings.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

_OWN_MACHINE = {"127.0.0.1", "localhost", "::1"}
_SAMPLE_SELLER = "株式会社みほん教育"
_TO_FILES = "django.core.mail.backends.filebased.EmailBackend"


@register()
def check_settings(app_configs: Sequence[Any] | None, **_kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 - Django's signature
    """Every combination that would surprise somebody."""
    address = urlsplit(settings.BASE_URL)
    is_public = address.hostname not in _OWN_MACHINE
    return [
        *_check_address(address.scheme, address.hostname or "", is_public=is_public),
        *(_check_public() if is_public and address.scheme == "https" else []),
    ]


def _check_address(scheme: str, host: str, *, is_public: bool) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if is_public and scheme != "https":
        found.append(
            Error(
                f"TERAKOYA_BASE_URL is {settings.BASE_URL}: passwords would travel in the open.",
                hint="Put a proxy with https in front and set TERAKOYA_BASE_URL to its address.",
                id="terakoya.E001",
            )
        )
    if is_public and settings.DEBUG:
        found.append(
            Warning(
                "Debug pages show the program's insides to everybody who reaches it.",
                hint="Unset TERAKOYA_DEBUG.",
                id="terakoya.W001",
            )
        )
    if "*" not in settings.ALLOWED_HOSTS and host not in settings.ALLOWED_HOSTS:
        found.append(
            Warning(
                f"The host of TERAKOYA_BASE_URL, {host}, would be answered with 400.",
                hint="Add it to TERAKOYA_HOSTS.",
                id="terakoya.W004",
            )
        )
    return found


def _check_public() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.EMAIL_BACKEND == _TO_FILES:
        found.append(
            Warning(
                "Mails are written to files and reach nobody.",
                hint="Set TERAKOYA_MAIL_BACKEND and TERAKOYA_SMTP_HOST.",
                id="terakoya.W002",
            )
        )
    if settings.SELLER_NAME == _SAMPLE_SELLER:
        found.append(
            Warning(
                "The seller on the legal pages is the sample.",
                hint="Set TERAKOYA_SELLER_NAME and the other TERAKOYA_SELLER_… settings.",
                id="terakoya.W003",
            )
        )
    return found
