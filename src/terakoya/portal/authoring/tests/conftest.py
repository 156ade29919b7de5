"""What tests of own courses share."""

from __future__ import annotations

import pytest

from terakoya.portal.surveys import selectors

from .decks import DrawnPages
from .studio import Studio, make_studio


@pytest.fixture(autouse=True)
def _no_surveys_known() -> None:
    """Another test's revision may have had the same number."""
    for kept in (
        selectors.survey_of,
        selectors._survey_with,
        selectors._minutes_with,
        selectors._shown,
    ):
        kept.cache_clear()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are drawn without an office."""
    monkeypatch.setattr("terakoya.portal.authoring.services.reader.DeckPages", DrawnPages)


@pytest.fixture
def studio(db: None, drawn: None) -> Studio:
    """An officer of an organisation with a contract."""
    return make_studio()
