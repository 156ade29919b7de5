"""Upward news of this app; higher apps connect in their `apps.py`.

- `assignment_made(assignment, by)`: inside the transaction that made it.
- `first_slide_opened(enrolment)`: inside the transaction that notes the first page or event.
- `enrolment_completed(enrolment)`: inside the transaction that issued the certificate.
"""

from django.dispatch import Signal

assignment_made = Signal()
first_slide_opened = Signal()
enrolment_completed = Signal()
