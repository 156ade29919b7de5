"""Telling the holders of a manuscript of its new revisions, and that updates end. By a worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from django.db import transaction

from ...audit.services import record
from ...catalogue.models import Revision
from ...common import clock
from ..emails.contracts import mail_manuscript_updated, mail_updates_end
from ..models import ManuscriptLicence
from ..selectors.contracts import owners_of
from ..selectors.licences import covered

DAYS_BEFORE: Final = 30  # before the last day of updates the holders are told, once


def tell_of_manuscripts() -> int:
    """Tell of new revisions and of the end of updates, each once; how many were told."""
    return _tell_of_revisions() + _tell_of_ends()


def _tell_of_revisions() -> int:
    """Of each licence that gets updates, the newest revision that came after the purchase."""
    running = ManuscriptLicence.objects.filter(updates_until__gte=clock.today())
    revisions = list(
        Revision.objects.filter(course__in=running.values("course"), organisation=None)
        .defer("meta")
        .order_by("-id")
    )
    newest: dict[int, int] = {}
    for one in revisions:
        newest.setdefault(one.course_id, one.pk)
    behind = running.exclude(told__in=newest.values()).order_by("id")
    return sum(_tell_of_revision(one, revisions) for one in list(behind))


@transaction.atomic
def _tell_of_revision(licence: ManuscriptLicence, revisions: Collection[Revision]) -> bool:
    licence = _locked(licence)
    found = covered(licence, revisions)
    if not found or licence.told_id == found[0].pk:
        return False
    newest = found[0]
    licence.told = newest
    licence.save(update_fields=["told"])
    if len(found) == 1:  # what was bought: nothing has come since
        return False
    mail_manuscript_updated(owners_of(licence.organisation_id), licence, newest)
    _record(licence, "orders.manuscript_update_told", {"revision": newest.revision_id})
    return True


def _tell_of_ends() -> int:
    today = clock.today()
    near = ManuscriptLicence.objects.filter(
        end_told_at=None,
        updates_until__gte=today,
        updates_until__lte=today + dt.timedelta(days=DAYS_BEFORE),
    )
    return sum(_tell_of_end(one) for one in list(near.order_by("id")))


@transaction.atomic
def _tell_of_end(licence: ManuscriptLicence) -> bool:
    licence = _locked(licence)
    if licence.end_told_at is not None:
        return False
    licence.end_told_at = clock.now()
    licence.save(update_fields=["end_told_at"])
    mail_updates_end(owners_of(licence.organisation_id), licence)
    _record(licence, "orders.manuscript_end_told", {"until": licence.updates_until.isoformat()})
    return True


def _locked(licence: ManuscriptLicence) -> ManuscriptLicence:
    rows = ManuscriptLicence.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organisation", "course").get(pk=licence.pk)


def _record(licence: ManuscriptLicence, verb: str, data: dict[str, str]) -> None:
    record(
        organisation_uuid=licence.organisation.uuid,
        actor_uuid=None,
        verb=verb,
        target=str(licence.uuid),
        data=data,
    )
