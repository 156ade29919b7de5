"""The poster of an invite link as a PDF: A4, Japanese and English, a QR code."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import override

from terakoya.courseware.drawing.fonts import printable
from terakoya.courseware.drawing.typesetting import typeset_pdf

from ..common import clock
from ..common.dates import full_day
from ..common.qr import qr_svg
from .emails import address_of
from .models import InviteLink

_TEMPLATE = Path(__file__).with_name("poster.typ")
# A poster speaks two languages at once, whatever that of the officer: no catalogue can do that.
_SCAN: Final = ("カメラで読み取る", "Scan the code with your camera")
_ASK: Final = (
    "氏名・フリガナ・部署を入力して、承認を待つ",
    "Enter your name and department, and wait for approval",
)
_TYPE: Final = (
    "社員番号（またはメール）と氏名を入力",
    "Enter your employee number (or e-mail) and name",
)
_JOIN: Final = ("パスワードを決めて、参加する", "Choose a password and join")


def write_poster(link: InviteLink) -> bytes:
    """Typeset the poster of a link. Names go in as data, never as markup."""
    address = address_of("accounts:join", token=link.token)
    until = link.expires_at
    values = {
        "organisation": printable(link.organisation.name),
        "department": printable(link.department.name) if link.department else "",
        "address": address,
        "qr": qr_svg(address),
        "code": link.organisation.code,
        "steps": [_SCAN, _ASK if link.needs_approval else _TYPE, _JOIN],
        "until": f"{_japanese(until)}まで / Until {until.date().isoformat()}" if until else "",
    }
    inputs = {"sheet": json.dumps(values, ensure_ascii=False)}
    return typeset_pdf(_template(), inputs, written_at=clock.now().astimezone(dt.UTC))


def _japanese(moment: dt.datetime) -> str:
    with override("ja"):
        return full_day(moment)


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")
