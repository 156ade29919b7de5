"""What tests of own courses share."""

from __future__ import annotations

import pytest

from .decks import DrawnPages
from .studio import Studio, make_studio


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are drawn without an office."""
    monkeypatch.setattr("terakoya.portal.authoring.services.reader.DeckPages", DrawnPages)


@pytest.fixture
def studio(db: None, drawn: None) -> Studio:
    """An officer of an organisation with a contract."""
    return make_studio()
