"""Officers, supervisors and auditors learn nothing of who answered, or how many in a small cell.

Two organisations that differ in nothing else must look the same to them: the pages that links
lead to (of those of one view one or two, in the deep run all), exports, the audit log and mails,
while the wave is open and afterwards (where few have answered; where many have, then the pages of
surveys alone, in the deep run all).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.models import AuditPayload
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.surveys.choices import WaveKind
from terakoya.portal.surveys.models import PublishedTable, Wave
from terakoya.portal.surveys.selectors import survey_of
from terakoya.portal.surveys.services import open_wave, submit_answers
from tests.factories import (
    give_course,
    make_department,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)
from tests.selection import IS_DEEP

from .attack.pages import plain, reachable
from .attack.portal_program import MOMENT, run_jobs, signed_in

# Dear, and about what people see: both databases keep the same.
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.once]
ROLES = {"supervisor": Role.SUPERVISOR, "auditor": Role.AUDITOR}
# The officer sees what the others do, and more.
WATCHERS = ("officer", *ROLES) if IS_DEEP else ("officer",)
RESULTS = "/" if IS_DEEP else "/manage/surveys/"  # what a closed wave shows, its files too


@pytest.fixture
def revision() -> Iterator[Revision]:
    """The flagship course, while the clock stands still."""
    with clock.fixed_at(MOMENT):
        yield publish_flagship()


class Company:
    """A company with an open wave: its departments and those who look."""

    def __init__(self, revision: Revision, sizes: dict[str, int]) -> None:
        organisation = make_organisation()
        owner = make_owner(organisation)
        self.cells: dict[str, list[Member]] = {}
        for name, size in sizes.items():
            department = make_department(organisation, name) if name else None
            self.cells[name] = [
                make_member(organisation, f"{name}{n}", department=department) for n in range(size)
            ]
        others = {name: make_member(organisation, name, roles=(r,)) for name, r in ROLES.items()}
        assignment = give_course(owner, revision.course)
        kind = WaveKind.BEFORE
        self.wave: Wave = open_wave(by=owner, assignment=assignment, revision=revision, kind=kind)
        run_jobs()
        self.wave.refresh_from_db()
        self.watchers = {"officer": signed_in(owner)}
        self.watchers |= {name: signed_in(member) for name, member in others.items()}

    def answer(self, members: list[Member]) -> None:
        """Let members answer, all alike."""
        items = survey_of(self.wave.revision_id, "ja").items
        scale = survey_of(self.wave.revision_id, "ja").scale[0].id
        answers = {item.id: scale for item in items if item.kind == "scale"}
        for member in members:
            wave = Wave.objects.get(pk=self.wave.pk)
            submit_answers(by=member, wave=wave, enrolment=None, answers=answers)

    def close(self) -> None:
        """The officer closes the wave, and the worker does the rest."""
        address = f"/manage/surveys/{self.wave.uuid}/close/"
        assert self.watchers["officer"].post(address).status_code == 302
        run_jobs()
        self.wave.refresh_from_db()
        assert self.wave.closed_at is not None

    def looks(self, within: str = "/") -> Counter[str]:
        """What they see, and what the portal wrote down and mails."""
        seen: Counter[str] = Counter()
        for name in WATCHERS:
            found = reachable(self.watchers[name], within)
            seen.update({f"{name} {page}": n for page, n in found.items()})
        organisation = self.wave.organisation
        for payload in AuditPayload.objects.filter(organisation_uuid=organisation.uuid):
            seen[f"audit {payload.entry.verb} {plain(json.dumps(payload.data))}"] += 1
        for mail in OutboxMessage.objects.values():
            if organisation.name in str(mail):
                seen[f"mail {plain(str(mail))}"] += 1
        return seen

    def table(self) -> dict[str, Any]:
        """The published table, with the names of groups in the place of their ids."""
        table = dict(PublishedTable.objects.get(wave=self.wave).table)
        names = table.pop("names")
        table["groups"] = {names[key]: row for key, row in table["groups"].items()}
        table["hidden"] = sorted(names[key] for key in table["hidden"])
        return {**table, "names": sorted(names.values())}


SIZES = {"": 6, "店舗": 12, "お客様相談室": 8, "工場": 6}


def answered(company: Company, numbers: dict[str, int], *, from_the_end: bool = False) -> None:
    for name, number in numbers.items():
        members = company.cells[name]
        company.answer(members[-number:] if from_the_end else members[:number])


ANSWERED = {"": 4, "店舗": 10, "お客様相談室": 6, "工場": 3}


def test_officers_see_no_difference(revision: Revision) -> None:
    """Neither where other people have answered nor where others of the small cells have."""
    one, other = companies = [Company(revision, SIZES) for _ in range(2)]
    answered(one, ANSWERED)
    answered(other, {**ANSWERED, "": 3, "工場": 4}, from_the_end=True)
    seen = one.looks()
    assert "23 / " in str(seen)
    assert other.looks() == seen
    for company in companies:
        company.close()
    seen = one.looks(RESULTS)
    assert other.looks(RESULTS) == seen
    assert one.table() == other.table()
    assert one.table()["answered"] == "23"
    assert {name: row["n"] for name, row in one.table()["groups"].items()} == {
        "": "5-9",
        "お客様相談室": "5-9",
        "店舗": "10-19",
    }


@pytest.mark.deep
def test_officers_see_a_difference_in_the_response_rate(revision: Revision) -> None:
    one, other = Company(revision, {"": 9}), Company(revision, {"": 9})
    answered(one, {"": 6})
    answered(other, {"": 7})
    assert len(one.looks() - other.looks()) == 1


def test_officers_never_see_how_many_under_five_have_answered(revision: Revision) -> None:
    one, other = Company(revision, {"": 9}), Company(revision, {"": 9})
    answered(one, {"": 3})
    answered(other, {"": 4})
    for company in (one, other):
        company.close()
    assert other.looks() == one.looks()
