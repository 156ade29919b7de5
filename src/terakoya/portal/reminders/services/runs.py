"""Reminders that an officer sends by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ...learning.models import Assignment
from ...learning.standing_choice import Choice
from ..choices import RunKind
from ..errors import AssignmentOver, NobodyToRemind
from ..models import ReminderRun
from ..selectors import open_members, rested, settings_of
from ..wording import Words, check_words
from .queueing import queue_batch

# So many are queued in the request; the worker goes on with more.
BATCHES_AT_ONCE = 1


def remind_members(
    *, by: Member, assignment: Assignment, choice: Choice, texts: Mapping[str, Words]
) -> ReminderRun:
    """Remind those of a choice who have not completed and were not reminded within three days.

    Mails leave in working hours. Raises `AssignmentOver`, `TextUnusable` or `NobodyToRemind`, and
    sends nothing.
    """
    refuse_ended(assignment)
    for language, words in texts.items():
        check_words(words, language)
    send_at = settings_of(by.organisation_id).calendar.next_moment(clock.now())
    on = send_at.astimezone(clock.TOKYO).date()
    if not open_members(assignment, choice.as_json()).filter(rested(on)).exists():
        raise NobodyToRemind(
            _(
                "今、案内を送れる人がいません。修了した人と、3日以内に案内した人には送りません。"
                "対象を選び直してください。"
            )
        )
    run = _keep_run(by, assignment, choice, texts)
    for _batch in range(BATCHES_AT_ONCE):
        queue_batch(run.pk)
    run.refresh_from_db()
    return run


def refuse_ended(assignment: Assignment) -> None:
    """Raise `AssignmentOver` where nobody is asked any more."""
    if assignment.is_over(clock.today()):
        raise AssignmentOver(_("この割り当ては終了しています。案内は送れません。"))


@transaction.atomic
def _keep_run(
    by: Member, assignment: Assignment, choice: Choice, texts: Mapping[str, Words]
) -> ReminderRun:
    moment = clock.now()
    run = ReminderRun.objects.create(
        organisation_id=by.organisation_id,
        assignment=assignment,
        kind=RunKind.BY_HAND,
        by=by,
        choice=choice.as_json(),
        texts={language: asdict(words) for language, words in texts.items()},
        created_at=moment,
        send_at=settings_of(by.organisation_id).calendar.next_moment(moment),
    )
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="reminders.sent",
        target=str(assignment.uuid),
        data={"run": str(run.uuid), **choice.as_json()},
    )
    return run
