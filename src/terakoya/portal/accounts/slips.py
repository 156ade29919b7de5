"""Slips that members without e-mail set their password by: eight on a sheet of A4.

A slip says company code, employee number and a code that works once; never a password.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import override

from terakoya.courseware.drawing.fonts import printable
from terakoya.courseware.drawing.typesetting import typeset_pdf

from ..common import clock
from ..common.dates import full_day
from ..common.qr import qr_svg
from .emails import address_of
from .models import Member
from .selectors import DepartmentTree

_TEMPLATE = Path(__file__).with_name("slips.typ")


@dataclass(frozen=True, slots=True)
class Slip:
    """A member and the code that is printed for them alone."""

    member: Member
    code: str
    until: dt.datetime


def slip_address(slip: Slip) -> str:
    """Where the QR code leads: the form with everything filled in but the password."""
    member = slip.member
    typed = {
        "code": member.organisation.code,
        "number": member.employee_number or "",
        "key": slip.code,
    }
    return f"{address_of('accounts:code-join')}?{urlencode(typed)}"


def write_slips(
    slips: Sequence[Slip], *, language: str, tree: DepartmentTree, places: dict[int, int]
) -> bytes:
    """The sheets, each slip in its reader's language. Names go in as data, never as markup."""
    values = {
        "language": language,
        "title": _("パスワードを決めるための用紙"),
        "author": printable(slips[0].member.organisation.name),
        "slips": [_printed(slip, tree.label_of(places.get(slip.member.pk))) for slip in slips],
    }
    inputs = {"sheet": json.dumps(values, ensure_ascii=False)}
    return typeset_pdf(_template(), inputs, written_at=clock.now().astimezone(dt.UTC))


def _printed(slip: Slip, department: str) -> dict[str, Any]:
    member = slip.member
    with override(member.person.language):
        return {
            "organisation": printable(member.organisation.name),
            "name": printable(_("%(name)s 様") % {"name": member.name}),
            "department": printable(department),
            "heading": _("研修に参加するための用紙"),
            "rows": [
                [_("会社コード"), member.organisation.code],
                [_("社員番号"), printable(member.employee_number or "")],
                [_("参加コード"), f"{slip.code[:4]} {slip.code[4:]}"],
            ],
            "steps": _("スマホでQRコードを読み取り、パスワードを決めてください。"),
            "elsewhere": address_of("accounts:code-join"),
            "until": _("%(day)sまで・1回だけ使えます") % {"day": full_day(slip.until)},
            "qr": qr_svg(slip_address(slip)),
            "alt": _("参加の画面を開くQRコード"),
        }


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")
