"""The contracts and manuscripts of an organisation, as its pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from ..accounts.models import Member
from ..catalogue.models import Revision
from ..catalogue.selectors import latest_revision_ids, revision_text
from ..common import clock
from ..learning.selectors_grants import taken_seats
from .contracts import ContractState, state_on
from .models import Contract, ManuscriptLicence
from .pricing import with_tax
from .selectors import PriceTag, licences_of


def grant_source(contract: Contract) -> str:
    """What the grant of a contract's seats is called."""
    return f"contract:{contract.uuid}"


@dataclass(frozen=True)
class ContractUse:
    """A contract with the name of its course, and how many of its seats are taken."""

    contract: Contract
    title: str
    state: ContractState
    taken: int

    @property
    def free(self) -> int:
        """The seats that nobody sits on."""
        return self.contract.seats - self.taken

    @property
    def price(self) -> PriceTag:
        """What a seat and month costs, as it was agreed."""
        line = self.contract.order_line
        return PriceTag(line.unit_yen, with_tax(line.unit_yen, line.order.tax_per_mille))


def contract_uses(officer: Member, language: str) -> list[ContractUse]:
    """The contracts of the officer's organisation, the newest first.

    Three statements, and one for each course whose name is not in memory.
    """
    found = list(
        Contract.objects.filter(organisation_id=officer.organisation_id)
        .select_related("course", "order_line__order")
        .order_by("-starts_on", "-id")
    )
    titles = course_titles({one.course_id for one in found}, language)
    taken = taken_seats(officer.organisation_id, [grant_source(one) for one in found])
    return [
        ContractUse(
            contract=one,
            title=titles.get(one.course_id, one.course.slug),
            state=contract_state(one),
            taken=taken.get(grant_source(one), 0),
        )
        for one in found
    ]


def contract_state(contract: Contract, on: dt.date | None = None) -> ContractState:
    """Where a contract stands on a day (today when left out)."""
    return state_on(
        on or clock.today(),
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        is_cancelled=contract.cancelled_at is not None,
    )


def course_titles(course_ids: Collection[int], language: str) -> dict[int, str]:
    """Course → its name in a language; one statement, and one for each that is not in memory."""
    newest = latest_revision_ids(course_ids)
    return {course: revision_text(pk, language).title for course, pk in newest.items()}


@dataclass(frozen=True)
class LicenceCard:
    """A bought manuscript with the name of its course and its newest revision."""

    licence: ManuscriptLicence
    title: str
    newest: Revision | None
    has_updates: bool


def licence_cards(officer: Member, language: str) -> list[LicenceCard]:
    """The manuscripts of the officer's organisation; three statements, and one for each name."""
    licences = licences_of(officer)
    courses = {one.course_id for one in licences}
    titles = course_titles(courses, language)
    revisions = list(
        Revision.objects.filter(course_id__in=courses, organisation=None)
        .defer("meta")
        .order_by("-id")
    )
    today = clock.today()
    return [
        LicenceCard(
            licence=one,
            title=titles.get(one.course_id, one.course.slug),
            newest=_newest(revisions, one),
            has_updates=one.updates_until >= today,
        )
        for one in licences
    ]


def _newest(revisions: Collection[Revision], licence: ManuscriptLicence) -> Revision | None:
    """The newest one that a licence covers; `catalogue.revision_until` for many at once."""
    end = clock.day_end(licence.updates_until)
    return next(
        (one for one in revisions if one.course_id == licence.course_id and one.published_at < end),
        None,
    )
