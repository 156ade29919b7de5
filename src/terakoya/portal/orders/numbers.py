"""Numbers of orders and contracts: a letter, the year, and what runs on without gaps.

The letter keeps them apart from each other and from documents: A-2026-000031 is an application
(申込番号), K-2026-0031 a contract (契約番号), 2026-000031 an invoice. Call them inside the
transaction that makes the row.
"""

from __future__ import annotations

from ..common import clock
from ..delivery.services import next_number


def next_order_number() -> str:
    """The number of a new order."""
    return f"A-{clock.today():%Y}-{next_number('order'):06d}"


def next_contract_number() -> str:
    """The number of a new contract."""
    return f"K-{clock.today():%Y}-{next_number('contract'):04d}"
