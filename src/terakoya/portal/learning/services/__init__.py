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
from .attempts import begin_or_finish, save_answers, start_attempt, submit_attempt
from .certificates import issue_certificate
from .check_ins import check_in, find_by_pin, let_leave, strike_out, tick_members
from .continuing import continue_enrolment
from .defaults import Defaults, change_defaults
from .editions import use_edition
from .enrolments import open_enrolment, open_first_slide
from .events import record_events
from .exceptions import end_exemption, exempt_members, extend_members
from .grants import give_seat_on, grant_access, revoke_access, take_seat
from .group_sessions import (
    close_group_sessions,
    end_group_session,
    open_group_session,
    pause_screen,
    show_slide,
)
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
    "begin_or_finish",
    "change_defaults",
    "change_rules",
    "check_in",
    "check_papers",
    "close_group_sessions",
    "continue_enrolment",
    "delete_group",
    "end_assignment",
    "end_exemption",
    "end_group_session",
    "exempt_members",
    "extend_members",
    "find_by_pin",
    "give_seat_on",
    "grant_access",
    "issue_certificate",
    "let_leave",
    "make_due_rounds",
    "move_due_date",
    "note_arrivals",
    "open_enrolment",
    "open_first_slide",
    "open_group_session",
    "pause_screen",
    "read_papers",
    "record_events",
    "repeat_yearly",
    "revise_policy",
    "revoke_access",
    "save_answers",
    "save_group",
    "show_slide",
    "start_attempt",
    "stop_recurrence",
    "strike_out",
    "submit_attempt",
    "take_papers",
    "take_seat",
    "tick_members",
    "use_edition",
    "write_policy",
]
