"""Numbers without gaps and leases, with threads that really share a database."""

from __future__ import annotations

import datetime as dt
import random
from functools import partial

import pytest
from django.db import transaction

from terakoya.portal.common import clock
from terakoya.portal.delivery.models import Counter, JobLease, OutboxMessage
from terakoya.portal.delivery.services import (
    acquire_lease,
    next_number,
    queue_mail,
)

from .concurrency import in_thread, in_threads, shared_database

pytestmark = pytest.mark.both

__all__ = ["shared_database"]
NINE = dt.datetime(2026, 11, 24, 0, 0, tzinfo=dt.UTC)


class Undone(Exception):
    """A transaction that rolls back on purpose."""


def _take_numbers(seed: int) -> None:
    """12 transactions, about 3 of 10 rolled back, each writing its number beside the counter."""
    dice = random.Random(seed)
    for _ in range(12):
        try:
            with transaction.atomic():
                number = next_number("invoice")
                queue_mail(
                    organisation_uuid=None,
                    to="a@mihon.example",
                    subject=str(number),
                    text="",
                    language="ja",
                )
                if dice.random() < 0.3:
                    raise Undone
        except Undone:
            continue


def test_next_number_has_no_gaps_with_16_threads_and_rollbacks(shared_database: str) -> None:
    in_threads([partial(_take_numbers, seed) for seed in range(16)])
    taken = in_thread(lambda: list(OutboxMessage.objects.values_list("payload__subject")))
    kept = sum(
        sum(1 for _ in range(12) if dice.random() >= 0.3)
        for dice in (random.Random(seed) for seed in range(16))
    )
    assert sorted(int(subject) for (subject,) in taken) == list(range(1, kept + 1))
    assert in_thread(lambda: Counter.objects.get().value) == kept


def test_next_number_counts_each_series_by_itself(db: None) -> None:
    assert [next_number(name) for name in ("a", "a", "b", "a")] == [1, 2, 1, 3]


def test_next_number_outside_a_transaction_is_refused(shared_database: str) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        in_thread(lambda: next_number("invoice"))
    assert in_thread(Counter.objects.count) == 0


def test_lease_belongs_to_one_holder_until_it_runs_out(db: None) -> None:
    later = NINE + dt.timedelta(seconds=60)
    with clock.fixed_at(NINE):
        assert acquire_lease(name="close-waves", holder="one", seconds=60)
        assert not acquire_lease(name="close-waves", holder="two", seconds=60)
        assert acquire_lease(name="other", holder="two", seconds=60)
    with clock.fixed_at(later):
        assert acquire_lease(name="close-waves", holder="two", seconds=60)
        assert not acquire_lease(name="close-waves", holder="one", seconds=60)


def test_lease_is_won_by_one_of_8_threads(shared_database: str) -> None:
    won = in_threads(
        [
            partial(acquire_lease, name="nightly", holder=f"holder {number}", seconds=60)
            for number in range(8)
        ]
    )
    assert sorted(won) == [False] * 7 + [True]
    assert in_thread(JobLease.objects.count) == 1
