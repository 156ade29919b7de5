"""Mails that were given up, sent once more."""

from __future__ import annotations

from django.db import transaction

from ...accounts.models import Person
from ...audit.services import record
from ...delivery.models import OutboxMessage
from ...delivery.services import send_again


@transaction.atomic
def send_mail_again(*, by: Person, message: OutboxMessage) -> None:
    """Let a mail leave once more; one that waits already is left alone."""
    if send_again(OutboxMessage.objects.filter(pk=message.pk)):
        record(
            organisation_uuid=None,
            actor_uuid=by.uuid,
            verb="operator.mail_sent_again",
            data={"name": str(message.payload.get("subject", ""))},
        )
