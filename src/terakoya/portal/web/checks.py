"""Wrong combinations of settings, each with its id and its mend (docs/settings.md)."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from .proxies import UNIX

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
        *_check_proxies(address.scheme),
        *_check_keys(),
        *(_check_public() if is_public and address.scheme == "https" else []),
    ]


def _check_proxies(scheme: str) -> list[CheckMessage]:
    """The portal itself speaks plain HTTP: https needs a proxy, and a proxy needs to be known."""
    found: list[CheckMessage] = []
    if scheme == "https" and not settings.TRUSTED_PROXIES:
        found.append(
            Error(
                f"TERAKOYA_BASE_URL is {settings.BASE_URL}, and no proxy is trusted: everybody "
                "would count as one client, and pages would be taken for unencrypted.",
                hint="Set TERAKOYA_TRUSTED_PROXIES to the address of the proxy that speaks https.",
                id="terakoya.E002",
            )
        )
    if wide := [entry for entry in settings.TRUSTED_PROXIES if _is_wide(entry)]:
        found.append(
            Error(
                f"TERAKOYA_TRUSTED_PROXIES holds {', '.join(wide)}: strangers could choose the "
                "address that they are counted under.",
                hint="Name the proxies alone.",
                id="terakoya.E003",
            )
        )
    if scheme == "http" and settings.TRUSTED_PROXIES:
        found.append(
            Warning(
                f"A proxy is trusted, and TERAKOYA_BASE_URL is {settings.BASE_URL}: cookies are "
                "not marked for https, and links in mails lead there.",
                hint="Set TERAKOYA_BASE_URL to the https address that people use.",
                id="terakoya.W005",
            )
        )
    return found


def _check_keys() -> list[CheckMessage]:
    """A key in `var/` goes wherever copies of the database go."""
    if not Path(settings.AUDIT_KEY).resolve().is_relative_to(Path(settings.VAR).resolve()):
        return []
    return [
        Warning(
            f"TERAKOYA_AUDIT_KEY is {settings.AUDIT_KEY}, within TERAKOYA_VAR: a copy of that "
            "folder would hold the key that signs the audit log.",
            hint="Choose a folder beside it, and move the key there.",
            id="terakoya.W006",
        )
    ]


def _is_wide(entry: str) -> bool:
    """Whether a network holds more of the world than proxies could be in."""
    if entry == UNIX:
        return False
    network = ipaddress.ip_network(entry)
    return network.prefixlen < (8 if network.version == 4 else 16)


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
