"""Giving and taking roles."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ...common import clock
from ..access import may_grant
from ..choices import Role
from ..errors import MemberHasLeft, RoleNotYours, RoleUnusable
from ..models import Department, Member, RoleGrant
from .base import member_target, record_by
from .members import check_other_owner


@transaction.atomic
def grant_role(
    *,
    by: Member,
    member: Member,
    role: Role,
    department: Department | None = None,
    until_on: dt.date | None = None,
) -> RoleGrant:
    """Give a role: a supervisor's for a department, an auditor's until a day."""
    if not may_grant(by, role):
        raise RoleNotYours(field="role")
    if member.state == "left":
        raise MemberHasLeft(field="role")
    if role is Role.SUPERVISOR and department is None:
        raise RoleUnusable(why=_("所属長には、受け持つ部署を選んでください。"))
    if role is Role.AUDITOR and (until_on is None or until_on < clock.today()):
        raise RoleUnusable(why=_("監査者には、今日以降の最終日を入力してください。"))
    grant, _created = RoleGrant.objects.update_or_create(
        member=member,
        role=role,
        department=department if role is Role.SUPERVISOR else None,
        defaults={
            "organisation": by.organisation,
            "until_on": until_on if role is Role.AUDITOR else None,
        },
    )
    member.read_roles = None
    record_by(by, "role.granted", member_target(member), _said(grant))
    return grant


@transaction.atomic
def revoke_role(*, by: Member, grant: RoleGrant) -> None:
    """Take a role; the last owner keeps theirs."""
    if not may_grant(by, grant.role):
        raise RoleNotYours(field="role")
    if grant.role == Role.OWNER:
        check_other_owner(grant.member)
    said = _said(grant)
    member = grant.member
    grant.delete()
    member.read_roles = None
    record_by(by, "role.revoked", member_target(member), said)


def _said(grant: RoleGrant) -> dict[str, str | None]:
    return {
        "role": grant.role,
        "department": str(grant.department.uuid) if grant.department else None,
        "until_on": grant.until_on.isoformat() if grant.until_on else None,
    }
