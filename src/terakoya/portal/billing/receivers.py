"""What happens elsewhere and concerns billing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..accounts.models import Person
from ..orders.models import Contract, Order
from .services.order_terms import take_over_terms
from .services.returns import return_cancelled


def return_what_was_billed(
    contract: Contract, parts: Sequence[Contract], by: Person, **_signal: Any
) -> None:
    """A contract was cancelled: what is billed of it is given back."""
    return_cancelled(by=by, contract=contract, parts=parts)


def keep_terms(contract: Contract, order: Order, **_signal: Any) -> None:
    """More was ordered of a contract: it is paid as the contract is."""
    take_over_terms(contract=contract, order=order)
