"""The contracts of an organisation as lines of a table, for its own books."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..accounts.models import Member
from ..orders.selectors_contracts import contract_uses
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


def contract_lines(officer: Member, language: str) -> Iterator[list[object]]:
    """A line for each contract, seats added in mid-term included; statements of `contract_uses`."""
    for use in contract_uses(officer, language):
        contract = use.contract
        yield [
            contract.number or "",
            use.title,
            str(CHIPS[use.state][0]),
            use.seats,
            use.taken,
            use.free,
            contract.starts_on.isoformat(),
            contract.ends_on.isoformat(),
            use.price.yen,
            _("あり") if contract.renews else _("なし"),
        ]
