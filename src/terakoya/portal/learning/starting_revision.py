"""Which revision a new run of an assignment starts on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, OuterRef, Subquery

from ..catalogue.models import Revision
from ..catalogue.selectors import latest_revision, offered_revisions
from .models import Assignment


def starting_revision(assignment: Assignment) -> Revision:
    """The revision of the chosen edition, else what the organisation offers of the course."""
    return latest_revision(assignment.course, assignment.organisation_id, assignment.offer_id)


def starting_revisions(assignments: Iterable[Assignment]) -> dict[int, int]:
    """Assignment → its `starting_revision`; those without one are left out. One statement."""
    chosen = [one.pk for one in assignments]
    if not chosen:
        return {}
    offered = offered_revisions(OuterRef("organisation"), OuterRef("offer"))
    newest = Subquery(offered.filter(course=OuterRef("course")).values("pk")[:1])
    found = Assignment.objects.filter(pk__in=chosen).annotate(newest=newest)
    return dict(found.exclude(newest=None).values_list("pk", F("newest")))
