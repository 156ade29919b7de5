"""An assignment with records to pack, and a key of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from terakoya.portal.common import clock
from terakoya.portal.learning.models import Assignment
from terakoya.portal.learning.tests.exams import HOUR, at_the_test, make_examinee
from terakoya.portal.learning.tests.learners import OPENED, after, make_learner
from tests.factories import make_member, publish_short
from tests.made_once import made_once


@pytest.fixture(autouse=True)
def _own_key(settings: Settings, tmp_path: Path) -> None:
    settings.AUDIT_KEY = tmp_path / "audit-key"


@pytest.fixture(scope="module")
def made_assignment(django_db_setup: None, django_db_blocker: Any) -> Iterator[Assignment]:
    """What each test of a module begins with."""
    with made_once(django_db_blocker, _make_assignment) as made:
        yield made


def _make_assignment() -> Assignment:
    passed = make_examinee(publish=publish_short)
    with at_the_test():
        passed.start()
        passed.submit(passed.answers(right=0))
    with clock.fixed_at(after(2 * HOUR)):
        passed.look_again()
        passed.start()
        passed.submit(passed.answers(right=9))
    with clock.fixed_at(OPENED):
        make_learner(make_member(passed.member.organisation, "受講 花子"))
    return passed.enrolment.assignment


@pytest.fixture
def assignment(made_assignment: Assignment, db: None) -> Iterator[Assignment]:
    """One person has passed at the second attempt, one has begun, the owner has not."""
    with clock.fixed_at(after(3 * HOUR)):
        yield deepcopy(made_assignment)
