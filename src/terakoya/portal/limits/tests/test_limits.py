"""As many at once as a limit has, then one after another as it grows back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from terakoya.portal.common import clock
from terakoya.portal.common.errors import PortalError
from terakoya.portal.delivery.tests.concurrency import (
    in_thread,
    in_threads,
    shared_database,
)

from ..errors import TooOften, waiting_sentence
from ..models import Usage
from ..networks import network_of, network_or_none
from ..rules import HOUR, MINUTE, Limit, invitations_a_day
from ..services import (
    check,
    count,
    delete_unused,
    failures_counted,
    give_back,
    reserve,
    spend,
    try_spend,
)

__all__ = ["shared_database"]

NINE = dt.datetime(2026, 11, 30, 0, 0, tzinfo=dt.UTC)
SIX = Limit("six", 6, HOUR)  # one more every ten minutes
pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def at_nine() -> Iterator[None]:
    with clock.fixed_at(NINE):
        yield


def taken(limit: Limit, who: str, tries: int) -> list[bool]:
    return [try_spend(limit.by(who)) for _ in range(tries)]


def test_limit_gives_as_many_as_it_has_to_each() -> None:
    assert taken(SIX, "a", 8) == [True] * 6 + [False] * 2
    assert taken(SIX, "b", 1) == [True]


@pytest.mark.parametrize(
    ("after", "given"), [(9 * MINUTE, 0), (10 * MINUTE, 1), (35 * MINUTE, 3), (9 * HOUR, 6)]
)
def test_limit_grows_back(after: dt.timedelta, given: int) -> None:
    taken(SIX, "a", 6)
    with clock.fixed_at(NINE + after):
        assert sum(taken(SIX, "a", 8)) == given


def test_refusal_says_when_and_waiting_longer_is_not_punished() -> None:
    taken(SIX, "a", 6)
    for _ in range(3):
        with pytest.raises(TooOften) as refusal:
            spend(SIX.by("a"))
        assert (refusal.value.status, refusal.value.retry_after) == (429, 600)
        assert str(refusal.value) == (
            "短い間に回数が多かったため、止めています。あと10分たつと、もう一度試せます。"
        )


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [(1, "あと1分"), (61, "あと2分"), (90 * 60, "あと90分"), (90 * 60 + 1, "あと2時間")],
)
def test_waiting_time_is_in_minutes_or_hours(seconds: int, wait: str) -> None:
    assert wait in waiting_sentence(seconds)


def test_limits_are_used_together_or_not_at_all() -> None:
    taken(SIX, "a", 6)
    with pytest.raises(TooOften):
        spend(SIX.by("b"), SIX.by("a"))
    assert taken(SIX, "b", 8) == [True] * 6 + [False] * 2


class Guess(PortalError):
    """A refusal that counts."""


def test_only_failures_of_their_kind_are_counted() -> None:
    def attempt(error: PortalError | None) -> str:
        try:
            with failures_counted(SIX.by("a"), kinds=(Guess,)):
                if error is not None:
                    raise error
        except PortalError as refusal:
            return type(refusal).__name__
        return "done"

    assert {attempt(None) for _ in range(20)} == {"done"}
    assert {attempt(PortalError("")) for _ in range(20)} == {"PortalError"}
    assert [attempt(Guess("")) for _ in range(8)] == ["Guess"] * 6 + ["TooOften"] * 2
    assert attempt(None) == "TooOften"


def test_success_gives_back_what_was_used_and_never_more_than_there_is() -> None:
    give_back(SIX.by("a"), 4)
    assert (check(SIX.by("a")), taken(SIX, "a", 7)) == (set(), [True] * 6 + [False])
    give_back(SIX.by("a"), 4)
    assert (check(SIX.by("a")), taken(SIX, "a", 5)) == ({SIX.by("a")}, [True] * 4 + [False])
    for _ in range(3):
        give_back(SIX.by("a"), 4)
    assert (check(SIX.by("a")), taken(SIX, "a", 7)) == (set(), [True] * 6 + [False])


def test_reserved_ones_wait_for_their_turn() -> None:
    with transaction.atomic():
        waits = reserve(SIX.by("a"), 9)
        more = reserve(SIX.by("a"), 1)
    assert waits == [dt.timedelta()] * 6 + [10 * MINUTE, 20 * MINUTE, 30 * MINUTE]
    assert more == [40 * MINUTE]
    with clock.fixed_at(NINE + 2 * HOUR), transaction.atomic():
        assert reserve(SIX.by("a"), 2) == [dt.timedelta()] * 2


def test_rows_hold_nobody_and_go_when_they_limit_nothing() -> None:
    count(SIX.by("somebody@mihon.example"), SIX.by("203.0.113.7"))
    keys = list(Usage.objects.values_list("key", flat=True))
    assert [key for key in keys if "mihon" in key or "203" in key.partition(":")[0]] == []
    assert (len(keys), delete_unused()) == (2, 0)
    with clock.fixed_at(NINE + 11 * MINUTE):
        assert (delete_unused(), Usage.objects.count()) == (2, 0)


def test_statements_are_few_and_a_used_up_limit_writes_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(5):  # read, update, savepoint, insert, release
        spend(SIX.by("a"))
    with django_assert_num_queries(2):
        spend(SIX.by("a"))
    taken(SIX, "a", 6)
    with django_assert_num_queries(1):
        assert not try_spend(SIX.by("a"))
    with django_assert_num_queries(1):
        check(SIX.by("b"), SIX.by("c"))


def test_several_at_once_get_no_more_than_there_are(shared_database: str) -> None:
    def attempt() -> bool:
        with clock.fixed_at(NINE):
            return try_spend(SIX.by("a"))

    first = in_threads([attempt] * 7)
    assert (sum(first), in_thread(attempt)) == (6, False)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
        ("/run/terakoya.sock", ""),
    ],
)
def test_network_is_an_address_or_what_one_customer_may_change_within(
    address: str, network: str
) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    assert (network_of(request), network_or_none(request)) == (network, network or None)


def test_invitations_follow_the_seats() -> None:
    assert [invitations_a_day(seats).most for seats in (0, 100, 101, 20_000)] == [
        300,
        300,
        303,
        60_000,
    ]
