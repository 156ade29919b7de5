"""The office that all tests of a module begin with: made once, and anew for each of them."""

from __future__ import annotations

from copy import deepcopy

import pytest

from tests.made_once import made_once_by

from .world import Office

kept_office = made_once_by(Office)


@pytest.fixture
def office(kept_office: Office, db: None) -> Office:
    """The same office with rows of its own."""
    return deepcopy(kept_office)
