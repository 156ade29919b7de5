"""Signing the heads of all chains, once a day, with the key that is outside of the database."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from terakoya.evidence.signatures import Head, sign, statement_of

from ..common import clock
from .key_folder import KeyFolder
from .models import AuditEntry, SignedHead
from .selectors import (
    head_of,
    is_signed_by_its_key,
    key_folder,
    latest_run,
    signed_heads_of_run,
)
from .services import record

log = logging.getLogger(__name__)

# Rows of PostgreSQL get their number before they are committed: a look back this far finds those
# that came late. What came later still is signed when its chain grows again.
LOOK_BACK: Final = 10_000
BATCH: Final = 200


def sign_heads() -> int:
    """Sign every chain that has grown since it was last signed; how many there were.

    A run that another worker has meanwhile made fails at its number, and changes nothing.
    """
    folder = key_folder()
    _make_key(folder)
    _catch_up_journal(folder)
    run = max(folder.journal.last_number(), latest_run()) + 1
    moment = clock.now()
    rows = [row for batch in _grown_chains() for row in _signed(folder, batch, run, moment)]
    if not rows:
        return 0
    with transaction.atomic():
        SignedHead.objects.bulk_create(rows, batch_size=BATCH)
    folder.journal.add_run(run, [head_of(row) for row in rows], moment)
    return len(rows)


def _make_key(folder: KeyFolder) -> None:
    was_there = folder.has_key
    folder.key()  # raises what is wrong with it, also when there is nothing to sign
    if was_there:
        return
    log.warning("audit log: a new key signs from now on; its fingerprint is at /verify/")
    record(
        organisation_uuid=None,
        actor_uuid=None,
        verb="portal.signing_key_made",
        data={"fingerprint": folder.fingerprint()},
    )


def _catch_up_journal(folder: KeyFolder) -> None:
    """Write the line of a run whose worker was killed before it could."""
    run = latest_run()
    if run <= folder.journal.last_number():
        return
    own = bytes(folder.key().verify_key).hex()
    rows = list(signed_heads_of_run(run))
    if all(row.public_key == own and is_signed_by_its_key(row) for row in rows):
        folder.journal.add_run(run, [head_of(row) for row in rows], rows[0].signed_at)


def _grown_chains() -> Iterable[Sequence[AuditEntry]]:
    """The last entries of chains that are not signed up to there, some at a time."""
    seen = SignedHead.objects.aggregate(last=Max("entry_id"))["last"] or 0
    recent = AuditEntry.objects.filter(id__gt=seen - LOOK_BACK)
    chains = list(recent.order_by().values_list("organisation_uuid", flat=True).distinct())
    for start in range(0, len(chains), BATCH):
        yield _unsigned_heads(chains[start : start + BATCH])


def _unsigned_heads(chains: Sequence[uuid.UUID | None]) -> list[AuditEntry]:
    lasts = _last_sequences(AuditEntry.objects.all(), chains)
    signed = _last_sequences(SignedHead.objects.all(), chains)
    grown = Q(pk__in=[])
    for chain, sequence in lasts.items():
        if sequence > signed.get(chain, 0):
            grown |= Q(organisation_uuid=chain, sequence=sequence)
    return list(AuditEntry.objects.filter(grown).order_by("id"))


def _last_sequences(
    rows: QuerySet[AuditEntry] | QuerySet[SignedHead], chains: Sequence[uuid.UUID | None]
) -> dict[uuid.UUID | None, int]:
    wanted = Q(organisation_uuid__in=[one for one in chains if one is not None])
    if None in chains:
        wanted |= Q(organisation_uuid=None)
    found = rows.filter(wanted).order_by().values("organisation_uuid")
    return {one["organisation_uuid"]: one["last"] for one in found.annotate(last=Max("sequence"))}


def _signed(
    folder: KeyFolder, entries: Sequence[AuditEntry], run: int, moment: dt.datetime
) -> list[SignedHead]:
    key = folder.key()
    return [
        SignedHead(
            organisation_uuid=entry.organisation_uuid,
            run=run,
            sequence=entry.sequence,
            head=entry.entry_hash,
            entry_id=entry.pk,
            signed_at=moment,
            public_key=bytes(key.verify_key).hex(),
            signature=sign(
                key,
                statement_of(
                    Head(entry.organisation_uuid, entry.sequence, entry.entry_hash),
                    run=run,
                    signed_at=moment,
                ),
            ),
        )
        for entry in entries
    ]
