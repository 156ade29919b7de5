"""A process of the portal searches for garbage seldom (a command: `tests/test_environment.py`)."""

from __future__ import annotations

import gc

from terakoya.portal.common import garbage


def test_search_goes_on_where_all_is_loaded() -> None:
    assert gc.isenabled()
    assert gc.get_threshold()[0] == garbage.COLLECTED_AFTER[0]
