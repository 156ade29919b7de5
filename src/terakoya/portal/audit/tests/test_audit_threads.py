"""Many threads append to one chain at once, some rolling back; the chain stays whole."""

from __future__ import annotations

import random
import uuid
from functools import partial

from django.db import transaction

from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.audit.selectors import verify_chain
from terakoya.portal.audit.services import append_waiting, record, record_soon
from terakoya.portal.delivery.tests.concurrency import (
    in_thread,
    in_threads,
    shared_database,
)

__all__ = ["shared_database"]
HERE = uuid.UUID(int=1)


class Undone(Exception):
    """A transaction that rolls back on purpose."""


def _append_some(seed: int) -> int:
    dice, kept = random.Random(seed), 0
    for number in range(8):
        try:
            with transaction.atomic():
                record(
                    organisation_uuid=HERE, actor_uuid=None, verb="x", data={"n": [seed, number]}
                )
                if dice.random() < 0.3:
                    raise Undone
            kept += 1
        except Undone:
            continue
    return kept


def test_record_by_16_threads_makes_one_whole_chain(shared_database: str) -> None:
    kept = sum(in_threads([partial(_append_some, seed) for seed in range(16)]))
    sequences = in_thread(lambda: list(AuditEntry.objects.values_list("sequence", flat=True)))
    assert sorted(sequences) == list(range(1, kept + 1))
    assert in_thread(lambda: verify_chain(HERE)) is None


def test_waiting_entries_are_appended_once_by_4_workers_at_once(shared_database: str) -> None:
    def write_down() -> None:
        for number in range(40):
            record_soon(organisation_uuid=HERE, actor_uuid=None, verb="x", data={"n": number})

    in_thread(write_down)
    assert sum(in_threads([append_waiting] * 4)) == 40
    assert in_thread(AuditEntry.objects.count) == 40
    assert in_thread(lambda: verify_chain(HERE)) is None
