"""契約番号: K, the year, and a number that runs on without gaps, as K-2026-0031."""

from __future__ import annotations

from ..common import clock
from ..delivery.services import next_number


def next_contract_number() -> str:
    """The number of a new contract; call it inside the transaction that makes the contract."""
    return f"K-{clock.today():%Y}-{next_number('contract'):04d}"
