"""Wrong combinations of settings are told; right ones are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from ..checks import check_settings

RIGHT = {
    "VAR": Path("/srv/portal/var"),
    "AUDIT_KEY": Path("/srv/portal/audit-key"),
    "BASE_URL": "https://terakoya.mihon.example",
    "ALLOWED_HOSTS": ["terakoya.mihon.example"],
    "DEBUG": False,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "SELLER_NAME": "株式会社れいだい",
    "TRUSTED_PROXIES": ["127.0.0.1/32"],
}
OWN = {"BASE_URL": "http://localhost:8000", "ALLOWED_HOSTS": ["localhost"]}


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ({}, []),
        (
            {"BASE_URL": "http://terakoya.mihon.example", "TRUSTED_PROXIES": []},
            ["terakoya.E001"],
        ),
        ({"TRUSTED_PROXIES": []}, ["terakoya.E002"]),
        ({"TRUSTED_PROXIES": ["unix", "10.0.0.0/8", "2001:db8::/32"]}, []),
        ({"TRUSTED_PROXIES": ["10.0.0.1/32", "0.0.0.0/0"]}, ["terakoya.E003"]),
        ({"TRUSTED_PROXIES": ["::/0"]}, ["terakoya.E003"]),
        ({**OWN, "TRUSTED_PROXIES": ["127.0.0.1/32"]}, ["terakoya.W005"]),
        ({"DEBUG": True}, ["terakoya.W001"]),
        (
            {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"},
            ["terakoya.W002"],
        ),
        ({"SELLER_NAME": "株式会社みほん教育"}, ["terakoya.W003"]),
        ({"ALLOWED_HOSTS": ["localhost"]}, ["terakoya.W004"]),
        (
            {
                "BASE_URL": "http://127.0.0.1:8000",
                "ALLOWED_HOSTS": ["127.0.0.1"],
                "TRUSTED_PROXIES": [],
            },
            [],
        ),
        ({"AUDIT_KEY": Path("/srv/portal/var/../var/key")}, ["terakoya.W006"]),
        (
            {
                **OWN,
                "DEBUG": True,
                "SELLER_NAME": "株式会社みほん教育",
                "TRUSTED_PROXIES": [],
            },
            [],
        ),
    ],
)
def test_settings_are_checked(settings: Settings, changes: dict[str, Any], ids: list[str]) -> None:
    for name, value in {**RIGHT, **changes}.items():
        setattr(settings, name, value)
    assert [found.id for found in check_settings(None)] == ids
