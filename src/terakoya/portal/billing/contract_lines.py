"""The contracts of an organisation as rows of a table, for its own books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..accounts.models import Member
from ..common.xlsx_stream import Cell, Column
from ..orders.selectors.contracts import contract_uses
from .contract_words import CHIPS


def contract_header() -> list[str]:
    """The names of the columns."""
    return [
        _("契約番号"),
        _("研修"),
        _("状態"),
        _("受講枠"),
        _("使用中"),
        _("空き"),
        _("開始日"),
        _("終了日"),
        _("1枠・1か月（税抜・円）"),
        _("自動更新"),
    ]


def contract_columns() -> list[Column]:
    """The same as columns of a sheet."""
    wide = {_("研修"): 40}
    return [Column(name, wide.get(name, 14)) for name in contract_header()]


def contract_rows(officer: Member, language: str) -> Iterator[list[Cell]]:
    """A row for each contract, seats added in mid-term included; statements of `contract_uses`."""
    for use in contract_uses(officer, language):
        contract = use.contract
        yield [
            contract.number or "",
            use.title,
            str(CHIPS[use.state][0]),
            use.seats,
            use.taken,
            use.free,
            contract.starts_on,
            contract.ends_on,
            use.price.yen,
            _("あり") if contract.renews else _("なし"),
        ]


def contract_lines(officer: Member, language: str) -> Iterator[list[object]]:
    """The same rows as lines of text, their days as 2026-12-01."""
    for row in contract_rows(officer, language):
        yield [one.isoformat() if isinstance(one, dt.date) else one for one in row]
