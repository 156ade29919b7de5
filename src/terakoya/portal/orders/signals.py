"""Upward news of this app; higher apps connect in their `apps.py`.

- `contract_cancelled(contract, parts, by)`: inside the transaction that cancelled it. `parts` are
  the contract, the seats added to it and the terms that follow; `by` is the person who did it.
"""

from django.dispatch import Signal

contract_cancelled = Signal()
