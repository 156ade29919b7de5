"""Asking for a pack, and taking it away."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ...common.dates import day_of
from ...learning.models import Assignment
from ..errors import DayAhead, PackUnderway
from ..models import EvidencePack


@transaction.atomic
def ask_for_pack(
    *, by: Member, assignment: Assignment, as_of: dt.date, language: str
) -> EvidencePack:
    """Let a worker make the pack of an assignment as it stood at the end of a day.

    Raises `DayAhead` for a day to come or before the assignment, `PackUnderway` while another one
    of the assignment is made.
    """
    if not day_of(assignment.created_at) <= as_of <= clock.today():
        raise DayAhead(_("割り当てた日から今日までの日を選んでください。"), field="as_of")
    pack = EvidencePack(
        organisation_id=by.organisation_id,
        assignment=assignment,
        by=by,
        as_of=as_of,
        language=language,
        created_at=clock.now(),
    )
    try:
        with transaction.atomic():
            pack.save(force_insert=True)
    except IntegrityError as error:
        raise PackUnderway(
            _("この研修の一式は、今、作成しています。できるまで、お待ちください。")
        ) from error
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="evidence.asked",
        target=str(assignment.uuid),
        data={"pack": str(pack.uuid), "as_of": as_of.isoformat()},
    )
    return pack


def note_download(*, by: Member, pack: EvidencePack) -> None:
    """Write into the audit log that somebody takes a pack away."""
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="evidence.downloaded",
        target=str(pack.assignment.uuid),
        data={"pack": str(pack.uuid), "manifest": pack.manifest},
    )
