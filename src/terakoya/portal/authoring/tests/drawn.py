"""Own courses that are made without an office, and once for all tests of a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, TypeVar

import pytest

from terakoya.portal.editions.tests.reading_once import read_here
from tests.made_once import made_once

from .decks import DrawnPages
from .studio import Studio

Made = TypeVar("Made")


def draw_here(patch: pytest.MonkeyPatch) -> None:
    """Draw pages without an office, and read decks without a process of their own."""
    read_here(patch, "authoring.deck", "authoring.selectors.first_state", "editions.intake")
    patch.setattr("terakoya.portal.authoring.services.reader.DeckPages", DrawnPages)


def made_in_studio(make: Callable[[Studio], Made]) -> Any:
    """The fixture of a module that gives what a function makes in its studio, as `made_once`."""

    @pytest.fixture(scope="module")
    def made(made_studio: Studio, django_db_blocker: Any) -> Iterator[Made]:
        def begin() -> Made:
            with pytest.MonkeyPatch.context() as patch:
                draw_here(patch)
                return make(deepcopy(made_studio))

        with made_once(django_db_blocker, begin) as standing:
            yield standing

    return made
