"""The tree changed: a department under another one, or become one with another one."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from ...common import clock
from ..choices import DepartmentChangeKind
from ..errors import (
    DepartmentInUse,
    DepartmentNameTaken,
    DepartmentTooDeep,
    DepartmentUnderItself,
)
from ..models import (
    ConcurrentPost,
    Department,
    DepartmentMembership,
    InviteLink,
    Member,
    Organisation,
    RoleGrant,
)
from ..paths import DEEPEST
from ..selectors import department_tree
from ..signals import departments_merged
from .base import record_by
from .departments import department_target, keep_change
from .roster_writing import chunks, end_places, set_posts


@transaction.atomic
def move_department(*, by: Member, department: Department, parent: Department | None) -> Department:
    """Put it, with all that is below it, under another one, or at the root (`None`)."""
    _lock(by)
    department.refresh_from_db()
    if parent is not None:
        parent.refresh_from_db()
    if department.parent_id == (parent.pk if parent else None):
        return department
    _check_place(department, parent)
    before = department_tree(by.organisation).label_of(department.pk)
    _set_parent(department, parent)
    after = department_tree(by.organisation).label_of(department.pk)
    record_by(
        by, "department.moved", department_target(department), {"before": before, "after": after}
    )
    keep_change(by, department, DepartmentChangeKind.MOVED, before, after)
    return department


@transaction.atomic
def merge_department(*, by: Member, department: Department, into: Department) -> Department:
    """Let its members and what is below it belong to another one from today on, and close it.

    Who worked there until today stays in the history. What is assigned to it is assigned to the
    other one as well; who led it leads nothing any more, so that nobody sees more than before.
    """
    _lock(by)
    department.refresh_from_db()
    into.refresh_from_db()
    if into.path.startswith(department.path):
        raise DepartmentUnderItself(name=department.name)
    if not into.is_active:
        raise DepartmentInUse(name=into.name, members=0, below=0)
    tree = department_tree(by.organisation)
    before, after = tree.label_of(department.pk), tree.label_of(into.pk)
    for child in Department.objects.filter(parent=department).order_by("id"):
        _check_place(child, into)
        _set_parent(child, into)
    _take_members(by, department, into)
    InviteLink.objects.filter(department=department).update(department=into)
    RoleGrant.objects.filter(department=department).delete()
    Department.objects.filter(pk=department.pk).update(is_active=False)
    department.is_active = False
    departments_merged.send(sender=Department, department=department, into=into)
    record_by(
        by, "department.merged", department_target(department), {"before": before, "after": after}
    )
    keep_change(by, department, DepartmentChangeKind.MERGED, before, after)
    return department


def _lock(by: Member) -> None:
    """One change of the tree at a time: two moves at once could make a ring."""
    Organisation.objects.select_for_update().get(pk=by.organisation_id)


def _check_place(department: Department, parent: Department | None) -> None:
    if parent is None:
        return
    if parent.path.startswith(department.path):
        raise DepartmentUnderItself(name=department.name)
    own = _depth(department.path)
    paths = Department.objects.filter(
        organisation=department.organisation_id, path__startswith=department.path
    ).values_list("path", flat=True)
    deepest = max(_depth(path) for path in paths) - own + 1
    if _depth(parent.path) + deepest > DEEPEST:
        raise DepartmentTooDeep(most=DEEPEST, field="target")


def _depth(path: str) -> int:
    return path.count("/") - 1


def _set_parent(department: Department, parent: Department | None) -> None:
    """One statement for the paths of all that is below."""
    old = department.path
    new = f"{parent.path if parent else '/'}{department.pk}/"
    department.parent = parent
    try:
        with transaction.atomic():
            department.save(update_fields=["parent"])
    except IntegrityError:
        raise DepartmentNameTaken(name=department.name, field="target") from None
    Department.objects.filter(organisation=department.organisation_id, path__startswith=old).update(
        path=Concat(Value(new), Substr(F("path"), len(old) + 1))
    )
    department.path = new


def _take_members(by: Member, department: Department, into: Department) -> None:
    """Everybody who works there now, whether or not they have left since."""
    today = clock.today()
    now = DepartmentMembership.objects.filter(department=department, until_on=None)
    for part in chunks(now.values_list("member_id", flat=True)):
        end_places(DepartmentMembership, part, today)
        DepartmentMembership.objects.bulk_create(
            DepartmentMembership(
                organisation=by.organisation, member_id=member, department=into, from_on=today
            )
            for member in part
        )
    posts = ConcurrentPost.objects.filter(department=department, until_on=None)
    for part in chunks(posts.values_list("member_id", flat=True)):
        _take_posts(by, department, into, part)


def _take_posts(by: Member, department: Department, into: Department, members: list[int]) -> None:
    wanted: dict[int, set[int]] = {member: set() for member in members}
    rows = ConcurrentPost.objects.filter(member__in=members, until_on=None)
    for member, place in rows.values_list("member_id", "department_id"):
        wanted[member].add(into.pk if place == department.pk else place)
    at_home = DepartmentMembership.objects.filter(
        member__in=members, department=into, until_on=None
    )
    for member in at_home.values_list("member_id", flat=True):
        wanted[member].discard(into.pk)
    set_posts(by.organisation, wanted, clock.today())
