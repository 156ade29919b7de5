"""Learning has not heard of money: orders write access grants, this app reads them."""

from .assignments import (
    AccessGrant,
    Assignment,
    AssignmentDepartment,
    AssignmentMember,
    AssignmentQuerySet,
    DueDateChange,
    Exemption,
    Extension,
    RulesModel,
    Seat,
    SeatHolder,
)
from .records import (
    Attempt,
    Certificate,
    CertificateAddendum,
    Enrolment,
    Event,
    Note,
    SlideProgress,
)

__all__ = [
    "AccessGrant",
    "Assignment",
    "AssignmentDepartment",
    "AssignmentMember",
    "AssignmentQuerySet",
    "Attempt",
    "Certificate",
    "CertificateAddendum",
    "DueDateChange",
    "Enrolment",
    "Event",
    "Exemption",
    "Extension",
    "Note",
    "RulesModel",
    "Seat",
    "SeatHolder",
    "SlideProgress",
]
