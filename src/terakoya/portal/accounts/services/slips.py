"""Slips on paper: a joining code for each of many members, printed at once."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction

from ...common import clock
from ..errors import NobodyForSlips
from ..models import JoiningCode, Member
from ..selectors.slips import MOST_SLIPS, SlipChoice, slip_members
from ..slips import Slip
from ..tokens import joining_code_hash, new_joining_code
from .base import record_by, require_confirmed_email

LASTS: Final = dt.timedelta(days=30)  # a slip lies in a pigeonhole for a while


@transaction.atomic
def issue_slips(*, by: Member, wanted: SlipChoice) -> list[Slip]:
    """New codes for up to 400 members of a choice; the codes they had before end.

    Only the hashes are kept, so that what is printed cannot be printed again.
    """
    require_confirmed_email(by)
    members = list(
        slip_members(by.organisation, wanted).select_related("person", "organisation")[:MOST_SLIPS]
    )
    if not members:
        raise NobodyForSlips
    moment = clock.now()
    until = moment + LASTS
    slips = [Slip(member, new_joining_code(), until) for member in members]
    JoiningCode.objects.bulk_create(
        [_code(slip, moment) for slip in slips],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["member"],
        update_fields=["code_hash", "expires_at", "attempts", "created_at"],
    )
    record_by(by, "slips.printed", _target(wanted), {"members": [str(one.uuid) for one in members]})
    return slips


def _code(slip: Slip, moment: dt.datetime) -> JoiningCode:
    return JoiningCode(
        organisation=slip.member.organisation,
        member=slip.member,
        code_hash=joining_code_hash(slip.member, slip.code),
        expires_at=slip.until,
        created_at=moment,
    )


def _target(wanted: SlipChoice) -> str:
    return f"department:{wanted.department.uuid}" if wanted.department else ""
