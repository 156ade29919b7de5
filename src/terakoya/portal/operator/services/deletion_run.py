"""Carrying out deletions that were begun: batch after batch, each with its count, to the end."""

from __future__ import annotations

import logging
import time
from typing import Final

from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from ...accounts.models import Organisation
from ...audit.services import append_waiting
from ...common import clock
from ...common.retention import Rule
from ...delivery.services import next_number
from ...documents.selectors import seller_on
from ...documents.seller import seller_to_json
from ..deletion_kinds import FILES
from ..emails import mail_certificate
from ..models import Deletion
from ..organisation_data import delete_files, files_of, note_deletion, rules_of
from ..selectors.deletion import kept_rows

log = logging.getLogger(__name__)

# Well below the time after which a job counts as hanging.
SECONDS: Final = 300.0


def run_deletions(seconds: float = SECONDS) -> list[str]:
    """Go on with what was begun; the numbers of the certificates that came of it.

    May be cut short at any time and may run twice at once. One that fails stops no other, and is
    tried again.
    """
    until, done = time.monotonic() + seconds, []
    for found in Deletion.objects.filter(started_at__isnull=False, finished_at=None).order_by("pk"):
        try:
            if carry_out(found, until):
                done.append(found.number)
        except (DatabaseError, ProtectedError):
            log.exception("deletion %s failed", found.uuid)
    return done


def carry_out(found: Deletion, until: float) -> bool:
    """Delete until a moment of the monotonic clock; whether all is gone and certified."""
    append_waiting()  # what comes late would stay behind what is deleted
    _keep_files(found)
    for rule in rules_of(found.organisation):
        while _delete_some(found, rule):
            if time.monotonic() > until:
                return False
    _certify(found)
    return True


def _keep_files(found: Deletion) -> None:
    """Note the files once, before what names them goes."""
    with transaction.atomic():
        held = _held(found)
        if not held.files and not held.counts:
            held.files = sorted(files_of(held.organisation))
            held.save(update_fields=["files"])


def _delete_some(found: Deletion, rule: Rule) -> int:
    """A batch of a rule, counted in the same transaction; under a lock, so that none counts twice.

    0: nothing is left.
    """
    with transaction.atomic():
        held = _held(found)
        number = rule.run_batch()
        if number:
            held.counts[rule.name] = held.counts.get(rule.name, 0) + number
            held.save(update_fields=["counts"])
    return number


def _certify(found: Deletion) -> None:
    """The files, the number, the entry in the log and the mails: all of it, or none."""
    with transaction.atomic():
        held = _held(found)
        organisation = Organisation.objects.get(pk=held.organisation_id)
        if held.finished_at is None:
            held.counts[FILES] = delete_files(set(held.files))
            held.kept = kept_rows(organisation)
            held.seller = seller_to_json(seller_on(clock.today()))
            held.name, held.finished_at = organisation.name, clock.now()
            held.number = _next_number()
            mail_certificate(held)
            held.files, held.addresses = [], []
            held.save()
            note_deletion(
                organisation,
                verb="operator.deletion_done",
                actor_uuid=held.started_by.uuid if held.started_by else None,
                counts=held.counts,
            )
    found.refresh_from_db()


def _held(found: Deletion) -> Deletion:
    return Deletion.objects.select_for_update(no_key=True).get(pk=found.pk)


def _next_number() -> str:
    year = clock.today().year
    return f"D-{year}-{next_number(f'deletion:{year}'):06d}"
