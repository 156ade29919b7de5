"""The services of learning, one module a subject."""

from .assignments import (
    Details,
    assign_changes,
    assign_course,
    change_rules,
    end_assignment,
    move_due_date,
)
from .attempts import save_answers, start_attempt, submit_attempt
from .certificates import issue_certificate
from .continuing import continue_enrolment
from .enrolments import open_enrolment, open_first_slide
from .events import record_events
from .exceptions import end_exemption, exempt_members, extend_members
from .grants import give_seat_on, grant_access, take_seat

__all__ = [
    "Details",
    "assign_changes",
    "assign_course",
    "change_rules",
    "continue_enrolment",
    "end_assignment",
    "end_exemption",
    "exempt_members",
    "extend_members",
    "give_seat_on",
    "grant_access",
    "issue_certificate",
    "move_due_date",
    "open_enrolment",
    "open_first_slide",
    "record_events",
    "save_answers",
    "start_attempt",
    "submit_attempt",
    "take_seat",
]
