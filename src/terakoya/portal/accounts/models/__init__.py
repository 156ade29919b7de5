"""People, organisations and what joins them."""

from .department_changes import DepartmentChange
from .join_requests import JoinRequest
from .legal import LegalText
from .notices import CustomerNotice, NoticeReading
from .operators import OperatorRight
from .organisations import Department, Organisation
from .people import (
    EVERYWHERE,
    CodeIssue,
    CodeIssueQuerySet,
    ConcurrentPost,
    DepartmentMembership,
    InviteLink,
    JoiningCode,
    Member,
    MemberQuerySet,
    Person,
    PersonQuerySet,
    RoleGrant,
    RoleGrantQuerySet,
    is_on_leave,
)
from .requests import DataRequest, TermsAcceptance
from .roster import RosterImport, RosterLine, RosterSource

__all__ = [
    "EVERYWHERE",
    "CodeIssue",
    "CodeIssueQuerySet",
    "ConcurrentPost",
    "CustomerNotice",
    "DataRequest",
    "Department",
    "DepartmentChange",
    "DepartmentMembership",
    "InviteLink",
    "JoinRequest",
    "JoiningCode",
    "LegalText",
    "Member",
    "MemberQuerySet",
    "NoticeReading",
    "OperatorRight",
    "Organisation",
    "Person",
    "PersonQuerySet",
    "RoleGrant",
    "RoleGrantQuerySet",
    "RosterImport",
    "RosterLine",
    "RosterSource",
    "TermsAcceptance",
    "is_on_leave",
]
