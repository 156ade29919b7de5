"""Where the private keys of surveys may not lie, each with its id and mend (docs/settings.md)."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from terakoya.courseware.office import find_office
from terakoya.courseware.office.confinement import can_confine, is_readable


@register()
def check_survey_keys(app_configs: Sequence[Any] | None, **_kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 - Django's signature
    """Keys lie apart from all that is copied or served, and are their owner's alone."""
    folder = Path(settings.SURVEY_KEYS).absolute()
    return [*_check_place(folder), *_check_rights(folder), *_check_office(folder)]


def _check_place(folder: Path) -> list[CheckMessage]:
    copied = [Path(settings.VAR).absolute(), Path(settings.COURSES).absolute()]
    if not any(folder.is_relative_to(one) for one in copied):
        return []
    return [
        Error(
            f"TERAKOYA_SURVEY_KEYS is {folder}: whoever copies that folder copies the keys.",
            hint="Put it beside TERAKOYA_VAR, not into it.",
            id="terakoya.E010",
        )
    ]


def _check_rights(folder: Path) -> list[CheckMessage]:
    if not folder.exists() or not stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return []
    return [
        Warning(
            f"Others can look into TERAKOYA_SURVEY_KEYS, {folder}.",
            hint="chmod 700 it.",
            id="terakoya.W010",
        )
    ]


def _check_office(folder: Path) -> list[CheckMessage]:
    """LibreOffice opens strangers' files: it must not be able to read the keys."""
    office = find_office()
    if office is None or (can_confine() and not is_readable(folder, office)):
        return []
    return [
        Warning(
            f"LibreOffice's process could read TERAKOYA_SURVEY_KEYS, {folder}.",
            hint="It needs Linux with Landlock (5.13 or later) and a folder that is not below "
            "/usr, /bin, /lib or LibreOffice's own. Or take LibreOffice away from this machine.",
            id="terakoya.W011",
        )
    ]
