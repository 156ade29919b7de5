"""Single members of an assignment: who is exempt, and who has more time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ..errors import DueDateUnusable, MemberOfAnother, ReasonMissing
from ..models import Assignment, Exemption, Extension
from ..selectors.standing import assigned_members, members_with_runs

LONGEST_REASON = 200
BATCH = 1000


@transaction.atomic
def exempt_members(
    *, by: Member, assignment: Assignment, members: Sequence[Member], reason: str
) -> int:
    """Exempt members for a reason; those who have completed are passed over. How many were."""
    _refuse_others(by, members)
    words = " ".join(reason.split())
    if not words or len(words) > LONGEST_REASON:
        raise ReasonMissing(
            _("免除の理由を、200字までで入力してください（例：育児休業中のため）。"),
            field="reason",
        )
    open_runs = members_with_runs(assignment).filter(run__completed_at=None)
    keys = list(open_runs.filter(pk__in=[one.pk for one in members]).values_list("pk", "uuid"))
    rows = (
        Exemption(
            organisation_id=by.organisation_id,
            assignment=assignment,
            member_id=key,
            reason=words,
            created_at=clock.now(),
        )
        for key, _uuid in keys
    )
    Exemption.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    _note(by, assignment, "learning.exempted", {"members": _texts(keys), "reason": words})
    return len(keys)


@transaction.atomic
def end_exemption(*, by: Member, assignment: Assignment, member: Member) -> None:
    """Let the assignment be for a member again."""
    _refuse_others(by, [member])
    if Exemption.objects.filter(assignment=assignment, member=member).delete()[0]:
        _note(by, assignment, "learning.exemption_ended", {"members": [str(member.uuid)]})


@transaction.atomic
def extend_members(
    *, by: Member, assignment: Assignment, members: Sequence[Member], due_on: dt.date
) -> int:
    """Give some members of an assignment another due date, today or later. How many got it."""
    _refuse_others(by, members)
    if due_on < clock.today():
        words = _("新しい期限は、今日か、今日より後の日にしてください。")
        raise DueDateUnusable(words, field="due_on")
    chosen = assigned_members(assignment).filter(pk__in=[one.pk for one in members])
    keys = list(chosen.values_list("pk", "uuid"))
    rows = (
        Extension(
            organisation_id=by.organisation_id,
            assignment=assignment,
            member_id=key,
            due_on=due_on,
            by_arrival=False,
            created_at=clock.now(),
        )
        for key, _uuid in keys
    )
    Extension.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["assignment", "member"],
        update_fields=["due_on", "by_arrival", "created_at"],
    )
    data = {"members": _texts(keys), "due_on": str(due_on)}
    _note(by, assignment, "learning.due_date_extended", data)
    return len(keys)


def _texts(keys: Sequence[tuple[int, Any]]) -> list[str]:
    return [str(public) for _key, public in keys]


def _refuse_others(by: Member, members: Sequence[Member]) -> None:
    if any(member.organisation_id != by.organisation_id for member in members):
        raise MemberOfAnother(_("ほかの会社・団体のメンバーは選べません。選び直してください。"))


def _note(by: Member, assignment: Assignment, verb: str, data: dict[str, Any]) -> None:
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=str(assignment.uuid),
        data=data,
    )
