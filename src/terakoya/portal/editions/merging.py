"""An update of the vendor merged into a draft: what is compared and counted; writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.merge import Choice, Merged, merge, rebased
from terakoya.courseware.merge.diff import Diff, diff
from terakoya.courseware.model import Change

from ..catalogue.choices import RevisionKind
from ..catalogue.models import Revision
from ..catalogue.selectors import changes_of, kept_with_published, revision_source


@dataclass(frozen=True)
class Step:
    """From one revision of the vendor to a later one: all changes on the way, and their kind.

    `legal_on` is the earliest legal date among them, `None` where nothing is legal.
    """

    base: int
    newest: int
    kind: RevisionKind
    changes: tuple[Change, ...]
    legal_on: dt.date | None


@kept_with_published
@lru_cache(maxsize=64)
def step_between(base: int, newest: int) -> Step:
    """The step from a revision of the vendor to a later one; two statements, then in memory."""
    first = Revision.objects.only("course_id", "published_at").get(pk=base)
    revisions = list(
        Revision.objects.filter(
            course_id=first.course_id, organisation=None, pk__gt=base, pk__lte=newest
        )
        .only("pk", "kind", "effective_on")
        .order_by("pk")
    )
    changes = tuple(one for row in revisions for one in changes_of(row.pk))
    legal = [row.effective_on for row in revisions if row.kind == RevisionKind.LEGAL]
    dates = [one.effective_on for one in changes if one.kind == "legal"]
    return Step(
        base,
        newest,
        _kind_of([row.kind for row in revisions]),
        changes,
        _first(dates) or _first(legal),  # the course has one date for all, which is often older
    )


def merged_into(state: Content, step: Step, choices: Iterable[Choice] = ()) -> Merged:
    """The vendor's newest revision merged into a state of an edition; 30 ms for the flagship."""
    return merge(vendor_state(step.base), state, vendor_state(step.newest), step.changes, choices)


def may_conflict(state: Content, step: Step) -> bool:
    """Whether the merge can ask anything: some part is changed on both sides, or one is hidden.

    Costs 3 ms where the merge costs 24; most editions change other parts than the vendor does.
    """
    if state.settings.hidden:
        return True
    ours = _changed(diff(vendor_state(step.base), state))
    return bool(ours & _vendor_changes(step.base, step.newest))


@kept_with_published
@lru_cache(maxsize=16)
def _vendor_changes(base: int, newest: int) -> frozenset[tuple[str, str]]:
    return _changed(diff(vendor_state(base), vendor_state(newest)))


def _changed(found: Diff) -> frozenset[tuple[str, str]]:
    return frozenset((part.kind, part.part_id) for part in found.differences)


def taken_over(merged: Merged, step: Step) -> Content:
    """The merged state with the revision that was merged in as its base."""
    return rebased(merged.edition, vendor_state(step.newest))


def is_untouched(state: Content, base: int) -> bool:
    """Whether an edition is the vendor's revision word for word."""
    return not state.settings.hidden and state.course == revision_source(base)


@kept_with_published
@lru_cache(maxsize=16)
def vendor_state(revision_pk: int) -> Content:
    """A revision of the vendor as a state to compare with."""
    return Content(course=revision_source(revision_pk))


def read_choices(values: Sequence[object]) -> tuple[Choice, ...]:
    """Choices as a row keeps them."""
    return tuple(Choice.model_validate(one) for one in values)


def _kind_of(kinds: Sequence[str]) -> RevisionKind:
    """The weightiest kind of several revisions."""
    if RevisionKind.LEGAL in kinds:
        return RevisionKind.LEGAL
    return RevisionKind.TYPO if set(kinds) == {RevisionKind.TYPO} else RevisionKind.IMPROVEMENT


def _first(dates: Sequence[dt.date | None]) -> dt.date | None:
    return min((one for one in dates if one is not None), default=None)
