"""What tests of editions share."""

from __future__ import annotations

import pytest

from .officers import Desk, make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    """An officer with an edition of the flagship."""
    return make_desk()
