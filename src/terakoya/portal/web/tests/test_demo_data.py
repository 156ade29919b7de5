"""`manage.py demo_data`: whole stages, once, the same for the same seed."""

from __future__ import annotations

import datetime as dt
import io
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from terakoya.portal.accounts.backends import EmailBackend, EmployeeNumberBackend
from terakoya.portal.accounts.models import Department, Member, Organisation, Person
from terakoya.portal.audit.selectors import entries_of, verify_chain
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.common import clock
from terakoya.portal.learning.models import AccessGrant, Attempt, Certificate, Enrolment, Event
from terakoya.portal.surveys.models import Participation, PublishedTable, Wave
from tests.factories import publish_short
from tests.made_once import made_once
from tests.selection import IS_DEEP

pytestmark = (
    pytest.mark.once
)  # dear: whole organisations are made, by services that have tests of their own
NOW = dt.datetime(2026, 11, 25, 8, 0, tzinfo=clock.TOKYO)


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: Any) -> Iterator[Revision]:
    """The course that everybody learns."""
    with clock.fixed_at(NOW), made_once(django_db_blocker, publish_short) as made:
        yield made


@pytest.fixture(autouse=True)
def installation(published: Revision, db: None, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A published course, a `var/` of its own, and one fixed morning."""
    settings.VAR = tmp_path
    with clock.fixed_at(NOW):
        yield tmp_path


def build(*arguments: str) -> str:
    output = io.StringIO()
    call_command("demo_data", *arguments, stdout=output)
    return output.getvalue()


def state() -> dict[str, int]:
    """How many of each there are."""
    return {
        "members": Member.objects.count(),
        "joined": Member.objects.filter(joined_at__isnull=False).count(),
        "waves": Wave.objects.count(),
        "closed": PublishedTable.objects.count(),
        "begun": Enrolment.objects.count(),
        "completed": Enrolment.objects.filter(completed_at__isnull=False).count(),
        "certificates": Certificate.objects.count(),
    }


def test_demo_data_applied_has_a_roster_and_nobody_learning() -> None:
    build("--stage", "applied", "--members", "12")
    assert state() == {
        "members": 12,
        "joined": 2,
        "waves": 0,
        "closed": 0,
        "begun": 0,
        "completed": 0,
        "certificates": 0,
    }
    assert Member.objects.filter(employee_number="000101").get().departments.get().department.name
    roots = Department.objects.filter(parent=None).values_list("name", flat=True)
    assert set(roots) == {"本社", "営業部", "コールセンター", "店舗運営部", "物流部"}


def test_demo_data_surveyed_has_closed_the_first_wave() -> None:
    build("--stage", "surveyed", "--members", "24")
    assert state() == {
        "members": 24,
        "joined": 23,
        "waves": 1,
        "closed": 1,
        "begun": 0,
        "completed": 0,
        "certificates": 0,
    }
    assert Participation.objects.filter(wave__kind="before").count() == 20


def test_demo_data_learning_has_people_at_every_point_of_the_road() -> None:
    build()
    assert state() == {
        "members": 24,
        "joined": 22,
        "waves": 2,
        "closed": 0,
        "begun": 16,
        "completed": 6,
        "certificates": 6,
    }
    running = Enrolment.objects.filter(completed_at=None)
    slides = len({*Event.objects.values_list("slide_id", flat=True)})
    assert min(one.slides_seen for one in running) < 5
    assert Attempt.objects.filter(enrolment__in=running, passed=False).count() == 1
    assert {one.slides_seen for one in Enrolment.objects.exclude(completed_at=None)} == {slides}
    learner = Member.objects.get(employee_number="000101")
    assert not Enrolment.objects.filter(member=learner).exists()
    assert_audit_chain_is_whole_and_in_order_of_time()


def test_demo_data_finished_leaves_two_late() -> None:
    build("--stage", "finished", "--members", "24")
    assert state() == {
        "members": 24,
        "joined": 23,
        "waves": 2,
        "closed": 2,
        "begun": 23,
        "completed": 22,
        "certificates": 22,
    }


def test_demo_data_again_changes_nothing_and_prints_the_same() -> None:
    first, before = build("--members", "8"), (state(), Person.objects.count())
    assert build("--stage", "finished", "--members", "30") == first
    assert (state(), Person.objects.count()) == before


def test_demo_data_fresh_organisation_stands_beside_the_first() -> None:
    first = build("--members", "6")
    both = build("--members", "6", "--fresh-organisation")
    assert both.startswith(first)
    assert Organisation.objects.count() == 2
    officers = Person.objects.filter(email__startswith="officer@").values_list("email", flat=True)
    assert set(officers) == {"officer@mihon.example", "officer@mihon2.example"}


def test_demo_data_prints_sign_ins_that_work_and_gives_nobody_else_a_password(
    installation: Path,
) -> None:
    lines = build("--members", "9")
    kept = installation / "demo-sign-ins.txt"
    assert kept.read_text("utf-8") == lines
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    officer, learner = re.findall(r"password +(\S+)", lines)
    (code,) = re.findall(r"company code (\S+)", lines)
    by_email = EmailBackend().authenticate(None, email="officer@mihon.example", password=officer)
    by_number = EmployeeNumberBackend().authenticate(
        None, company_code=code, employee_number="000101", password=learner
    )
    usable = {person for person in Person.objects.all() if person.has_usable_password()}
    assert usable == {by_email, by_number}


def test_demo_data_passwords_are_new_on_every_installation() -> None:
    passwords = re.findall(
        r"password +(\S+)",
        build("--members", "3") + build("--members", "3", "--fresh-organisation"),
    )
    assert len(passwords) == 6
    assert len(set(passwords)) == 4  # the first two were printed twice


def test_demo_data_without_kept_passwords_says_what_to_do(installation: Path) -> None:
    build("--members", "3")
    (installation / "demo-sign-ins.txt").unlink()
    output, errors = io.StringIO(), io.StringIO()
    call_command("demo_data", stdout=output, stderr=errors)
    assert output.getvalue() == ""
    assert "--fresh-organisation" in errors.getvalue()


def test_demo_data_same_seed_tells_the_same_story() -> None:
    def outcome(organisation: Organisation) -> list[tuple[Any, ...]]:
        return [
            (one.member.name, one.opened_at, one.slides_seen, one.completed_at, percents(one))
            for one in Enrolment.objects.filter(organisation=organisation)
            .select_related("member")
            .order_by("opened_at", "member__employee_number")
        ]

    def percents(enrolment: Enrolment) -> list[int | None]:
        return list(enrolment.attempts.order_by("number").values_list("percent", flat=True))

    members = "16" if IS_DEEP else "8"
    for seed in ("7", "7", "8"):
        build("--members", members, "--seed", seed, "--fresh-organisation")
    first, again, other = (outcome(one) for one in Organisation.objects.order_by("id"))
    assert first == again
    assert first != other


def assert_audit_chain_is_whole_and_in_order_of_time() -> None:
    organisation = Organisation.objects.get()
    moments = [entry.created_at for entry in entries_of(organisation.uuid).order_by("sequence")]
    assert len(moments) >= 60
    assert moments == sorted(moments)
    assert moments[-1] < NOW
    assert verify_chain(organisation.uuid) is None


def test_demo_data_under_five_people_has_no_wave_and_still_learns() -> None:
    build("--stage", "finished", "--members", "4")
    assert (Wave.objects.count(), Certificate.objects.count()) == (0, 4)


@pytest.mark.parametrize("members", ["1", "0", "5001"])
def test_demo_data_refuses_other_numbers_of_members(members: str) -> None:
    with pytest.raises(CommandError, match="from 2 to 5000"):
        build("--members", members)
    assert Organisation.objects.count() == 0


def test_demo_data_refuses_a_course_that_is_not_published() -> None:
    with pytest.raises(CommandError, match="publish_courses"):
        build("--course", "no-such-course")
    assert Organisation.objects.count() == 0


def test_demo_data_beyond_an_order_takes_seats_of_a_quote() -> None:
    build("--stage", "applied", "--members", "120")
    assert Member.objects.count() == 120
    assert list(AccessGrant.objects.order_by("id").values_list("seats", flat=True)) == [100, 26]
