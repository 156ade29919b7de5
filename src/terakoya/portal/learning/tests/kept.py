"""The examinee that all tests of a module begin with: made once, and anew for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.made_once import made_once

from .exams import Examinee, at_the_test, make_examinee
from .learners import signed_in


def again(made: Examinee) -> Examinee:
    """The same learner, with rows and a browser of their own."""
    member, enrolment = deepcopy((made.member, made.enrolment))
    with at_the_test():
        return Examinee(member, enrolment, signed_in(member))


def make_graduate() -> Examinee:
    """A learner who has just passed."""
    made = make_examinee()
    with at_the_test():
        made.start()
        made.submit(made.answers())
    made.enrolment.refresh_from_db()
    return made


@pytest.fixture(scope="module")
def kept_examinee(
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[Examinee]:
    """Somebody before the test, as `make_examinee` leaves them."""
    with made_once(django_db_blocker, make_examinee) as made:
        yield made


@pytest.fixture(scope="module")
def kept_graduate(
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[Examinee]:
    """Somebody who has passed, as `make_graduate` leaves them."""
    with made_once(django_db_blocker, make_graduate) as made:
        yield made
