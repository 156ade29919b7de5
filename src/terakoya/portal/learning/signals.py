"""Upward news of this app; higher apps connect in their `apps.py`.

- `assignment_made(assignment, by, announce, before)`: inside the transaction that made it. `by` is
  `None` and `before` the round before where the schedule made it.
- `members_arrived(assignment, members)`: members for whom a running assignment is from now on.
"""

from django.dispatch import Signal

assignment_made = Signal()
members_arrived = Signal()
