"""The vendor's updates: they arrive in every edition, and officers decide about each."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from terakoya.courseware.merge import Choice

from ...accounts.models import Member
from ...catalogue.choices import RevisionKind
from ...catalogue.selectors import latest_revision_ids
from ...common import clock
from ..choices import OPEN_RELEASES, ReleaseState, UpdateState
from ..errors import DraftChanged, UndecidedConflicts, UpdateClosed
from ..merging import (
    Step,
    is_untouched,
    may_conflict,
    merged_into,
    read_choices,
    step_between,
    taken_over,
    vendor_state,
)
from ..models import Draft, Edition, EditionUpdate, Release
from ..storage import content_of, stored
from .drafts import change_draft, keep_merge, record_by
from .releases import publish_release

log = logging.getLogger(__name__)
AT_A_TIME = 20
SECONDS = 20.0  # so long a run takes at most; what is left comes with the next one
SMALL = (RevisionKind.TYPO, RevisionKind.IMPROVEMENT)


def receive_updates(seconds: float = SECONDS) -> int:
    """Bring the vendor's newest revisions to the editions that have not got them; how many.

    Which ones these are is asked of the rows each time, so a worker that is killed in the middle
    leaves the rest to the next run, and no edition gets an update twice.
    """
    until = time.monotonic() + seconds
    count = 0
    for edition, newest in _waiting_editions():
        try:
            receive_update(edition=edition, newest=newest)
            count += 1
        except IntegrityError:  # another worker was faster
            log.info("edition %s has got its update meanwhile", edition.pk)
        if time.monotonic() > until:
            break
    return count


def receive_update(*, edition: Edition, newest: int) -> EditionUpdate:
    """Make the update of one edition, or publish it where the edition follows small ones.

    The merge is made before the transaction begins; learners' writes do not wait for it.
    """
    step = step_between(edition.base_id, newest)
    draft = Draft.objects.get(edition=edition)
    state = content_of(draft)
    before = edition.updates.filter(state=UpdateState.OPEN).first()
    untouched = is_untouched(state, step.base)
    choices = read_choices(before.choices) if before else ()
    asks = not untouched and may_conflict(state, step)
    merged = merged_into(state, step, choices) if asks else None
    with transaction.atomic():
        found = Edition.objects.select_for_update().get(pk=edition.pk)
        if found.base_id != step.base:
            raise IntegrityError("the edition has another base")  # the next run meets it
        if before is not None:
            before.state, before.closed_at = UpdateState.REPLACED, clock.now()
            before.save(update_fields=["state", "closed_at"])
        update = EditionUpdate(
            organisation_id=found.organisation_id,
            edition=found,
            revision_id=newest,
            state=UpdateState.OPEN,
            kind=step.kind,
            legal_on=step.legal_on,
            arrived_at=clock.now(),
        )
        if merged is not None:
            keep_merge(update, merged)
        update.save(force_insert=True)
        if untouched and found.follows_small and step.kind in SMALL:
            _follow(found, draft, update, step)
    return update


@transaction.atomic
def choose(
    *, by: Member, update: EditionUpdate, choice: Choice, version: int | None = None
) -> EditionUpdate:
    """Decide one conflict; a later choice for it replaces this one.

    With `version` raises `DraftChanged` when somebody else has chosen meanwhile. A choice that
    does not fit is not kept: raises `UpdateClosed` for a closed update.
    """
    found = _locked(update)
    if version is not None and found.version != version:
        raise DraftChanged(
            _("ほかの人が、先に選びました。今の内容を見てから、選び直してください。")
        )
    step = step_between(found.edition.base_id, found.revision_id)
    state = content_of(Draft.objects.get(edition=found.edition))
    kept = [one for one in read_choices(found.choices) if one.conflict != choice.conflict]
    merged = merged_into(state, step, [*kept, choice])
    keep_merge(found, merged)
    found.version += 1
    found.save(update_fields=["choices", "version", "conflicts", "decided"])
    record_by(
        by,
        "editions.conflict_decided",
        found.edition,
        {"update": str(found.uuid), "conflict": choice.conflict, "take": choice.take},
    )
    return found


@transaction.atomic
def take_update(*, by: Member, update: EditionUpdate) -> Draft:
    """Put the merged state into the draft; learners see nothing until it is published.

    Raises `UndecidedConflicts` while a conflict is open.
    """
    found = _locked(update)
    step = step_between(found.edition.base_id, found.revision_id)
    draft = Draft.objects.select_for_update().get(edition=found.edition)
    merged = merged_into(content_of(draft), step, read_choices(found.choices))
    if merged.conflicts:
        raise UndecidedConflicts(
            _("まだ決めていないところが%(n)d件あります。選んでから進んでください。")
            % {"n": len(merged.conflicts)}
        )
    state = taken_over(merged, step)
    saved = change_draft(
        by=by,
        edition=found.edition,
        change=lambda _state: state,
        verb="editions.update_taken",
        data={"update": str(found.uuid), "conflicts": found.conflicts},
    )
    _set_base(found.edition, found.revision_id)
    _close(found, UpdateState.TAKEN, by)
    return saved


@transaction.atomic
def keep_own(*, by: Member, update: EditionUpdate) -> None:
    """自社版のまま使い続ける: recorded; an update that the law asks for warns until its date."""
    found = _locked(update)
    _close(found, UpdateState.KEPT, by)
    record_by(by, "editions.update_kept_out", found.edition, {"update": str(found.uuid)})


@transaction.atomic
def reopen_update(*, by: Member, update: EditionUpdate) -> EditionUpdate:
    """Look again at an update that was kept out, as long as no later one has come."""
    found = EditionUpdate.objects.select_for_update().get(pk=update.pk)
    if found.state != UpdateState.KEPT or found.edition.updates.filter(pk__gt=found.pk).exists():
        raise UpdateClosed(_("この更新は、もう開けません。いちばん新しい更新を見てください。"))
    found.state, found.closed_at, found.closed_by = UpdateState.OPEN, None, None
    found.save(update_fields=["state", "closed_at", "closed_by"])
    record_by(by, "editions.update_reopened", found.edition, {"update": str(found.uuid)})
    return found


@transaction.atomic
def follow_small(*, by: Member, edition: Edition, follows: bool) -> None:
    """Whether an edition without changes of its own publishes small updates by itself."""
    edition.follows_small = follows
    edition.save(update_fields=["follows_small"])
    record_by(by, "editions.following_set", edition, {"follows": follows})


def _waiting_editions() -> Iterator[tuple[Edition, int]]:
    """Editions whose vendor has published and that do not know it yet, few at a time."""
    courses = list(Edition.objects.order_by().values_list("course_id", flat=True).distinct())
    for course, newest in latest_revision_ids(courses).items():
        last = 0
        while found := list(_behind(course, newest).filter(pk__gt=last)[:AT_A_TIME]):
            for edition in found:
                yield edition, newest
                last = edition.pk


def _behind(course: int, newest: int) -> QuerySet[Edition]:
    return (
        Edition.objects.filter(course_id=course)
        .exclude(base_id=newest)
        .exclude(updates__revision_id=newest)
        .order_by("pk")
    )


def _follow(edition: Edition, draft: Draft, update: EditionUpdate, step: Step) -> None:
    """Publish a small update of an untouched edition, unless something of it is waiting."""
    if edition.releases.filter(state__in=OPEN_RELEASES).exists():
        return
    settings = content_of(draft).settings
    newest = vendor_state(step.newest)
    state = newest.model_copy(
        update={"settings": settings.model_copy(update={"base": update.revision.revision_id})}
    )
    columns, moment = stored(state), clock.now()
    is_same = Draft.objects.filter(pk=draft.pk, version=draft.version).update(
        content=columns.content,
        settings=columns.settings,
        version=draft.version + 1,
        saved_at=moment,
        saved_by=None,
    )
    if not is_same:
        raise IntegrityError("somebody has changed the draft")  # the next run meets it
    _set_base(edition, step.newest)
    update.state, update.closed_at = UpdateState.TAKEN, moment
    update.save(update_fields=["state", "closed_at"])
    publish_release(
        release=Release.objects.create(
            organisation_id=edition.organisation_id,
            edition=edition,
            base_id=step.newest,
            content=columns.content,
            settings=columns.settings,
            state=ReleaseState.SCHEDULED,
            kind=step.kind,
            created_at=moment,
        ),
        by=None,
    )


def _set_base(edition: Edition, revision_pk: int) -> None:
    edition.base_id = revision_pk
    edition.save(update_fields=["base"])


def _close(update: EditionUpdate, state: UpdateState, by: Member) -> None:
    update.state, update.closed_at, update.closed_by = state, clock.now(), by
    update.save(update_fields=["state", "closed_at", "closed_by"])


def _locked(update: EditionUpdate) -> EditionUpdate:
    """The update while it is decided; raises `UpdateClosed` when it is no longer open."""
    found = (
        EditionUpdate.objects.select_for_update(of=("self",))
        .select_related("edition__course", "edition__offer", "edition__organisation")
        .get(pk=update.pk)
    )
    if found.state != UpdateState.OPEN:
        raise UpdateClosed(_("この更新は、もう取り込まれたか、新しい更新に変わりました。"))
    return found
