"""Writing the audit log, inside the transaction of the change that it tells of."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import rfc8785
from django.db import IntegrityError, connection, transaction

from terakoya.evidence.chain import commitment_of, entry_hash_of, new_salt

from ..common import clock
from .models import AuditEntry, AuditPayload, WaitingEntry

# Only the very first entries of a chain can meet (there is no row to lock yet); each meeting
# is lost to an entry that now exists, so the second try waits at the lock.
TRIES = 5
MOST_AT_ONCE = 500


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
    said = _said(organisation_uuid, actor_uuid, verb, target, data)
    return _append(organisation_uuid, [said])[0]


def record_soon(
    *,
    organisation_uuid: uuid.UUID | None,
    actor_uuid: uuid.UUID | None,
    verb: str,
    target: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Write an entry down; a worker gives it its place in the chain within seconds.

    For what a whole organisation does in one minute, such as signing in: costs one statement,
    and nobody waits for the chain.
    """
    _said(organisation_uuid, actor_uuid, verb, target, data).save(force_insert=True)


def append_waiting() -> int:
    """Give every waiting entry its place, oldest first; how many there were.

    Each transaction takes at most 500. Of two workers at once each takes its own.
    """
    total = 0
    while count := _append_some():
        total += count
    return total


@transaction.atomic
def _append_some() -> int:
    waiting = WaitingEntry.objects.select_for_update(skip_locked=True).order_by("id")
    taken = sorted(waiting[:MOST_AT_ONCE], key=lambda one: (str(one.organisation_uuid), one.pk))
    for organisation_uuid, some in groupby(taken, key=lambda one: one.organisation_uuid):
        _append(organisation_uuid, list(some))
    WaitingEntry.objects.filter(pk__in=[one.pk for one in taken]).delete()
    return len(taken)


def _said(
    organisation_uuid: uuid.UUID | None,
    actor_uuid: uuid.UUID | None,
    verb: str,
    target: str,
    data: Mapping[str, Any] | None,
) -> WaitingEntry:
    return WaitingEntry(
        organisation_uuid=organisation_uuid,
        actor_uuid=actor_uuid,
        verb=verb,
        target=target,
        created_at=clock.now(),
        # As it will be read back, so that the commitment holds for the stored payload.
        data=json.loads(rfc8785.dumps(dict(data or {}))),
    )


def _append(organisation_uuid: uuid.UUID | None, said: Sequence[WaitingEntry]) -> list[AuditEntry]:
    for _ in range(TRIES - 1):
        try:
            return _append_once(organisation_uuid, said)
        except IntegrityError:
            continue
    return _append_once(organisation_uuid, said)


@transaction.atomic
def _append_once(
    organisation_uuid: uuid.UUID | None, said: Sequence[WaitingEntry]
) -> list[AuditEntry]:
    chain = AuditEntry.objects.filter(organisation_uuid=organisation_uuid)
    if connection.features.has_select_for_update:
        # The first row of the chain is its lock. (The last row would not do: who waited for it
        # would then hold a row that is the last no more.) SQLite's writer is alone anyway.
        chain.select_for_update(no_key=True).filter(sequence=1).values_list("pk").first()
    last = chain.order_by("-sequence").values_list("sequence", "entry_hash").first()
    sequence, previous = last or (0, "")
    entries, salts = [], []
    for one in said:
        sequence += 1
        salts.append(new_salt())
        entries.append(_linked(one, sequence, previous, commitment_of(salts[-1], one.data)))
        previous = entries[-1].entry_hash
    AuditEntry.objects.bulk_create(entries)
    AuditPayload.objects.bulk_create(
        AuditPayload(organisation_uuid=organisation_uuid, entry=entry, salt=salt, data=one.data)
        for entry, salt, one in zip(entries, salts, said, strict=True)
    )
    return entries


def _linked(said: WaitingEntry, sequence: int, previous: str, commitment: str) -> AuditEntry:
    values: dict[str, Any] = {
        "organisation_uuid": said.organisation_uuid,
        "actor_uuid": said.actor_uuid,
        "sequence": sequence,
        "verb": said.verb,
        "target": said.target,
        "created_at": said.created_at,
        "commitment": commitment,
        "previous": previous,
    }
    return AuditEntry(**values, entry_hash=entry_hash_of(**values))
