"""What tests of orders share: a shop that sells one small course."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.common import clock
from tests.courses import small_material
from tests.made_once import made_once

SINCE = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: Any) -> Iterator[Revision]:
    """It is on offer in all tests of a module."""

    def publish() -> Revision:
        with clock.fixed_at(SINCE):
            return publish_material(material=small_material())

    with made_once(django_db_blocker, publish) as made:
        yield made


@pytest.fixture
def shop(published: Revision, db: None) -> None:
    """What a test does to it is rolled back."""
