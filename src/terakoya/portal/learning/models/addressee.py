"""Of a member, what decides which assignments and groups are theirs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db.models import BigAutoField, CharField, DateField

from ...accounts.models import Member
from ...common import clock
from ...common.prepared import Given


@dataclass(frozen=True)
class Addressee:
    """A member on a day, as conditions ask for them: values, or places for them (`PLACES`).

    `member` and `organisation` are ids; `language` is the roster's, else the person's own choice.
    """

    member: Any
    organisation: Any
    site: Any
    employment: Any
    position: Any
    language: Any
    added_on: Any
    today: Any

    @classmethod
    def of(cls, member: Member) -> Addressee:
        """The member as they stand on the roster today."""
        return cls(
            member=member.pk,
            organisation=member.organisation_id,
            site=member.site,
            employment=member.employment,
            position=member.position,
            language=member.language or member.person.language,
            added_on=member.created_at.astimezone(clock.TOKYO).date(),
            today=clock.today(),
        )

    @property
    def values(self) -> dict[str, Any]:
        """What a statement that was built with `PLACES` is run with."""
        return asdict(self)


PLACES: Final = Addressee(
    member=Given("member", BigAutoField()),
    organisation=Given("organisation", BigAutoField()),
    site=Given("site", CharField()),
    employment=Given("employment", CharField()),
    position=Given("position", CharField()),
    language=Given("language", CharField()),
    added_on=Given("added_on", DateField()),
    today=Given("today", DateField()),
)
