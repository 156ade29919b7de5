"""自社の問い: what the waves of an assignment ask from the next opening on."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ...accounts.models import Member
from ...audit.services import record
from ...learning.models import Assignment
from ..errors import OwnItemNotPossible
from ..models import OwnItem
from ..own_items import MOST_ITEMS, cleaned, room_for, why_not
from ..selectors import survey_of
from ..selectors_opening import current_own_items, survey_revision_of


def add_own_item(
    *,
    by: Member,
    assignment: Assignment,
    topic: str,
    text_ja: str,
    text_en: str,
    sensitive: bool = False,
) -> OwnItem:
    """Ask one item more from the next opening on. Raises `OwnItemNotPossible`."""
    ja, en = cleaned(text_ja), cleaned(text_en)
    revision = survey_revision_of(assignment)
    surveys = [survey_of(revision.pk, one) for one in revision.meta["languages"]]
    if topic not in {one.id for one in surveys[0].topics}:
        raise OwnItemNotPossible(_("テーマを選んでください。"), field="topic")
    with transaction.atomic():
        Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
        own = current_own_items(assignment)
        _refuse_too_many(len(own), room_for(surveys[0]))
        known = [item.text for survey in surveys for item in survey.items]
        known += [text for one in own for text in (one.ja, one.en)]
        if why := why_not((ja, en), known):
            raise OwnItemNotPossible(why, field="text_ja" if ja or not en else "text_en")
        item = OwnItem.objects.create(
            organisation_id=assignment.organisation_id,
            assignment=assignment,
            topic=topic,
            text_ja=ja,
            text_en=en,
            sensitive=sensitive,
        )
        _note(by, assignment, "surveys.own_item_added")
    return item


def _refuse_too_many(there: int, room: int) -> None:
    if there < room:
        return
    if room == MOST_ITEMS:
        raise OwnItemNotPossible(
            _("自社の問いは%(n)s問までです。どれかを消してから加えてください。") % {"n": MOST_ITEMS}
        )
    raise OwnItemNotPossible(
        _("この意識調査に加えられる自社の問いは、%(n)s問までです。") % {"n": room}
        + _("答えを暗号化したまま数える枠が、いっぱいになるためです。")
    )


def remove_own_item(*, by: Member, item: OwnItem) -> None:
    """Ask an item no more from the next opening on; waves that are open keep it."""
    with transaction.atomic():
        assignment = item.assignment
        item.delete()
        _note(by, assignment, "surveys.own_item_removed")


def _note(by: Member, assignment: Assignment, verb: str) -> None:
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=str(assignment.uuid),
    )
