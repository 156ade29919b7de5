"""Making, changing and deleting groups by rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ..errors import GroupInUse, GroupUnusable, MemberOfAnother
from ..models import Group, GroupCondition
from ..selectors.groups import is_used

MOST_CONDITIONS = 200


def save_group(
    *, by: Member, name: str, conditions: Iterable[GroupCondition], group: Group | None = None
) -> Group:
    """Make a group, or give an existing one another name and other conditions.

    Assignments for it follow at once. Raises `GroupUnusable` without a condition, with too many,
    or with the name of another group; `MemberOfAnother` for a stranger's department.
    """
    rows = list(conditions)
    _check(by, name, rows)
    try:
        with transaction.atomic():
            saved = _keep(by, name, rows, group)
    except IntegrityError:
        raise GroupUnusable(
            _("同じ名前のグループがあります。別の名前にしてください。"), field="name"
        ) from None
    return saved


def _check(by: Member, name: str, rows: list[GroupCondition]) -> None:
    if not name.strip():
        raise GroupUnusable(_("グループの名前を入力してください。"), field="name")
    if not rows:
        raise GroupUnusable(_("条件を1つ以上選んでください。"))
    if len(rows) > MOST_CONDITIONS:
        raise GroupUnusable(_("条件は200個までにしてください。"))
    owners = {one.department.organisation_id for one in rows if one.department}
    if owners - {by.organisation_id}:
        raise MemberOfAnother(_("ほかの会社・団体の部署は選べません。選び直してください。"))


def _keep(by: Member, name: str, rows: list[GroupCondition], group: Group | None) -> Group:
    if group is None:
        group = Group(organisation_id=by.organisation_id, created_at=clock.now())
    group.name = name.strip()
    group.save()
    group.conditions.all().delete()
    for one in rows:
        one.group, one.organisation_id = group, by.organisation_id
    GroupCondition.objects.bulk_create(rows)
    _note(by, group, "learning.group_saved", {"name": group.name, "conditions": _said(rows)})
    return group


def _said(rows: Iterable[GroupCondition]) -> list[list[str]]:
    return [
        [one.kind, str(one.department.uuid if one.department else one.since or one.text)]
        for one in rows
    ]


@transaction.atomic
def delete_group(*, by: Member, group: Group) -> None:
    """Delete a group that no assignment is for. Raises `GroupInUse`."""
    if is_used(group):
        raise GroupInUse(
            _("割り当てに使われているグループは、消せません。条件は変えられます。"), field="group"
        )
    _note(by, group, "learning.group_deleted", {"name": group.name})
    group.delete()


def _note(by: Member, group: Group, verb: str, data: dict[str, Any]) -> None:
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=str(group.uuid),
        data=data,
    )
