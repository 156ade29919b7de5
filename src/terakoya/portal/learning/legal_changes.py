"""What the law changed between two revisions of a course, as the vendor tells it.

An edition tells it by the vendor's revision that it stands on; its own wordings are no law.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from ..catalogue.choices import RevisionKind
from ..catalogue.models import Revision
from ..catalogue.selectors import changes_of, kept_with_published


@dataclass(frozen=True)
class LegalChanges:
    """The slides that legal changes name, and the earliest day on which one is in force.

    `effective_on` is `None` where nothing legal changed or no day is told.
    """

    slides: frozenset[str] = frozenset()
    effective_on: dt.date | None = None


@kept_with_published
@lru_cache(maxsize=256)
def legal_changes_between(compared_pk: int, revision_pk: int) -> LegalChanges:
    """What the law changed on the way from one revision to another; four statements, then kept."""
    rows = Revision.objects.defer("meta").in_bulk([compared_pk, revision_pk])
    revision = rows[revision_pk]
    vendors = Revision.objects.filter(
        course_id=revision.course_id,
        organisation=None,
        pk__gt=_vendor_pk(rows[compared_pk]),
        pk__lte=_vendor_pk(revision),
    )
    found = list(vendors.only("pk", "kind", "effective_on"))
    changes = [change for row in found for change in changes_of(row.pk) if change.kind == "legal"]
    told = [one.effective_on for one in changes if one.effective_on]
    # The course has one date for all its law, which is often older than that of the change.
    of_course = [one.effective_on for one in found if one.kind == RevisionKind.LEGAL]
    return LegalChanges(
        frozenset(one.slide for one in changes if one.slide),
        min(told or [one for one in of_course if one], default=None),
    )


def _vendor_pk(revision: Revision) -> int:
    """The vendor's revision that a revision stands on: its version begins an edition's label."""
    if revision.organisation_id is None:
        return revision.pk
    before = Revision.objects.filter(
        course_id=revision.course_id, organisation=None, pk__lt=revision.pk
    ).order_by("-pk")
    pks = dict(before.values_list("version", "pk").reverse())
    label = revision.version.rpartition("-")[0]
    return int(pks.get(label) or max(pks.values(), default=0))
