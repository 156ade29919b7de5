"""Law watch on pages: what of a course rests on a fact that ends or has changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from terakoya.courseware.law_watch import AHEAD, Concern, FactUse, Watched, watched

from ..accounts.models import Member
from ..catalogue.models import Course, Revision, RevisionFact
from ..catalogue.pages import FactWords
from ..catalogue.selectors import facts_of, latest_revision_ids, revision_text
from ..common import clock
from ..learning.selectors import assignable_courses

MOST_EDITIONS = 200  # on one page of the operator's


@dataclass(frozen=True)
class Concerned:
    """A fact that needs somebody's eye, in words; `now` is what the newest revision states."""

    concern: Concern
    words: FactWords
    now: FactWords | None
    valid_until: dt.date | None
    slides: tuple[tuple[str, str], ...]  # id, title
    questions: int


@dataclass(frozen=True)
class WatchedRevision:
    """A revision with its concerns; `holder` is empty for the catalogue's own."""

    revision: Revision
    title: str
    holder: str
    concerns: tuple[Concerned, ...]


def watch_of_organisation(officer: Member, language: str) -> list[WatchedRevision]:
    """What the organisation's learners start on, course by course, with its concerns.

    Three statements and those for contents that are not in memory yet.
    """
    courses = list(assignable_courses(officer))
    ids = [course.pk for course in courses]
    theirs = latest_revision_ids(ids, officer.organisation_id)
    newest = latest_revision_ids(ids)
    revisions = Revision.objects.in_bulk({*theirs.values(), *newest.values()})
    uses = _uses(revisions)
    return [
        _watched(revisions[theirs[pk]], newest.get(pk), uses, language, "")
        for pk in ids
        if pk in theirs
    ]


def concerns_of_organisation(officer: Member) -> int:
    """How many facts of the organisation's courses need somebody's eye."""
    courses = [course.pk for course in assignable_courses(officer)]
    theirs, newest = latest_revision_ids(courses, officer.organisation_id), {}
    if theirs:
        newest = latest_revision_ids(courses)
    uses = _uses({*theirs.values(), *newest.values()})
    return sum(len(_concerns(pk, newest.get(course), uses)) for course, pk in theirs.items())


def watch_of_catalogue(language: str) -> list[WatchedRevision]:
    """The newest revision of every course, with its concerns."""
    newest = latest_revision_ids(Course.objects.values_list("pk", flat=True))
    revisions = Revision.objects.in_bulk(newest.values())
    uses = _uses(revisions)
    return [_watched(revisions[pk], None, uses, language, "") for pk in newest.values()]


def editions_concerned(language: str) -> list[WatchedRevision]:
    """Editions on offer that have concerns, the holder named; at most `MOST_EDITIONS`."""
    newest = latest_revision_ids(Course.objects.values_list("pk", flat=True))
    offered = (
        Revision.objects.filter(organisation__isnull=False, offered_at__isnull=False)
        .select_related("organisation", "course")
        .order_by("organisation__name", "course_id", "-offered_at")
    )
    found: list[WatchedRevision] = []
    for part in _parts(_first_of_each(offered.iterator(chunk_size=500))):
        uses = _uses({*(one.pk for one in part), *newest.values()})
        for one in part:
            if _concerns(one.pk, newest.get(one.course_id), uses):
                holder = one.organisation.name if one.organisation else ""
                found.append(_watched(one, newest.get(one.course_id), uses, language, holder))
                if len(found) == MOST_EDITIONS:
                    return found
    return found


def _first_of_each(revisions: Iterable[Revision]) -> Iterator[Revision]:
    """Of each holder and course the revision that new learners start on: the newest offered."""
    before = None
    for one in revisions:
        if (one.organisation_id, one.course_id) != before:
            yield one
        before = (one.organisation_id, one.course_id)


def _parts(revisions: Iterator[Revision], size: int = 500) -> Iterator[list[Revision]]:
    part: list[Revision] = []
    for one in revisions:
        part.append(one)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


Uses = Mapping[int, list[FactUse]]


def _uses(revision_ids: Iterable[int]) -> Uses:
    """Revision → the facts it rests on; one statement."""
    uses: dict[int, list[FactUse]] = {pk: [] for pk in revision_ids}
    for row in RevisionFact.objects.filter(revision_id__in=uses):
        uses[row.revision_id].append(
            FactUse(
                row.fact_id, row.stated, row.valid_until, tuple(row.slides), tuple(row.questions)
            )
        )
    return uses


def _concerns(revision_pk: int, newest_pk: int | None, uses: Uses) -> tuple[Watched, ...]:
    newest = None if newest_pk is None else uses[newest_pk]
    return watched(uses[revision_pk], on=clock.today(), newest=newest)


def _watched(
    revision: Revision, newest_pk: int | None, uses: Uses, language: str, holder: str
) -> WatchedRevision:
    found = _concerns(revision.pk, newest_pk, uses)
    text = revision_text(revision.pk, language)
    words = facts_of(revision.pk, text.language) if found else {}
    now = facts_of(newest_pk, text.language) if found and newest_pk is not None else {}
    return WatchedRevision(
        revision=revision,
        title=text.title,
        holder=holder,
        concerns=tuple(
            Concerned(
                concern=one.concern,
                words=words[one.use.fact],
                now=now.get(one.use.fact) if one.concern == Concern.CHANGED else None,
                valid_until=one.use.valid_until,
                slides=tuple(
                    (slide, entry.title if (entry := text.slide(slide)) else slide)
                    for slide in one.use.slides
                ),
                questions=len(one.use.questions),
            )
            for one in found
        ),
    )


def ahead_days() -> int:
    """How many days before its end a fact is named."""
    return AHEAD.days
