"""Numbers of documents have no gap when those who issue race and die."""

from __future__ import annotations

import pytest

from .tool_runs import told_by


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.once_on_postgres
@pytest.mark.parametrize(
    ("kills", "writers"), [(4, 4), pytest.param(50, 16, marks=pytest.mark.deep)]
)
def test_numbers_have_no_gap_though_writers_are_killed(kills: int, writers: int) -> None:
    told = told_by("tools.document_numbers", f"--kills={kills}", f"--writers={writers}")
    assert told["findings"] == []
    assert told["kills"] >= kills
    assert told["documents"] >= told["told"] > kills
