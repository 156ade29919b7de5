"""Changing the draft of an edition; learners see nothing of it until it is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.merge import Merged
from terakoya.courseware.revision import part_hash, slide_hash

from ...accounts.models import Member
from ...audit.services import record
from ...catalogue.models import Offer
from ...common import clock
from ...common.errors import PortalError
from ..choices import UpdateState
from ..editing.edits import Edit
from ..editing.finding import question_in, slide_in
from ..errors import DraftChanged
from ..merging import merged_into, read_choices, step_between
from ..models import FIRST_NAME, Draft, Edition, EditionUpdate
from ..selectors.base import base_content
from ..storage import content_of, stored

Change = Callable[[Content], Content]


def apply_edit(*, by: Member, edition: Edition, edit: Edit, seen: str | None = None) -> Draft:
    """Make an edit of the newest state of a draft, and tell it in the audit log.

    `seen` is what a form says it has seen of the slide or question: raises `DraftChanged` when
    that is another by now. Raises `ChangeRefused`.
    """
    base = {"base": base_content(edition)} if edit.kind.reads_base else {}
    change: Change = partial(edit.kind.change, **base, **edit.arguments)
    if seen is not None:
        change = unless_changed(change, lambda draft: _seen(draft, edit) == seen)
    return change_draft(by=by, edition=edition, change=change, verb=edit.kind.verb, data=edit.told)


@transaction.atomic
def change_draft(
    *,
    by: Member,
    edition: Edition,
    change: Change,
    verb: str,
    data: Mapping[str, Any],
    version: int | None = None,
) -> Draft:
    """Change the newest state of a draft; what changes nothing is not saved.

    With `version` the change is made to that version of the draft alone: raises `DraftChanged`
    when another has been saved meanwhile.
    """
    draft = Draft.objects.select_for_update().get(
        edition=edition, organisation_id=by.organisation_id
    )
    before = content_of(draft)
    try:
        if version is not None and draft.version != version:
            raise draft_changed()
        after = change(before)
    except DraftChanged:
        if draft.saved_by_id == by.pk:
            raise changed_elsewhere() from None
        raise
    if after == before:
        return draft
    columns = stored(after)
    moment = clock.now()
    Draft.objects.filter(pk=draft.pk).update(
        content=columns.content,
        settings=columns.settings,
        version=F("version") + 1,
        saved_at=moment,
        saved_by=by,
    )
    draft.content, draft.settings = columns.content, columns.settings
    draft.version, draft.saved_at, draft.saved_by = draft.version + 1, moment, by
    recount(edition, after)
    record_by(by, verb, edition, data)
    return draft


def recount(edition: Edition, state: Content) -> None:
    """Count the conflicts of the edition's open update anew, for the state it has now."""
    update = edition.updates.filter(state=UpdateState.OPEN).first()
    if update is None:
        return
    base = Edition.objects.values_list("base_id", flat=True).get(pk=edition.pk)
    step = step_between(base, update.revision_id)
    keep_merge(update, merged_into(state, step, read_choices(update.choices)))
    update.save(update_fields=["choices", "conflicts", "decided"])


def keep_merge(update: EditionUpdate, merged: Merged) -> None:
    """Note on an update which choices fit, and how many conflicts there are; does not save."""
    update.choices = [one.model_dump(mode="json") for one in merged.choices]
    update.decided = len(merged.settled)
    update.conflicts = len(merged.settled) + len(merged.conflicts)


def seen_of(state: Content, language: str, slide_id: str) -> str:
    """What a form says it has seen of a slide, so that nothing is overwritten unseen."""
    slide = slide_in(state.course.text(language), slide_id)
    return slide_hash(slide)[:16] if slide else ""


def _seen(draft: Content, edit: Edit) -> str:
    """What a form says of the slide or question of an edit when it has seen it so."""
    at = edit.arguments
    if "question_id" not in at:
        return seen_of(draft, at["language"], at["slide_id"])
    question = question_in(draft.course.text(at["language"]), at["question_id"])
    return part_hash(question)[:16] if question else ""


def unless_changed(change: Change, is_as_seen: Callable[[Content], bool]) -> Change:
    """The change, refused when the state is not as it was seen and does not hold it already.

    A form that comes twice has seen the state before itself; there is nothing to write over.
    """

    def checked(state: Content) -> Content:
        if is_as_seen(state):
            return change(state)
        try:
            after = change(state)
        except PortalError:  # it concerns what somebody else has written
            raise draft_changed() from None
        if after != state:
            raise draft_changed()
        return state

    return checked


def offer_for(edition: Edition) -> Offer:
    """The edition's offer; one that a version before has made gets it now, as the default."""
    if edition.offer is None:
        edition.offer, _is_new = Offer.objects.get_or_create(
            organisation_id=edition.organisation_id,
            course_id=edition.course_id,
            name=FIRST_NAME,
            defaults={"is_default": True},
        )
        edition.save(update_fields=["offer"])
        edition.course.revisions.filter(organisation_id=edition.organisation_id, offer=None).update(
            offer=edition.offer
        )
    return edition.offer


def draft_changed() -> DraftChanged:
    """Somebody else was faster."""
    return DraftChanged(
        _(
            "ほかの人が、先にここを書きかえました。入力した文は、この画面に残っています。"
            "新しい内容を見てから、もう一度保存してください。"
        )
    )


def changed_elsewhere() -> DraftChanged:
    """Oneself in another tab, or somebody else.

    The last save of the draft was one's own, which may concern another place of it.
    """
    return DraftChanged(
        _(
            "この画面を開いたあとに、ここが書きかえられました。"
            "別のタブでご自身が直したか、ほかの人が直したものです。"
            "入力した文は、この画面に残っています。新しい内容を見てから、もう一度保存してください。"
        )
    )


def record_by(by: Member, verb: str, edition: Edition, data: Mapping[str, Any]) -> None:
    """An audit entry of the acting member about an edition."""
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=f"edition:{edition.uuid}",
        data=data,
    )
