"""Numbers of documents have no gap when those who issue race and die."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.once_on_postgres
@pytest.mark.parametrize(
    ("kills", "writers"), [(4, 4), pytest.param(50, 16, marks=pytest.mark.deep)]
)
def test_numbers_have_no_gap_though_writers_are_killed(kills: int, writers: int) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tools.document_numbers",
            f"--kills={kills}",
            f"--writers={writers}",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["findings"] == []
    assert told["kills"] >= kills
    assert told["documents"] >= told["told"] > kills
