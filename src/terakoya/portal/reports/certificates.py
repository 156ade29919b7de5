"""Which certificates an officer takes away at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from ..accounts.models import Member
from ..audit.services import record
from ..learning.models import Assignment
from ..learning.standing_choice import Choice, chosen_members
from .status_list import IN_ORDER

MOST_FILES: Final = 2000  # a minute's work
MOST_PAGES: Final = 300  # of one document, which is in memory as a whole


@dataclass(frozen=True)
class CertificateChoice:
    """The certificates of those who were chosen, by reading of the name."""

    people: int
    keys: list[int]

    @property
    def without(self) -> int:
        """How many of the chosen have none."""
        return self.people - len(self.keys)

    def may_be(self, form: str) -> bool:
        """Whether there are some, and not too many for a form."""
        return 0 < len(self.keys) <= (MOST_PAGES if form == "pdf" else MOST_FILES)


def certificates_of(assignment: Assignment, choice: Mapping[str, Any]) -> CertificateChoice:
    """The certificates of members that a choice names; two statements."""
    members = chosen_members(assignment, choice)
    own = Coalesce("run__certificate", "run__addendum__certificate")
    found = members.annotate(held=own).filter(held__isnull=False).order_by(*IN_ORDER)
    return CertificateChoice(members.count(), list(found.values_list("held", flat=True)))


def choice_words(choice: Choice, found: CertificateChoice) -> str:
    """Who was meant, and how many of them have a certificate."""
    counts = {"people": found.people, "n": len(found.keys)}
    if choice.is_nobody:
        return _("人を選んでいません。")
    if not found.people:
        return _("当てはまる人はいません。")
    if choice.members:
        return _("選んだ%(people)d名のうち、修了証があるのは%(n)d名です。") % counts
    if choice.is_whole:
        return _("対象の%(people)d名のうち、修了証があるのは%(n)d名です。") % counts
    return _("しぼり込んだ%(people)d名のうち、修了証があるのは%(n)d名です。") % counts


def note_certificates(*, by: Member, assignment: Assignment, number: int, form: str) -> None:
    """Write into the audit log that somebody takes certificates away."""
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="reports.certificates_exported",
        target=str(assignment.uuid),
        data={"number": number, "form": form},
    )
