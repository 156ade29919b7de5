"""What tests of own courses share."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.made_once import made_once

from .drawn import draw_here
from .studio import Studio, make_studio


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are drawn without an office, and decks are read without a process of their own."""
    draw_here(monkeypatch)


@pytest.fixture(scope="module")
def made_studio(django_db_setup: None, django_db_blocker: Any) -> Iterator[Studio]:
    """What each test of a module begins with."""
    with made_once(django_db_blocker, make_studio) as made:
        yield made


@pytest.fixture
def studio(made_studio: Studio, db: None, drawn: None) -> Studio:
    """An officer of an organisation with a contract."""
    return deepcopy(made_studio)
