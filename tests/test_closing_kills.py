"""A closing that is killed anywhere, again and again, ends with one invoice for each."""

from __future__ import annotations

import pytest

from .tool_runs import told_by


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.once_on_postgres
@pytest.mark.parametrize(
    ("kills", "closers"), [(4, 2), pytest.param(50, 4, marks=pytest.mark.deep)]
)
def test_closing_bills_each_once_though_it_is_killed(kills: int, closers: int) -> None:
    told = told_by("tools.closing_kills", f"--kills={kills}", f"--closers={closers}")
    assert told["findings"] == []
    assert told["kills"] >= kills
    assert told["invoices"] == told["organisations"] > kills
