"""From a run to one reminder a member, in batches that a killed worker leaves whole.

A batch is one transaction: the members' pause rows are locked, reminders and mails are written,
and the run notes how far it is. Whoever does it again, or beside, goes on behind the last batch.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import transaction

from ...accounts.models import is_on_leave
from ...common import clock
from ...delivery.models import OutboxMessage
from ...delivery.services import queue_mails
from ..choices import Channel, ReminderState
from ..models import LastReminder, Reminder, ReminderRun
from ..selectors import HAS_ADDRESS, PAUSE, open_members
from .escalation import escalate

KIND: Final = "reminder"
BATCH: Final = 1000


def queue_unfinished() -> int:
    """Work off every run that is not queued to its end; how many batches that took."""
    count = 0
    waiting = ReminderRun.objects.filter(queued_at=None).order_by("id")
    for key in waiting.values_list("pk", flat=True):
        is_done = False
        while not is_done:
            is_done = queue_batch(key)
            count += 1
    return count


@transaction.atomic
def queue_batch(run_pk: int) -> bool:
    """Queue the next members of a run; whether it is done. Some ten statements."""
    run = (
        ReminderRun.objects.select_for_update(of=("self",))
        .select_related("assignment", "organisation")
        .get(pk=run_pk)
    )
    if run.queued_at is not None:
        return True
    on = run.send_at.astimezone(clock.TOKYO).date()
    rows = open_members(run.assignment, run.choice).exclude(is_on_leave(on))
    rows = rows.filter(pk__gt=run.last_member).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:BATCH])
    reached = _claim(run, keys, on)
    _write(run, reached, on)
    run.number += len(reached)
    if keys:
        run.last_member = keys[-1]
    is_done = len(keys) < BATCH
    if is_done:
        run.queued_at = clock.now()
        escalate(run)
    run.save(update_fields=["number", "last_member", "queued_at"])
    return is_done


def _claim(run: ReminderRun, keys: Sequence[int], on: dt.date) -> list[int]:
    """Of some members those whose pause is over; from now on it runs anew."""
    pauses = (LastReminder(organisation_id=run.organisation_id, member_id=key) for key in keys)
    LastReminder.objects.bulk_create(pauses, ignore_conflicts=True)
    locked = LastReminder.objects.select_for_update().filter(member__in=keys).order_by("member")
    reached = [
        key
        for key, last in locked.values_list("member", "on")
        if last is None or last + PAUSE <= on
    ]
    LastReminder.objects.filter(member__in=reached).update(on=on)
    return reached


def _write(run: ReminderRun, keys: Sequence[int], on: dt.date) -> None:
    mailed = set(_with_address(run, keys))
    reminders = [_reminder(run, key, on, has_mail=key in mailed) for key in keys]
    mails = [_message(run, one) for one in reminders if one.channel == Channel.MAIL]
    Reminder.objects.bulk_create(reminders, batch_size=BATCH)
    queue_mails(mails)


def _with_address(run: ReminderRun, keys: Sequence[int]) -> Iterable[int]:
    members: Any = open_members(run.assignment, run.choice)
    found: Iterable[int] = members.filter(HAS_ADDRESS, pk__in=keys).values_list("pk", flat=True)
    return found


def _reminder(run: ReminderRun, member: int, on: dt.date, *, has_mail: bool) -> Reminder:
    reminder = Reminder(
        organisation_id=run.organisation_id,
        run=run,
        member_id=member,
        on=on,
        channel=Channel.MAIL if has_mail else Channel.PAGE,
        state=ReminderState.WAITING if has_mail else ReminderState.SENT,
        sent_at=None if has_mail else run.send_at,
    )
    # The mail's Message-ID comes from it: sent twice, it shows once.
    reminder.message = reminder.uuid if has_mail else None
    return reminder


def _message(run: ReminderRun, reminder: Reminder) -> OutboxMessage:
    """Words and address are put in when it leaves, as things stand then."""
    return OutboxMessage(
        uuid=reminder.uuid,
        organisation_uuid=run.organisation.uuid,
        kind=KIND,
        payload={"reminder": str(reminder.uuid)},
        created_at=clock.now(),
        run_after=run.send_at,
    )
