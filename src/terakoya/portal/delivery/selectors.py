"""What waits, and what could not be sent."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from .models import OutboxMessage


def failed_messages(organisation_uuid: uuid.UUID | None) -> QuerySet[OutboxMessage]:
    """What an organisation's mails were given up on, newest first."""
    return OutboxMessage.objects.filter(
        organisation_uuid=organisation_uuid, failed_at__isnull=False
    ).order_by("-failed_at")


def waiting_count() -> int:
    """How many messages have not left yet."""
    return OutboxMessage.objects.filter(sent_at=None, failed_at=None).count()
