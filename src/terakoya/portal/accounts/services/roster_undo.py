"""Undoing the last import: back to how it was, as far as nothing later rests on it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from ...common import clock
from ..choices import Role, RosterKind, RosterState
from ..errors import NotUndoable
from ..models import (
    ConcurrentPost,
    Department,
    DepartmentMembership,
    Member,
    Organisation,
    RoleGrant,
    RosterImport,
    RosterLine,
)
from ..roster.comparison import TEXTS
from .base import record_by
from .roster_writing import (
    DAYS,
    NULLABLE,
    chunks,
    end_access,
    set_posts,
    set_values,
    upsert,
)

VALUES: Final = (*(column.value for column in TEXTS), *DAYS)


@dataclass(slots=True)
class _Undoing:
    """A line beside the member as they are now."""

    line: RosterLine
    member: Member


def is_undoable(found: RosterImport) -> bool:
    """Whether it was written, and none after it was."""
    if found.state != RosterState.APPLIED:
        return False
    written = RosterImport.objects.filter(
        organisation=found.organisation_id, state=RosterState.APPLIED
    )
    return not written.filter(applied_at__gt=found.applied_at).exists()


@transaction.atomic
def undo_import(*, by: Member, found: RosterImport) -> int:
    """Set everything back that nothing later rests on; how many lines stay as they are.

    Those say why (`kept`). People whom the import added leave again.
    """
    Organisation.objects.select_for_update().get(pk=found.organisation_id)
    found.refresh_from_db(from_queryset=RosterImport.objects.select_related("organisation"))
    if not is_undoable(found):
        raise NotUndoable
    began = (found.applied_at or clock.now()).astimezone(clock.TOKYO).date()
    _undo_leaders(found)
    lines = RosterLine.objects.filter(roster_import=found, member__isnull=False)
    for part in chunks(lines.exclude(kind=RosterKind.LEADER).order_by("id").iterator()):
        _undo_part(found, part, began)
    kept = RosterLine.objects.filter(roster_import=found).exclude(kept="").count()
    _close_departments(found)
    found.state, found.undone_at = RosterState.UNDONE, clock.now()
    found.save(update_fields=["state", "undone_at"])
    said = {"import": str(found.uuid), "kept": kept}
    record_by(by, "roster.undone", f"organisation:{found.organisation.uuid}", said)
    return kept


def _undo_part(found: RosterImport, lines: Sequence[RosterLine], began: dt.date) -> None:
    members = _members_of(line.member for line in lines)
    pairs = [_Undoing(line, members[line.member]) for line in lines if line.member in members]
    offices = set(
        RoleGrant.objects.in_force()
        .filter(member__in=[one.member.pk for one in pairs])
        .values_list("member_id", flat=True)
    )
    taken = _taken(found, pairs)
    for one in pairs:
        one.line.kept = _why_kept(one, one.member.pk in offices, taken)
    upsert(RosterLine, (one.line for one in pairs if one.line.kept), ["kept"])
    undone = [one for one in pairs if not one.line.kept]
    added = [one.member for one in undone if one.line.kind == RosterKind.ADDED]
    _let_leave(added)
    others = [one for one in undone if one.line.kind != RosterKind.ADDED]
    _set_back(others)
    _place_back(found, others, began)


def _members_of(uuids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, Member]:
    rows = Member.objects.filter(uuid__in=[one for one in uuids if one])
    return {one.uuid: one for one in rows}


def _taken(found: RosterImport, pairs: Sequence[_Undoing]) -> set[str]:
    """Numbers and addresses from before that somebody else has by now."""
    taken: set[str] = set()
    for name in NULLABLE:
        changing = [one for one in pairs if name in one.line.before]
        wanted = {one.line.before[name] for one in changing if one.line.before[name]}
        others = Member.objects.filter(
            organisation=found.organisation_id, **{f"{name}__in": wanted}
        ).exclude(pk__in=[one.member.pk for one in changing])
        taken.update(others.values_list(name, flat=True))
    return taken


def _why_kept(one: _Undoing, has_office: bool, taken: set[str]) -> str:
    """Why a line cannot be undone; empty: it can."""
    member, line = one.member, one.line
    if line.kind == RosterKind.ADDED:
        if member.joined_at is not None:
            return _("もう参加しています。退職にするときは「メンバー」で登録してください。")
        if has_office:
            return _("役割が付いています。役割を外してから「メンバー」で退職にしてください。")
        return ""
    if any(_now(member, name) != value for name, value in line.after.items() if name in VALUES):
        return _("取り込みの後に変えられています。「メンバー」で直してください。")
    if any(line.before.get(name) in taken for name in NULLABLE if line.before.get(name)):
        return _("前の社員番号かメールは、今は別の人のものです。「メンバー」で直してください。")
    return ""


def _now(member: Member, name: str) -> str:
    value = getattr(member, name)
    return value.isoformat() if isinstance(value, dt.date) else value or ""


def _let_leave(members: Sequence[Member]) -> None:
    keys = [one.pk for one in members if one.left_on is None or one.left_on > clock.today()]
    Member.objects.filter(pk__in=keys).update(left_on=clock.today())
    end_access(keys)


def _set_back(pairs: Sequence[_Undoing]) -> None:
    """The values from before; numbers and addresses are freed first, since people may swap."""
    for name in NULLABLE:
        keys = [one.member.pk for one in pairs if name in one.line.after]
        Member.objects.filter(pk__in=keys).update(**{name: None})
    for one in pairs:
        before = {name: value for name, value in one.line.before.items() if name in VALUES}
        if one.line.before.get("_was_invited"):
            one.member.invited_at = clock.now()
        set_values(one.member, before)
    changed = sorted({name for one in pairs for name in one.line.before if name in VALUES})
    if any(one.line.before.get("_was_invited") for one in pairs):
        changed.append("invited_at")
    if changed:
        upsert(Member, (one.member for one in pairs), changed)


def _place_back(found: RosterImport, pairs: Sequence[_Undoing], began: dt.date) -> None:
    moved = [one for one in pairs if "department" in one.line.after]
    keys = [one.member.pk for one in moved]
    made = DepartmentMembership.objects.filter(member__in=keys, from_on__gte=began, until_on=None)
    made.delete()
    _reopen(found, moved, began)
    posts = {
        one.member.pk: set(one.line.before["_posts"])
        for one in pairs
        if "_posts" in one.line.before
    }
    if posts:
        _posts_back(found, posts, began)


def _reopen(found: RosterImport, moved: Sequence[_Undoing], began: dt.date) -> None:
    """Where they worked before goes on, as if it had never ended."""
    ended = DepartmentMembership.objects.filter(
        member__in=[one.member.pk for one in moved], until_on=began - dt.timedelta(days=1)
    )
    keys = {
        (member, department, since.isoformat()): key
        for key, member, department, since in ended.values_list(
            "pk", "member_id", "department_id", "from_on"
        )
    }
    reopened, made = [], []
    for one in moved:
        department, since = one.line.before.get("_department"), one.line.before.get("_since")
        key = keys.get((one.member.pk, department, since))
        if key is not None:
            reopened.append(key)
        elif department is not None and since:
            made.append(
                DepartmentMembership(
                    organisation=found.organisation,
                    member=one.member,
                    department_id=department,
                    from_on=since,
                )
            )
    DepartmentMembership.objects.filter(pk__in=reopened).update(until_on=None)
    DepartmentMembership.objects.bulk_create(made)


def _posts_back(found: RosterImport, posts: dict[int, set[int]], began: dt.date) -> None:
    made = ConcurrentPost.objects.filter(member__in=posts, from_on__gte=began, until_on=None)
    made.delete()
    ended = ConcurrentPost.objects.filter(member__in=posts, until_on=began - dt.timedelta(days=1))
    keys = [
        key
        for key, member, department in ended.values_list("pk", "member_id", "department_id")
        if department in posts[member]
    ]
    ConcurrentPost.objects.filter(pk__in=keys).update(until_on=None)
    set_posts(found.organisation, posts, clock.today())


def _undo_leaders(found: RosterImport) -> None:
    lines = RosterLine.objects.filter(roster_import=found, kind=RosterKind.LEADER)
    for part in chunks(lines.order_by("id")):
        members = _members_of(line.member for line in part)
        for line in part:
            if member := members.get(line.member):
                _undo_leader(found, line, member)


def _undo_leader(found: RosterImport, line: RosterLine, member: Member) -> None:
    said = line.after or line.before
    grant = {"member": member, "role": Role.SUPERVISOR, "department_id": said["_department"]}
    if line.after:
        RoleGrant.objects.filter(**grant, is_from_roster=True).delete()
    else:
        given = {"organisation": found.organisation, "is_from_roster": True}
        RoleGrant.objects.get_or_create(**grant, defaults=given)


def _close_departments(found: RosterImport) -> None:
    """What the import made and nobody works in any more goes out of use, leaves first."""
    made = Department.objects.filter(
        organisation=found.organisation_id, pk__in=found.facts.get("made_departments", [])
    )
    used = set(
        DepartmentMembership.objects.filter(
            organisation=found.organisation_id,
            until_on=None,
            member__in=Member.objects.present(),
        ).values_list("department_id", flat=True)
    )
    below = Department.objects.filter(organisation=found.organisation_id, is_active=True)
    used |= set(below.exclude(pk__in=made).values_list("parent_id", flat=True))
    closing = []
    for department in sorted(made, key=lambda one: -one.path.count("/")):
        if department.pk in used:
            used.add(department.parent_id or 0)
        else:
            closing.append(department.pk)
    for part in chunks(closing):
        Department.objects.filter(pk__in=part).update(is_active=False)
