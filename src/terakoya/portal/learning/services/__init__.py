"""The services of learning, one module a subject."""

from .assignments import assign_course, move_due_date
from .enrolments import open_enrolment
from .events import record_events
from .grants import give_seat_on, grant_access, take_seat

__all__ = [
    "assign_course",
    "give_seat_on",
    "grant_access",
    "move_due_date",
    "open_enrolment",
    "record_events",
    "take_seat",
]
