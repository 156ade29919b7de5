"""What tests of editions share."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from terakoya.courseware.imports.resource_limits import within_limits

from .officers import Desk, make_desk

_ANSWERS: dict[bytes, bytes] = {}


@pytest.fixture
def desk(db: None) -> Desk:
    """An officer with an edition of the flagship."""
    return make_desk()


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No LibreOffice here, and what was read of a file is kept for who reads it alike.

    Reading the flagship's deck takes a second of a core, and patching it two.
    """

    def remembered(
        read: Callable[..., Any], *given: Any, page_image: Any = None, **named: Any
    ) -> Any:
        asked = pickle.dumps((read.__module__, read.__qualname__, given, sorted(named.items())))
        key = hashlib.sha256(asked).digest()
        if key not in _ANSWERS:
            answer = within_limits(read, *given, page_image=page_image, **named)
            _ANSWERS[key] = pickle.dumps(answer)
        return pickle.loads(_ANSWERS[key])

    monkeypatch.setattr("terakoya.courseware.office.deck_pages.find_office", lambda: None)
    for module in ("intake", "services.deck_patcher"):
        monkeypatch.setattr(f"terakoya.portal.editions.{module}.within_limits", remembered)
