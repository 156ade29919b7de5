"""The tree of departments, and where members work."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from ...common import clock
from ..choices import DepartmentChangeKind
from ..errors import (
    DepartmentInUse,
    DepartmentNameTaken,
    DepartmentTooDeep,
)
from ..models import Department, DepartmentChange, DepartmentMembership, Member, Organisation
from ..paths import DEEPEST, clean_department_name
from ..selectors import present_in_department
from .base import member_target, record_by


@transaction.atomic
def department_at(organisation: Organisation, path: tuple[str, ...]) -> Department:
    """The department at a path, made with its parents where it is missing."""
    parent: Department | None = None
    for name in path:
        found = Department.objects.filter(
            organisation=organisation, parent=parent, name=name
        ).first()
        parent = found or _insert_or_find(organisation, parent, name)
    assert parent is not None, "a path has at least one name"
    return parent


@transaction.atomic
def add_department(*, by: Member, parent: Department | None, name: str) -> Department:
    """A new department under another one, or at the root."""
    cleaned = clean_department_name(name)
    if parent is not None and parent.path.count("/") - 1 >= DEEPEST:
        raise DepartmentTooDeep(most=DEEPEST, field="name")
    department = _insert(by.organisation, parent, cleaned)
    record_by(by, "department.added", department_target(department), {"name": cleaned})
    return department


@transaction.atomic
def rename_department(*, by: Member, department: Department, name: str) -> Department:
    """Give it another name; the former one is kept with the day."""
    before, department.name = department.name, clean_department_name(name)
    try:
        with transaction.atomic():
            department.save(update_fields=["name"])
    except IntegrityError:
        raise DepartmentNameTaken(name=department.name) from None
    said = {"before": before, "name": department.name}
    record_by(by, "department.renamed", department_target(department), said)
    if before != department.name:
        keep_change(by, department, DepartmentChangeKind.RENAMED, before, department.name)
    return department


@transaction.atomic
def close_department(*, by: Member, department: Department) -> Department:
    """Take it out of use; only when nobody works there and nothing below is in use."""
    below = Department.objects.filter(parent=department, is_active=True).count()
    members = present_in_department(department)
    if below or members:
        raise DepartmentInUse(name=department.name, below=below, members=members)
    return _set_active(by, department, False)


@transaction.atomic
def reopen_department(*, by: Member, department: Department) -> Department:
    """Take it into use again."""
    return _set_active(by, department, True)


def place_in_department(*, member: Member, department: Department | None) -> None:
    """From today on the member works there (None: nowhere). Inside the caller's transaction."""
    today = clock.today()
    present = DepartmentMembership.objects.filter(member=member, until_on=None).first()
    if (present.department_id if present else None) == (department.pk if department else None):
        return
    if present is not None and present.from_on >= today:
        present.delete()  # a change of the same day leaves no trace of a day never worked
    elif present is not None:
        present.until_on = today - dt.timedelta(days=1)
        present.save(update_fields=["until_on"])
    if department is not None:
        DepartmentMembership.objects.create(
            organisation=member.organisation, member=member, department=department, from_on=today
        )


def record_move(by: Member, member: Member, department: Department | None) -> None:
    """The audit entry of a move."""
    data = {"department": str(department.uuid) if department else None}
    record_by(by, "member.moved", member_target(member), data)


def _insert_or_find(organisation: Organisation, parent: Department | None, name: str) -> Department:
    """For rosters saved at once: who comes second takes what the first one made."""
    try:
        return _insert(organisation, parent, name)
    except DepartmentNameTaken:
        return Department.objects.get(organisation=organisation, parent=parent, name=name)


def _insert(organisation: Organisation, parent: Department | None, name: str) -> Department:
    department = Department(organisation=organisation, parent=parent, name=name)
    try:
        with transaction.atomic():
            department.save(force_insert=True)
    except IntegrityError:
        raise DepartmentNameTaken(name=name) from None
    department.path = f"{parent.path if parent else '/'}{department.pk}/"
    department.save(update_fields=["path"])
    return department


def _set_active(by: Member, department: Department, is_active: bool) -> Department:
    department.is_active = is_active
    department.save(update_fields=["is_active"])
    verb = "department.reopened" if is_active else "department.closed"
    record_by(by, verb, department_target(department), {"name": department.name})
    kind = DepartmentChangeKind.REOPENED if is_active else DepartmentChangeKind.CLOSED
    keep_change(by, department, kind)
    return department


def keep_change(
    by: Member,
    department: Department,
    kind: DepartmentChangeKind,
    before: str = "",
    after: str = "",
) -> None:
    """Write down what became of a department."""
    DepartmentChange.objects.create(
        organisation=by.organisation,
        department=department,
        kind=kind,
        before=before,
        after=after,
        by_name=by.name,
        on=clock.today(),
        changed_at=clock.now(),
    )


def department_target(department: Department) -> str:
    return f"department:{department.uuid}"
