"""The services of learning, one module a subject."""

from .arrivals import note_arrivals
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
from .defaults import Defaults, change_defaults
from .editions import use_edition
from .enrolments import open_enrolment, open_first_slide
from .events import record_events
from .exceptions import end_exemption, exempt_members, extend_members
from .grants import give_seat_on, grant_access, take_seat
from .groups import delete_group, save_group
from .paper import check_papers, read_papers, take_papers
from .policies import (
    Document,
    acknowledge_policy,
    attach_policy,
    revise_policy,
    write_policy,
)
from .recurrence import make_due_rounds, repeat_yearly, stop_recurrence

__all__ = [
    "Defaults",
    "Details",
    "Document",
    "acknowledge_policy",
    "assign_changes",
    "assign_course",
    "attach_policy",
    "change_defaults",
    "change_rules",
    "check_papers",
    "continue_enrolment",
    "delete_group",
    "end_assignment",
    "end_exemption",
    "exempt_members",
    "extend_members",
    "give_seat_on",
    "grant_access",
    "issue_certificate",
    "make_due_rounds",
    "move_due_date",
    "note_arrivals",
    "open_enrolment",
    "open_first_slide",
    "read_papers",
    "record_events",
    "repeat_yearly",
    "revise_policy",
    "save_answers",
    "save_group",
    "start_attempt",
    "stop_recurrence",
    "submit_attempt",
    "take_papers",
    "take_seat",
    "use_edition",
    "write_policy",
]
