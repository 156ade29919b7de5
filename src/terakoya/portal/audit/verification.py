"""The whole audit log verified: chains, signatures, journal. Writes nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import Max

from terakoya.evidence.signatures import fingerprint_of, root_of

from ..common import clock
from .key_folder import KeyFolder
from .models import AuditEntry, SignedHead
from .selectors import (
    entries_of,
    head_of,
    is_signed_by_its_key,
    signed_heads_of_run,
    verify_chain,
)

# The job runs daily; so long may it have been off without a word.
LATE: Final = dt.timedelta(days=3)


class Fault(StrEnum):
    """What does not verify."""

    ENTRY = "entry"
    SIGNATURE = "signature"
    KEY = "key"
    HEAD = "head"
    UNSIGNED = "unsigned"
    RUN = "run"
    JOURNAL = "journal"


@dataclass(frozen=True)
class Found:
    """One fault: in which chain (none: the portal's, or all), and at which number."""

    fault: Fault
    organisation_uuid: uuid.UUID | None
    number: int
    detail: str = ""


@dataclass(frozen=True)
class Verified:
    """How much was looked at, and what was found."""

    chains: int
    entries: int
    heads: int
    runs: int
    found: tuple[Found, ...]


def verify_log(folder: KeyFolder, fingerprints: Collection[str] = ()) -> Verified:
    """Verify every chain, its signed heads and the journal.

    Trusted is the key of the folder, and keys by their fingerprints. One pass over all entries.
    """
    trusted = {*fingerprints, folder.fingerprint()} - {""}
    chains = chains_with_rows()
    found = [fault for chain in chains for fault in verify_one(chain, trusted)]
    return Verified(
        chains=len(chains),
        entries=AuditEntry.objects.count(),
        heads=SignedHead.objects.count(),
        runs=len(folder.journal.runs()),
        found=(*found, *_journal_faults(folder)),
    )


def chains_with_rows() -> list[uuid.UUID | None]:
    """Every chain that has entries or signed heads, the portal's own first."""
    of_entries = AuditEntry.objects.order_by().values_list("organisation_uuid", flat=True)
    of_heads = SignedHead.objects.order_by().values_list("organisation_uuid", flat=True)
    return sorted({*of_entries.distinct(), *of_heads.distinct()}, key=lambda one: str(one or ""))


def verify_one(chain: uuid.UUID | None, trusted: Collection[str]) -> Iterator[Found]:
    """What does not verify of one chain and its signed heads."""
    if (broken := verify_chain(chain)) is not None:
        yield Found(Fault.ENTRY, chain, broken)
    rows = list(SignedHead.objects.filter(organisation_uuid=chain).order_by("sequence", "run"))
    hashes = _hashes_at(chain, [row.sequence for row in rows])
    for row in rows:
        if (fault := _fault_of(row, hashes.get(row.sequence), trusted)) is not None:
            yield fault
    last = rows[-1].sequence if rows else 0
    late = entries_of(chain).filter(sequence__gt=last, created_at__lt=clock.now() - LATE)
    if (until := late.aggregate(last=Max("sequence"))["last"]) is not None:
        yield Found(Fault.UNSIGNED, chain, last + 1, str(until))


def _hashes_at(chain: uuid.UUID | None, sequences: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(sequences), 500):
        part = AuditEntry.objects.filter(
            organisation_uuid=chain, sequence__in=sequences[start : start + 500]
        )
        found.update(part.values_list("sequence", "entry_hash"))
    return found


def _fault_of(row: SignedHead, stands: str | None, trusted: Collection[str]) -> Found | None:
    """The worst that is wrong with a signed head."""
    chain, number = row.organisation_uuid, row.sequence
    if not is_signed_by_its_key(row):
        return Found(Fault.SIGNATURE, chain, number)
    fingerprint = fingerprint_of(bytes.fromhex(row.public_key))
    if fingerprint not in trusted:
        return Found(Fault.KEY, chain, number, fingerprint)
    return None if stands == row.head else Found(Fault.HEAD, chain, number)


def _journal_faults(folder: KeyFolder) -> Iterator[Found]:
    """Runs whose heads are not all in the database as they were signed."""
    if (line := folder.journal.first_fault()) is not None:
        yield Found(Fault.JOURNAL, None, line)
    for run in folder.journal.runs():
        heads = [head_of(row) for row in signed_heads_of_run(run.number)]
        if len(heads) != run.heads or root_of(heads) != run.root:
            yield Found(Fault.RUN, None, run.number, f"{len(heads)} of {run.heads}")
