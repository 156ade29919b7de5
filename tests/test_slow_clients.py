"""Slow clients keep nobody waiting: a small version of `make slow-clients`, and its reckoning."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from tools.slow_clients import Phase, kinds

ROOT = Path(__file__).resolve().parents[1]


def test_phase_counts_a_page_that_does_not_come_as_the_longest() -> None:
    phase = Phase("a", 1, seconds=[0.1] * 18 + [0.5])
    assert phase.p95 == 0.5
    phase.unanswered = 1
    assert phase.p95 == 0.5
    phase.unanswered = 2
    assert phase.p95 == math.inf
    assert phase.as_json()["p95"] is None
    assert Phase("b", 1).p95 == math.inf


@pytest.mark.slow
def test_slow_clients_of_every_kind_keep_nobody_waiting() -> None:
    options = ["--connections=30", "--seconds=2", "--workers=1", "--threads=1", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "tools.slow_clients", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    phases = json.loads(done.stdout)
    assert [(one["name"], one["connections"]) for one in phases] == [
        ("nobody", 0),
        *((kind.name, 30) for kind in kinds("/")),
        ("all together", 150),
    ]
    assert all(len(one["seconds"]) > 2 and not one["unanswered"] for one in phases)
