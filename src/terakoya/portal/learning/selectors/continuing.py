"""What going on on the newest revision would mean for a run."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from ...catalogue.choices import RevisionKind
from ...catalogue.models import Revision
from ...catalogue.pages import TocSlide
from ...catalogue.selectors import languages_of, revision_text
from ..choices import EnrolmentKind
from ..continuing import Hashes, carried_over
from ..models import Enrolment, Event
from ..progress import SlideState
from ..starting_revision import starting_revision
from .progress import stored_state


@dataclass(frozen=True)
class Continuation:
    """The newest revision beside the one a run is on."""

    enrolment: Enrolment
    title: str
    revision: Revision
    state: Mapping[str, SlideState]
    slides: tuple[TocSlide, ...]
    changed: tuple[TocSlide, ...]
    added: tuple[TocSlide, ...]
    removed: int

    @property
    def kept(self) -> int:
        """Of how many slides the progress is taken along."""
        return len(self.state)


def newer_revision_of(enrolment: Enrolment) -> Revision | None:
    """The revision that a running enrolment may go on on; `None` where it is on the newest."""
    is_over = enrolment.completed_at is not None or enrolment.continued_at is not None
    if is_over or enrolment.kind == EnrolmentKind.DELTA:
        return None
    newest = starting_revision(enrolment.assignment, enrolment.member)
    return None if newest.pk == enrolment.revision_id else newest


def successor_of(enrolment: Enrolment) -> uuid.UUID | None:
    """The run that has taken the place of a run, over all steps; `None` for a present one."""
    if enrolment.continued_at is None:
        return None
    runs = Enrolment.objects.filter(
        assignment_id=enrolment.assignment_id, member_id=enrolment.member_id, continued_at=None
    )
    return runs.filter(kind=enrolment.kind).values_list("uuid", flat=True).first()


def continuation_of(enrolment: Enrolment, language: str) -> Continuation | None:
    """What the learner would go on on and keep; `None` where there is no other revision."""
    newest = newer_revision_of(enrolment)
    if newest is None:
        return None
    old = {one.id: one for one in revision_text(enrolment.revision_id, language).slides}
    new = revision_text(newest.pk, language).slides
    return Continuation(
        enrolment=enrolment,
        title=revision_text(newest.pk, language).title,
        revision=newest,
        state=carried_state(enrolment, newest),
        slides=new,
        changed=tuple(one for one in new if one.id in old and one.hash != old[one.id].hash),
        added=tuple(one for one in new if one.id not in old),
        removed=len(old.keys() - {one.id for one in new}),
    )


def carried_state(enrolment: Enrolment, revision: Revision) -> dict[str, SlideState]:
    """What of an enrolment's progress counts in another revision; two statements and its chain."""
    return carried_over(
        stored_state(enrolment),
        before=_hashes(enrolment.revision_id),
        after=_hashes(revision.pk),
        languages_used=_languages_used(enrolment),
        only_wording=revision.kind == RevisionKind.TYPO,
    )


def _hashes(revision_pk: int) -> Hashes:
    found: dict[str, dict[str, str]] = {}
    for language in languages_of(revision_pk):
        for slide in revision_text(revision_pk, language).slides:
            found.setdefault(slide.id, {})[language] = slide.hash
    return found


def _languages_used(enrolment: Enrolment) -> dict[str, set[str]]:
    """In which languages each slide was reported, in this run and in those it continues."""
    runs = [enrolment.pk]
    before = enrolment.continued_from_id
    while before is not None:
        runs.append(before)
        before = Enrolment.objects.values_list("continued_from_id", flat=True).get(pk=before)
    used: dict[str, set[str]] = {}
    events = Event.objects.filter(enrolment__in=runs)
    for slide, language in events.values_list("slide_id", "language").distinct():
        used.setdefault(slide, set()).add(language)
    return used
