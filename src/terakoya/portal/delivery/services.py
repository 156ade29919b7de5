"""Queueing what must leave, leasing jobs, and taking numbers without gaps."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ..common import clock
from .attachments import AttachmentName
from .errors import AddressNotUsable
from .models import Counter, JobLease, OutboxMessage

MAIL = "mail"


def queue_mail(
    *,
    organisation_uuid: uuid.UUID | None,
    to: str,
    subject: str,
    text: str,
    language: str,
    html: str = "",
) -> OutboxMessage:
    """Write a mail into the outbox; it leaves after the caller's transaction has committed."""
    return queue_mails([mail_of(organisation_uuid, to, subject, text, language, html)])[0]


def queue_message(kind: str, payload: dict[str, Any]) -> None:
    """Write a message of another kind into the outbox (sending.register_sender)."""
    moment = clock.now()
    OutboxMessage.objects.create(kind=kind, payload=payload, created_at=moment, run_after=moment)


def queue_mails(mails: list[OutboxMessage]) -> list[OutboxMessage]:
    """Write many mails made by `mail_of` in few statements."""
    return OutboxMessage.objects.bulk_create(mails, batch_size=500)


def mail_of(
    organisation_uuid: uuid.UUID | None,
    to: str,
    subject: str,
    text: str,
    language: str,
    html: str = "",
    *,
    attachments: Sequence[AttachmentName] = (),
    files_said: str = "",
) -> OutboxMessage:
    """A mail that is not written yet. Line breaks in the subject become spaces.

    What is attached is read when the mail leaves. `files_said` is the sentence of the text that
    tells of it; a mail that cannot carry the files says something else in its place.
    """
    try:
        validate_email(to)
    except ValidationError:
        raise AddressNotUsable(
            _("メールアドレスの形が正しくありません。name@example.com の形で入力してください。"),
            field="email",
        ) from None
    moment = clock.now()
    return OutboxMessage(
        organisation_uuid=organisation_uuid,
        kind=MAIL,
        payload={
            "to": to,
            "subject": " ".join(subject.split()),
            "text": text,
            "html": html,
            "language": language,
            **(_files(attachments, files_said) if attachments else {}),
        },
        created_at=moment,
        run_after=moment,
    )


def _files(attachments: Sequence[AttachmentName], said: str) -> dict[str, Any]:
    return {"attachments": [one.as_json() for one in attachments], "files_said": said}


def send_again(messages: QuerySet[OutboxMessage]) -> int:
    """Let messages that were given up leave once more; how many."""
    given_up = messages.filter(failed_at__isnull=False, sent_at=None)
    return given_up.update(failed_at=None, attempts=0, last_error="", run_after=clock.now())


def next_number(name: str) -> int:
    """The next number of a series; given back if the caller's transaction rolls back.

    The series is locked until that transaction ends: take the number late.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("next_number belongs into the transaction that uses the number")
    series = Counter.objects.filter(name=name)
    if not series.update(value=F("value") + 1):
        try:
            with transaction.atomic():
                Counter.objects.create(name=name, value=1)
            return 1
        except IntegrityError:  # somebody else began the series meanwhile, and has committed
            series.update(value=F("value") + 1)
    return series.values_list("value", flat=True).get()


def acquire_lease(*, name: str, holder: str, seconds: int) -> bool:
    """Become the one who runs a job, unless another one's lease still runs."""
    moment = clock.now()
    until = moment + dt.timedelta(seconds=seconds)
    free = JobLease.objects.filter(Q(until__lte=moment) | Q(holder=holder), name=name)
    if free.update(holder=holder, until=until):
        return True
    try:
        with transaction.atomic():
            JobLease.objects.create(name=name, holder=holder, until=until)
        return True
    except IntegrityError:
        return False


def keep_lease(*, name: str, holder: str, seconds: int) -> None:
    """Note that somebody holds a lease which several may hold at a time; the last one is kept."""
    until = clock.now() + dt.timedelta(seconds=seconds)
    if not JobLease.objects.filter(name=name).update(holder=holder, until=until):
        with suppress(IntegrityError), transaction.atomic():
            JobLease.objects.create(name=name, holder=holder, until=until)
