"""What tests of contracts begin with: a day in December, a course with prices, seats of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.documents import seller_memory
from terakoya.portal.orders.models import Contract

from .contracts import NOON, make_contract, priced_course, signed_in
from .sold import with_bank


@pytest.fixture
def december() -> Iterator[None]:
    """It is noon of 1 December 2026, in UTC 3 o'clock."""
    with clock.fixed_at(NOON):
        yield


@pytest.fixture
def course(db: None) -> Course:
    """A course without any revision, at the usual prices."""
    return priced_course()


@pytest.fixture
def contracted() -> int:
    """How many seats `contract` has; a file that needs others says so."""
    return 10


@pytest.fixture
def contract(course: Course, owner: Member, contracted: int) -> Contract:
    """Seats from September 2026 for a year."""
    return make_contract(owner, course, seats=contracted, starts_on=dt.date(2026, 9, 1))


@pytest.fixture
def browser(owner: Member) -> Client:
    """In which the contract holder is signed in."""
    return signed_in(owner)


@pytest.fixture
def bank(db: None) -> Iterator[None]:
    """The seller has entered a bank account long ago."""
    with_bank(dt.date(2026, 1, 1))
    yield
    seller_memory.forget()
