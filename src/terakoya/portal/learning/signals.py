"""Upward news of this app; higher apps connect in their `apps.py`.

- `assignment_made(assignment, by)`: inside the transaction that made it.
"""

from django.dispatch import Signal

assignment_made = Signal()
