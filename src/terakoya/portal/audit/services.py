"""Writing the audit log, inside the transaction of the change that it tells of."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any

import rfc8785
from django.db import IntegrityError, connection, transaction

from ..common import clock
from .chain import commitment_of, entry_hash_of, new_salt
from .models import AuditEntry, AuditPayload

# Only the very first entries of a chain can meet (there is no row to lock yet); each meeting
# is lost to an entry that now exists, so the second try waits at the lock.
TRIES = 5


def record(
    *,
    organisation_uuid: uuid.UUID | None,
    actor_uuid: uuid.UUID | None,
    verb: str,
    target: str = "",
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append an entry to the organisation's chain (None: the portal's own chain).

    Holds the chain until the caller's transaction ends: record last, after the slow work.
    """
    # Stored as it will be read back, so that the commitment holds for the stored payload.
    payload = json.loads(rfc8785.dumps(dict(data or {})))
    for _ in range(TRIES - 1):
        try:
            return _append(organisation_uuid, actor_uuid, verb, target, payload)
        except IntegrityError:
            continue
    return _append(organisation_uuid, actor_uuid, verb, target, payload)


def delete_payloads(*, organisation_uuid: uuid.UUID | None, before: dt.datetime) -> int:
    """Delete what entries older than a moment were about; the chain still verifies."""
    count, _ = AuditPayload.objects.filter(
        organisation_uuid=organisation_uuid, entry__created_at__lt=before
    ).delete()
    return count


@transaction.atomic
def _append(
    organisation_uuid: uuid.UUID | None,
    actor_uuid: uuid.UUID | None,
    verb: str,
    target: str,
    data: Any,
) -> AuditEntry:
    chain = AuditEntry.objects.filter(organisation_uuid=organisation_uuid)
    if connection.features.has_select_for_update:
        # The first row of the chain is its lock. (The last row would not do: who waited for it
        # would then hold a row that is the last no more.) SQLite's writer is alone anyway.
        chain.select_for_update(no_key=True).filter(sequence=1).values_list("pk").first()
    last = chain.order_by("-sequence").values_list("sequence", "entry_hash").first()
    sequence, previous = (last[0] + 1, last[1]) if last else (1, "")
    salt, moment = new_salt(), clock.now()
    commitment = commitment_of(salt, data)
    entry = AuditEntry.objects.create(
        organisation_uuid=organisation_uuid,
        actor_uuid=actor_uuid,
        sequence=sequence,
        verb=verb,
        target=target,
        created_at=moment,
        commitment=commitment,
        previous=previous,
        entry_hash=entry_hash_of(
            organisation_uuid=organisation_uuid,
            actor_uuid=actor_uuid,
            sequence=sequence,
            verb=verb,
            target=target,
            created_at=moment,
            commitment=commitment,
            previous=previous,
        ),
    )
    AuditPayload.objects.create(
        organisation_uuid=organisation_uuid, entry=entry, salt=salt, data=data
    )
    return entry
