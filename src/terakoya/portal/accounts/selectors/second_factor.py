"""What a person has set up as second factors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from ..authenticators import PASSKEY_TYPE, RECOVERY_TYPE, TOTP_TYPE, authenticators_of
from ..authenticators import recovery_codes as codes_of
from ..models import Person


@dataclass(frozen=True)
class Passkey:
    """A passkey as its person sees it."""

    key: int
    name: str
    created_at: dt.datetime
    last_used_at: dt.datetime | None


@dataclass
class Factors:
    """A person's rows by type; None where there is none."""

    app: Any = None
    recovery: Any = None
    passkeys: list[Passkey] = field(default_factory=list)

    @property
    def codes_left(self) -> int:
        """How many recovery codes were not used."""
        return len(codes_of(self.recovery)) if self.recovery is not None else 0

    @property
    def are_codes_open(self) -> bool:
        """Whether the codes may still be shown."""
        return self.recovery is not None and not self.recovery.data.get("viewed_at")


def factors_of(person: Person) -> Factors:
    """One statement."""
    found = Factors()
    for row in authenticators_of(person):
        if row.type == TOTP_TYPE:
            found.app = row
        elif row.type == RECOVERY_TYPE:
            found.recovery = row
        elif row.type == PASSKEY_TYPE:
            found.passkeys.append(
                Passkey(row.pk, row.data["name"], row.created_at, row.last_used_at)
            )
    return found
