"""続ける: going on on the newest revision, by the learner's choice (product.md §4.1)."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...audit.services import record
from ...catalogue.models import Revision
from ...catalogue.selectors import languages_of, revision_text
from ...common import clock
from ..access import lock_enrolment_for
from ..continuing import moments_left_behind
from ..errors import NoNewerRevision
from ..gate import moments_spent
from ..models import Enrolment, SlideProgress
from ..progress import State, row_of_state
from ..selectors.continuing import carried_state, newer_revision_of
from ..selectors.progress import (
    is_access_running,
    judge,
    moments_before_run,
    needs_for,
    stored_state,
)
from .grants import take_seat


@transaction.atomic
def continue_enrolment(*, member: Member, enrolment: uuid.UUID) -> Enrolment:
    """The learner's run on the newest revision, with the progress of what is unchanged.

    The run before stays as it was. A second time gives the same run. Raises `NoNewerRevision`
    where there is none, `NoAccess` or `NoFreeSeat`.
    """
    old = lock_enrolment_for(member, enrolment)
    if old.continued_at is not None:
        return old.continued_by.get()
    revision = newer_revision_of(old)
    if revision is None:
        raise NoNewerRevision(_("新しい版はありません。マイ研修から、今の版を続けてください。"))
    if not is_access_running(old):
        take_seat(member=member, course=old.assignment.course)
    old.continued_at = clock.now()
    old.save(update_fields=["continued_at"])
    run = _new_run(old, revision)
    record(
        organisation_uuid=member.organisation.uuid,
        actor_uuid=member.person.uuid,
        verb="learning.continued",
        target=str(run.uuid),
        data={
            "from": str(old.uuid),
            "revision": revision.revision_id,
            "slides_kept": run.slides_seen,
        },
    )
    return run


def _new_run(old: Enrolment, revision: Revision) -> Enrolment:
    """It began when the old one began: what was heard then has taken its time."""
    state = carried_state(old, revision)
    before = moments_before_run(old)
    spent = moments_spent(needs_for(old), State(stored_state(old)), before)
    languages = languages_of(revision.pk)
    place = revision_text(revision.pk, languages[0]).slide(old.last_slide)
    run = Enrolment(
        organisation_id=old.organisation_id,
        assignment=old.assignment,
        member_id=old.member_id,
        revision=revision,
        language=old.language if old.language in languages else languages[0],
        department_at_start_id=old.department_at_start_id,
        continued_from=old,
        opened_at=old.opened_at,
        first_slide_at=old.first_slide_at,
        last_slide=place.id if place else "",
        last_at=old.last_at if place else None,
        slides_seen=len(state),
        counting=old.counting,
        seconds_spent=old.seconds_spent,
        moments_before=[list(one) for one in moments_left_behind(spent, state)],
        **asdict(old.rules),
    )
    judgement = judge(run, needs_for(run), State(state), clock.now().timestamp())
    run.slides_met = len(judgement.met)
    run.save()
    SlideProgress.objects.bulk_create(
        SlideProgress(
            organisation_id=old.organisation_id,
            enrolment=run,
            slide_id=slide,
            **row_of_state(one),
        )
        for slide, one in state.items()
    )
    return run
