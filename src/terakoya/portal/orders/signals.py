"""Upward news of this app; higher apps connect in their `apps.py`.

- `contract_cancelled(contract, parts, by)`: inside the transaction that cancelled it. `parts` are
  the contract, the seats added to it and the terms that follow; `by` is the person who did it.
- `contract_ordered(contract, order)`: inside the transaction in which seats were added to a
  contract, or a further term of it was ordered, by an order of its own.
- `quote_ordered(quote, order)`: inside the transaction in which an order was placed by a quote.
"""

from django.dispatch import Signal

contract_cancelled = Signal()
contract_ordered = Signal()
quote_ordered = Signal()
