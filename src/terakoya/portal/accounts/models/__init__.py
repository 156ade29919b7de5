"""People, organisations and what joins them."""

from .organisations import Department, Organisation
from .people import (
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

__all__ = [
    "CodeIssue",
    "CodeIssueQuerySet",
    "ConcurrentPost",
    "DataRequest",
    "Department",
    "DepartmentMembership",
    "InviteLink",
    "JoiningCode",
    "Member",
    "MemberQuerySet",
    "Organisation",
    "Person",
    "PersonQuerySet",
    "RoleGrant",
    "RoleGrantQuerySet",
    "TermsAcceptance",
    "is_on_leave",
]
