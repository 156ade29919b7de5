"""A closing that is killed anywhere, again and again, ends with one invoice for each."""

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
    ("kills", "closers"), [(4, 2), pytest.param(50, 4, marks=pytest.mark.deep)]
)
def test_closing_bills_each_once_though_it_is_killed(kills: int, closers: int) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tools.closing_kills",
            f"--kills={kills}",
            f"--closers={closers}",
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
    assert told["invoices"] == told["organisations"] > kills
