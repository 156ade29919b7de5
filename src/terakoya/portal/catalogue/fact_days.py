"""The days on which the sources of facts were last looked at.

They are no part of a revision, so looking again renews them without a new one.
"""

from __future__ import annotations

import datetime as dt

from terakoya.courseware.law_watch import fact_uses
from terakoya.courseware.model import Course as Source

from .models import Revision, RevisionFact


def write_facts(revision: Revision, source: Source) -> None:
    """Write the facts of a revision that is being published.

    A course says itself when its sources were looked at. An organisation's state comes from a
    file that does not; it takes over the vendor's day of the same statement.
    """
    days = _days_of(source) if revision.organisation_id is None else _vendor_days(revision)
    RevisionFact.objects.bulk_create(
        RevisionFact(
            revision=revision,
            fact_id=one.fact,
            stated=one.stated,
            valid_until=one.valid_until,
            checked_on=days.get((one.fact, one.stated)),
            slides=one.slides,
            questions=one.questions,
        )
        for one in fact_uses(source)
    )


def renew_days(revision: Revision, source: Source) -> None:
    """Take over later days for a revision that is known; two statements at most."""
    days, stale = _days_of(source), []
    for row in RevisionFact.objects.filter(revision=revision):
        day = days.get((row.fact_id, row.stated))
        if day is not None and (row.checked_on is None or row.checked_on < day):
            row.checked_on = day
            stale.append(row)
    if stale:
        RevisionFact.objects.bulk_update(stale, ["checked_on"])


def _days_of(source: Source) -> dict[tuple[str, str], dt.date]:
    days = {fact.id: fact.checked_on for fact in source.facts}
    return {(one.fact, one.stated): days[one.fact] for one in fact_uses(source)}


def _vendor_days(revision: Revision) -> dict[tuple[str, str], dt.date]:
    rows = RevisionFact.objects.filter(
        revision__course=revision.course, revision__organisation=None
    ).order_by("checked_on")
    return {(row.fact_id, row.stated): row.checked_on for row in rows if row.checked_on is not None}
