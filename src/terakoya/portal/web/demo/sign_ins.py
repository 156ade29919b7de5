"""How to sign in to the demo: printed, and kept in `var/` so that later starts print it too."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from ..serving.preparation import DEMO_SIGN_INS
from .organisation import NAME, Staff
from .story import Passwords


def sign_ins_path() -> Path:
    """The file, readable for its owner only."""
    return Path(settings.VAR) / DEMO_SIGN_INS


def sign_ins_of(staff: Staff, passwords: Passwords) -> str:
    """The lines for one organisation."""
    return (
        f"{NAME}\n"
        f"  研修担当者 / Training officer   {staff.officer.person.email}\n"
        f"      パスワード / password        {passwords.officer}\n"
        f"  受講者 / Learner                会社コード / company code {staff.code}\n"
        f"      社員番号 / employee number   {staff.learner.employee_number}\n"
        f"      パスワード / password        {passwords.learner}\n"
    )


def kept_sign_ins() -> str:
    """What was kept; empty where nothing was."""
    path = sign_ins_path()
    return path.read_text(encoding="utf-8") if path.exists() else ""


def keep_sign_ins(lines: str) -> None:
    """Keep the lines; the file is never readable for others, not even for a moment."""
    path = sign_ins_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(lines)
