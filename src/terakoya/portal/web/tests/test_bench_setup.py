"""`manage.py bench_setup`: learners who can begin at once, in an empty database only."""

from __future__ import annotations

import datetime as dt
import io
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from terakoya.portal.accounts.backends import EmployeeNumberBackend
from terakoya.portal.accounts.models import Organisation, Person
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Enrolment
from terakoya.portal.surveys.models import Wave
from tests.factories import make_member, make_organisation, publish_flagship

pytestmark = pytest.mark.once  # dear: many rows alike, and both databases keep the same

NOW = dt.datetime(2026, 11, 25, 8, 0, tzinfo=clock.TOKYO)


@pytest.fixture(autouse=True)
def published(db: None) -> Iterator[None]:
    """A published course, and one fixed morning."""
    with clock.fixed_at(NOW):
        publish_flagship()
        yield


def set_up(path: Path, learners: str = "6") -> dict[str, Any]:
    call_command("bench_setup", learners=int(learners), output=path, stdout=io.StringIO())
    answer: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return answer


def test_bench_setup_makes_learners_who_can_sign_in_and_begin(tmp_path: Path) -> None:
    known = set_up(tmp_path / "answer.json")
    assert len(known["learners"]) == 6
    for learner in known["learners"]:
        person = EmployeeNumberBackend().authenticate(
            None,
            company_code=known["code"],
            employee_number=learner["number"],
            password=learner["password"],
        )
        enrolment = Enrolment.objects.get(uuid=learner["enrolment"])
        assert enrolment.member.person == person
        assert enrolment.opened_at == NOW - dt.timedelta(minutes=40)
        assert enrolment.first_slide_at is None
    wave = Wave.objects.get()
    assert (str(wave.uuid), wave.kind, wave.closed_at) == (known["wave"], "before", None)


def test_bench_setup_tells_what_a_learner_reads_off_the_pages(tmp_path: Path) -> None:
    known = set_up(tmp_path / "answer.json")
    revision = Enrolment.objects.all()[0].revision
    assert list(known["slides"]) == revision.meta["languages"]
    ids = [[slide["id"] for slide in slides] for slides in known["slides"].values()]
    assert ids[0] == ids[1]
    assert all(choices for choices in known["right"].values())
    asking = [slide for slide in known["slides"]["ja"] if slide["choices"]]
    assert asking
    assert all(len(slide["hash"]) == 64 and slide["seconds"] > 0 for slide in asking)


def test_bench_setup_keeps_passwords_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    set_up(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_bench_setup_refuses_a_database_with_people(tmp_path: Path) -> None:
    make_member(make_organisation())
    with pytest.raises(CommandError, match="TERAKOYA_VAR"):
        set_up(tmp_path / "answer.json")
    assert (Organisation.objects.count(), Person.objects.count()) == (1, 1)
    assert not (tmp_path / "answer.json").exists()


@pytest.mark.parametrize("learners", ["4", "2001"])
def test_bench_setup_refuses_other_numbers_of_learners(tmp_path: Path, learners: str) -> None:
    with pytest.raises(CommandError, match="from 5 to 2000"):
        set_up(tmp_path / "answer.json", learners)
    assert Person.objects.count() == 0
