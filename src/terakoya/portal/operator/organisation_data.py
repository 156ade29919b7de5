"""All data of one organisation deleted, but its orders: by rule, or on its request."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.db import transaction

from ..accounts.models import Organisation
from ..accounts.retention import places_of
from ..audit.retention import payloads_of
from ..audit.services import append_waiting, record
from ..authoring.retention import decks_of
from ..billing.retention import billing_address_of, cost_splits_of
from ..catalogue.retention import (
    blobs_of,
    delete_unused_blobs,
    offers_of,
    own_courses_of,
    revisions_of,
)
from ..common.retention import Rule
from ..delivery.retention import bounces_of, messages_of
from ..editions.retention import editions_of, in_use, pictures_of
from ..evidence.retention import evidence_of
from ..inquiries.retention import inquiries_of
from ..learning.retention import records_of
from ..orders.retention import built_files_of, made_files_of
from ..reminders.retention import reminders_of
from ..surveys.retention import waves_of
from .retention import data_exports_of


def rules_of(organisation: Organisation) -> Iterator[Rule]:
    """What is deleted, in order; the members last, since they show that it is not done yet."""
    key, public_id = organisation.pk, organisation.uuid
    yield Rule("data-exports", lambda: data_exports_of(key), batch=1)
    yield from evidence_of(key)
    yield decks_of(key)
    yield from editions_of(key)
    yield waves_of(key)
    yield from reminders_of(key)
    yield from records_of(key)
    yield Rule("cost-splits", lambda: cost_splits_of(key))
    yield Rule("inquiries", lambda: inquiries_of(key), batch=50)
    yield Rule("billing-address", lambda: billing_address_of(key))
    yield Rule("made-files", lambda: made_files_of(key), batch=5)
    yield Rule("built-files", lambda: built_files_of(key), batch=20)
    yield Rule("own-revisions", lambda: revisions_of(key), batch=5)
    yield Rule("offers", lambda: offers_of(key))
    yield Rule("own-courses", lambda: own_courses_of(key))
    yield Rule("messages", lambda: messages_of(public_id))
    yield Rule("bounces", lambda: bounces_of(public_id))
    yield Rule("audit-payloads", lambda: payloads_of(public_id))
    yield from places_of(organisation)


def files_of(organisation: Organisation) -> set[str]:
    """The hashes of pictures, sounds and files that are in use by what will be deleted.

    Read before anything is deleted: afterwards nothing names them any more.
    """
    return pictures_of(organisation.pk) | blobs_of(organisation.pk)


def delete_files(hashes: set[str]) -> int:
    """Delete those of the files that nobody uses now; how many."""
    return delete_unused_blobs(hashes - in_use(hashes))


def delete_organisation_data(organisation: Organisation, *, verb: str) -> dict[str, int]:
    """Delete everything but orders, contracts, licences and the name they are made out to.

    In batches: may be broken off at any time, and goes on where it was. How many rows went, by
    rule; the audit log keeps the numbers.
    """
    append_waiting()  # what comes late would stay behind what is deleted
    hashes = files_of(organisation)
    counts: dict[str, int] = {}
    for rule in rules_of(organisation):
        while number := rule.run_batch():
            counts[rule.name] = counts.get(rule.name, 0) + number
    counts["blobs"] = delete_files(hashes)
    note_deletion(organisation, verb=verb, actor_uuid=None, counts=counts)
    return counts


def note_deletion(
    organisation: Organisation, *, verb: str, actor_uuid: uuid.UUID | None, counts: dict[str, int]
) -> None:
    """Forget the words that courses said of the organisation; the log keeps the numbers."""
    with transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(variables={})
        record(
            organisation_uuid=organisation.uuid,
            actor_uuid=actor_uuid,
            verb=verb,
            data={name: number for name, number in counts.items() if number},
        )
