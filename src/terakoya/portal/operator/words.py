"""What lists of the desk say of a state: the words of its chip, and its tone."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ..orders.contracts import ContractState

CONTRACT_CHIPS: Final[dict[ContractState, tuple[Any, str]]] = {
    ContractState.AHEAD: (_("開始前"), "chip-info"),
    ContractState.RUNNING: (_("契約中"), "chip-ok"),
    ContractState.ENDED: (_("契約終了"), ""),
    ContractState.CANCELLED: (_("取消済み"), ""),
}
