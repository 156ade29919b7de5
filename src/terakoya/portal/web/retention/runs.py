"""One run over all rules: batch after batch, each in its own transaction, until time is up."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Final

from django.db import DatabaseError
from django.db.models import ProtectedError

from ...audit.services import record
from ...common.retention import Rule
from .rules import RULES

log = logging.getLogger(__name__)

# Well below the time after which a job counts as hanging.
SECONDS: Final = 300.0


def run_retention(seconds: float | None = SECONDS, rules: Sequence[Rule] = RULES) -> dict[str, int]:
    """Delete what has its time over; how many rows by rule. `None`: until nothing is left.

    A rule that fails stops no other. What was deleted stands in the portal's audit log.
    """
    until = None if seconds is None else time.monotonic() + seconds
    counts = {rule.name: _run(rule, until) for rule in rules}
    done = {name: number for name, number in counts.items() if number}
    if done:
        record(organisation_uuid=None, actor_uuid=None, verb="retention.deleted", data=done)
    return done


def count_due(rules: Sequence[Rule] = RULES) -> dict[str, int]:
    """How many rows each rule would delete now; what only then becomes free is not counted."""
    return {rule.name: rule.count() for rule in rules}


def _run(rule: Rule, until: float | None) -> int:
    total = 0
    try:
        while until is None or time.monotonic() < until:
            number = rule.run_batch()
            if number == 0:
                break
            total += number
    except (DatabaseError, ProtectedError):
        log.exception("retention: the rule %s failed", rule.name)
    return total
