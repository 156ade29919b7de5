"""How to sign in to the demo: printed, and kept in `var/` so that later starts print it too."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from ..serving.preparation import DEMO_SIGN_INS
from . import department_store
from .department_store import StoreSignIns
from .organisation import NAME, Staff
from .seller_desk import SELLER
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


def sign_ins_of_store(store: StoreSignIns) -> str:
    """The lines for the department store and for the seller's desk."""
    staff, seller = store.staff, store.operator
    return (
        f"{department_store.NAME}\n"
        f"  研修担当者 / Training officer   {staff.officer.person.email}\n"
        f"      パスワード / password        {store.passwords.officer}\n"
        f"  所属長 / Supervisor             {store.supervisor[0].email}\n"
        f"      パスワード / password        {store.supervisor[1]}\n"
        f"  監査者 / Auditor                {store.auditor[0].email}\n"
        f"      パスワード / password        {store.auditor[1]}\n"
        f"  受講者 / Learner                会社コード / company code {staff.code}\n"
        f"      社員番号 / employee number   {staff.learner.employee_number}\n"
        f"      パスワード / password        {store.passwords.learner}\n"
        f"\n{SELLER.name}\n"
        f"  運営者 / Operator               {seller.person.email}\n"
        f"      パスワード / password        {seller.password}\n"
        f"      アプリの鍵 / app key         {seller.secret}\n"
        f"      1回ずつの回復コード / recovery codes, each once\n"
        f"          {' '.join(seller.codes[:5])}\n"
        f"          {' '.join(seller.codes[5:])}\n"
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
