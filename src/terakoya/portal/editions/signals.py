"""Upward news of this app; higher apps connect in their `apps.py`.

- `deck_taken(upload, draft, chosen)`: inside the transaction that put the chosen parts of a deck
  into the draft; the pictures of its pages are still there.
"""

from django.dispatch import Signal

deck_taken = Signal()
