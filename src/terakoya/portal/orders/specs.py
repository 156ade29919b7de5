"""The typed request behind an application: what the forms collect, what the service takes."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any, Final

from .choices import LicenceKind

MOST_PURCHASE_ORDER: Final = 50  # characters of 発注番号


@dataclass(frozen=True)
class Selection:
    """Step 1: which course, how many seats for how many months, and the manuscript or not.

    `starts_on`: the day that was asked for; `None` begins on the day of the application.
    """

    course_slug: str
    seats: int
    months: int
    with_online: bool = True
    with_manuscript: bool = False
    starts_on: dt.date | None = None
    renews: bool = False

    def as_json(self) -> dict[str, Any]:
        """For the draft and the snapshot."""
        return {
            **asdict(self),
            "starts_on": self.starts_on.isoformat() if self.starts_on else None,
        }


@dataclass(frozen=True)
class Units:
    """Unit prices without tax: a seat and month, a manuscript."""

    online_yen: int
    manuscript_yen: int


@dataclass(frozen=True)
class LicenceTerms:
    """Who may use a manuscript: one legal entity, or somebody who is named (`LicenceKind`)."""

    kind: str = LicenceKind.ENTITY.value
    named_for: str = ""


ONE_ENTITY: Final = LicenceTerms()


@dataclass(frozen=True)
class Asker:
    """Whom a quote is for; no e-mail address is needed."""

    company: str
    person: str = ""
    email: str = ""


@dataclass(frozen=True)
class Customer:
    """Step 2: the organisation and the person who applies."""

    organisation_name: str
    postal_code: str
    prefecture: str
    address: str
    building: str
    phone: str
    person_name: str
    person_kana: str
    department: str
    email: str

    def as_json(self) -> dict[str, Any]:
        """For the draft and the snapshot."""
        return asdict(self)


@dataclass(frozen=True)
class Billing:
    """Where invoices go when that is not where the applicant sits."""

    name: str
    department: str
    person: str
    postal_code: str
    prefecture: str
    address: str
    building: str
    email: str

    def as_json(self) -> dict[str, Any]:
        """For the snapshot."""
        return asdict(self)


@dataclass(frozen=True)
class Application:
    """A whole application, as the final check shows it; `shown_starts_on`: the day it began on.

    `again`: the applicant knows of one with the same contents, and means another.
    """

    selection: Selection
    customer: Customer
    shown_total_yen: int
    terms_version: str
    shown_starts_on: dt.date | None = None
    billing: Billing | None = None
    purchase_order: str = ""
    again: bool = False
