"""A process of the portal searches for garbage again once it has loaded, and seldom."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

from terakoya.portal.common import garbage

ROOT = Path(__file__).resolve().parents[5]


def test_search_goes_on_where_all_is_loaded() -> None:
    assert gc.isenabled()
    assert gc.get_threshold()[0] == garbage.COLLECTED_AFTER[0]


def test_command_loads_without_a_search_and_searches_afterwards() -> None:
    script = (
        "import gc; print(gc.isenabled(), gc.get_threshold()[0], gc.get_freeze_count() > 9_999)"
    )
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", script]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told.split() == ["True", str(garbage.COLLECTED_AFTER[0]), "True"]
