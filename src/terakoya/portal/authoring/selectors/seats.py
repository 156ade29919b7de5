"""How many of an organisation may take its own courses."""

from __future__ import annotations

from dataclasses import dataclass

from ...accounts.models import Member
from ...learning.models import SeatHolder
from ...learning.selectors_progress import running_grants


@dataclass(frozen=True)
class Seats:
    """Present members, and how many of them sit on a seat of a running grant."""

    members: int
    seated: int


def seats_of(officer: Member) -> Seats:
    """The members of the officer's organisation; two statements."""
    present = Member.objects.present().filter(organisation_id=officer.organisation_id)
    holders = SeatHolder.objects.filter(
        until_on=None, seat__grant__in=running_grants(officer.organisation_id)
    )
    return Seats(present.count(), present.filter(pk__in=holders.values("member_id")).count())
