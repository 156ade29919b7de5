"""What a ballot costs, and closing: `python -m tools.ballots [PEOPLE] [CELLS]`, on a new database.

SQLite in a temporary folder, or the empty database of TERAKOYA_DATABASE, with keys of full size.
Prints CPU and wall time of each part; the figures in docs/bench.md come from here.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import django

PEOPLE, CELLS = 5_000, 50


def main() -> None:
    """Answer with everybody, then close."""
    people, cells = (int(one) for one in (*sys.argv[1:], PEOPLE, CELLS)[:2])
    with tempfile.TemporaryDirectory(prefix="terakoya-ballots-") as name:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
            "TERAKOYA_VAR": f"{name}/var",
            "TERAKOYA_SURVEY_KEYS": f"{name}/survey-keys",
        }
        Path(name, "var").mkdir()
        django.setup()
        _play(people, cells)


def _play(people: int, cells: int) -> None:
    from terakoya.portal.surveys.models import PublishedTable, Wave
    from terakoya.portal.surveys.selectors import survey_of
    from terakoya.portal.surveys.services import ask_to_close, finish_closings, submit_answers
    from terakoya.portal.surveys.services import opening as _opening

    owner, members, wave = _company(people, cells)
    with _timed("key, cells and pages"):
        _opening.prepare_wave(wave)
    survey, chance = survey_of(wave.revision_id, "ja"), Random(1)  # noqa: S311 - no secret
    submit_answers(by=members[0], wave=wave, enrolment=None, answers={})  # builds the comb
    with _timed(f"{people - 1} ballots", people - 1):
        for member in members[1:]:
            answers = {
                item.id: chance.choice(survey.options_of(item)).id
                for item in survey.items
                if item.kind != "comment"
            }
            answers |= {i.id: "よくなりました" for i in survey.items if i.kind == "comment"}
            # As in a request: the wave is read anew.
            fresh = Wave.objects.select_related("revision").get(pk=wave.pk)
            submit_answers(by=member, wave=fresh, enrolment=None, answers=answers)
    with _timed("no more ballots"):
        ask_to_close(wave=wave, by=owner)
    with _timed(f"closing, {wave.cells.count()} cells"):
        finish_closings()
    print("answered:", PublishedTable.objects.get().table["answered"])


def _company(people: int, cells: int) -> tuple[Any, list[Any], Any]:
    from django.core.management import call_command

    from terakoya.portal.accounts.models import DepartmentMembership, Member, Person
    from terakoya.portal.common import clock
    from terakoya.portal.surveys.choices import WaveKind
    from terakoya.portal.surveys.services import open_wave
    from tests.factories import (
        give_course,
        make_department,
        make_organisation,
        make_owner,
        publish_flagship,
    )

    call_command("migrate", verbosity=0)
    revision, organisation = publish_flagship(), make_organisation()
    owner = make_owner(organisation)
    departments = [make_department(organisation, f"部署{n}") for n in range(cells)]
    now = clock.now()
    persons = Person.objects.bulk_create(
        Person(name=f"受講 {n}", email=f"p{n}@mihon.example", created_at=now) for n in range(people)
    )
    members = Member.objects.bulk_create(
        Member(
            organisation=organisation,
            person=person,
            name=person.name,
            employee_number=f"{number:07d}",
            joined_at=now,
            created_at=now,
        )
        for number, person in enumerate(persons)
    )
    DepartmentMembership.objects.bulk_create(
        DepartmentMembership(
            organisation=organisation,
            member=member,
            department=departments[number % cells],
            from_on=clock.today(),
        )
        for number, member in enumerate(members)
    )
    assignment = give_course(owner, revision.course)
    wave = open_wave(by=owner, assignment=assignment, revision=revision, kind=WaveKind.BEFORE)
    return owner, members, wave


@contextmanager
def _timed(what: str, times: int = 1) -> Iterator[None]:
    cpu, wall = time.process_time(), time.monotonic()
    yield
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    print(f"{what}: CPU {cpu:.2f} s, {wall:.2f} s", end="")
    print(f" ({cpu / times * 1000:.2f} ms CPU each)" if times > 1 else "", flush=True)


if __name__ == "__main__":
    main()
