"""What tests of editions share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.made_once import made_once

from .officers import Desk, make_desk
from .reading_once import read_here
from .short_course import make_short_desk


@pytest.fixture
def desk(db: None) -> Desk:
    """An officer with an edition of the flagship."""
    return make_desk()


@pytest.fixture(scope="module")
def made_desk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    """What `desk` of `short_course` gives every test of a module."""
    with made_once(django_db_blocker, make_short_desk) as made:
        yield made


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No LibreOffice and no process of its own for what is read of a file."""
    monkeypatch.setattr("terakoya.courseware.office.deck_pages.find_office", lambda: None)
    read_here(monkeypatch, "editions.intake", "editions.services.deck_patcher")
