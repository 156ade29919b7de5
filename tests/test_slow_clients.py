"""Slow clients keep nobody waiting: a small version of `make slow-clients`, and its reckoning."""

from __future__ import annotations

import math

import pytest

from tools.slow_clients import WITHIN, Phase, kinds

from .tool_runs import told_by


def test_phase_counts_a_page_that_does_not_come_as_the_longest() -> None:
    phase = Phase("a", 1, seconds=[0.1] * 18 + [0.5])
    assert phase.p95 == 0.5
    phase.unanswered = 1
    assert phase.p95 == 0.5
    phase.unanswered = 2
    assert phase.p95 == math.inf
    assert phase.as_json()["p95"] is None
    assert Phase("b", 1).p95 == math.inf


EACH = [(kind.name, 30) for kind in kinds("/")]


# Deep: a kind that keeps somebody waiting does so among the others, too.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "alone"), [(["--together"], []), pytest.param([], EACH, marks=pytest.mark.deep)]
)
def test_slow_clients_of_every_kind_keep_nobody_waiting(
    how: list[str], alone: list[tuple[str, int]]
) -> None:
    options = ["--connections=30", "--seconds=2", "--workers=1", "--threads=1", "--json"]
    phases = told_by("tools.slow_clients", *options, *how)
    assert [(one["name"], one["connections"]) for one in phases] == [
        ("nobody", 0),
        *alone,
        ("all together", 30 * len(EACH)),
    ]
    assert all(len(one["seconds"]) > 2 and not one["unanswered"] for one in phases)
    assert [one["name"] for one in phases if one["p95"] is None or one["p95"] > WITHIN] == []
