"""Opening a customer's page: seen by the customer, with the reason."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ...accounts.models import Organisation, Person
from ...audit.models import AuditEntry
from ...audit.services import record
from ...common import clock
from ..choices import OpeningReason
from ..errors import ReasonMissing

OPENED: Final = "operator.customer_opened"
OPEN_FOR: Final = dt.timedelta(hours=1)


def open_customer(
    *, by: Person, organisation: Organisation, reason: OpeningReason, words: str = ""
) -> None:
    """Note in the customer's own audit log who opens their page and why; it opens for an hour.

    `words` are needed where the reason is another one. Raises `ReasonMissing`.
    """
    said = " ".join(words.split())
    if reason is OpeningReason.OTHER and not said:
        raise ReasonMissing
    if has_opened(by, organisation):
        return
    told = f"{reason.label}：{said}" if said else str(reason.label)
    record(
        organisation_uuid=organisation.uuid,
        actor_uuid=by.uuid,
        verb="operator.customer_opened",
        target=f"organisation:{organisation.uuid}",
        data={"reason": told},
    )


def has_opened(by: Person, organisation: Organisation) -> bool:
    """Whether the operator has given a reason within the last hour; one statement."""
    return AuditEntry.objects.filter(
        organisation_uuid=organisation.uuid,
        actor_uuid=by.uuid,
        verb=OPENED,
        created_at__gt=clock.now() - OPEN_FOR,
    ).exists()
