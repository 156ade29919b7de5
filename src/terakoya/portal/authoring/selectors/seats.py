"""How many of an organisation may take its own courses."""

from __future__ import annotations

from dataclasses import dataclass

from ...accounts.models import Member
from ...learning.selectors.own_seats import seated


@dataclass(frozen=True)
class Seats:
    """Present members, and how many of them sit on a seat of a running grant."""

    members: int
    seated: int


def seats_of(officer: Member) -> Seats:
    """The members of the officer's organisation; two statements."""
    present = Member.objects.present().filter(organisation_id=officer.organisation_id)
    holders = seated(officer.organisation_id).values("member_id")
    return Seats(present.count(), present.filter(pk__in=holders).count())
