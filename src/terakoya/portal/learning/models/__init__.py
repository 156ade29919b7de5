"""Learning has not heard of money: orders write access grants, this app reads them."""

from .assignments import (
    AccessGrant,
    Arrival,
    Assignment,
    AssignmentDepartment,
    AssignmentEdition,
    AssignmentGroup,
    AssignmentMember,
    AssignmentQuerySet,
    DueDateChange,
    Exemption,
    Extension,
    RulesModel,
    Seat,
    SeatHolder,
)
from .defaults import AssignmentDefaults
from .group_sessions import Attendance, GroupSession, GroupShowing
from .groups import Group, GroupCondition
from .paper_results import PaperResult
from .policies import Acknowledgement, Policy, PolicyFile, PolicyVersion
from .records import (
    Attempt,
    Certificate,
    CertificateAddendum,
    Enrolment,
    Event,
    Note,
    SlideProgress,
)
from .recurrence import Recurrence

__all__ = [
    "AccessGrant",
    "Acknowledgement",
    "Arrival",
    "Assignment",
    "AssignmentDefaults",
    "AssignmentDepartment",
    "AssignmentEdition",
    "AssignmentGroup",
    "AssignmentMember",
    "AssignmentQuerySet",
    "Attempt",
    "Attendance",
    "Certificate",
    "CertificateAddendum",
    "DueDateChange",
    "Enrolment",
    "Event",
    "Exemption",
    "Extension",
    "Group",
    "GroupCondition",
    "GroupSession",
    "GroupShowing",
    "Note",
    "PaperResult",
    "Policy",
    "PolicyFile",
    "PolicyVersion",
    "Recurrence",
    "RulesModel",
    "Seat",
    "SeatHolder",
    "SlideProgress",
]
