"""Somebody with every file but the survey keys reads nothing of an open wave.

The same attack reads every ballot of a weak portal beside it. `python -m
terakoya.portal.surveys.tests.attack` prints both; docs/survey-attack.md tells of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from tests.means import is_present

from .attack.arena import Arena, postgres_arena, sqlite_arena
from .attack.ballots import NOTHING, Score, full_ballots, other_ballots
from .attack.key_material import long_values
from .attack.play import (
    STAGES,
    Findings,
    Remains,
    attack_open_wave,
    break_ballots,
    close,
    play_again,
)
from .attack.structure import World, differences
from .attack.weak_portal import QUESTIONS, WeakPortal

pytestmark = pytest.mark.slow
FILES = ("dead rows", "old copy and log") if is_present("postgres") else ("write-ahead log",)


@dataclass
class Attacked:
    """All that was found."""

    read: dict[str, Findings]
    faults: dict[str, list[bytes]]
    worlds: list[World]
    remains: Remains


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """On the database of this run."""
    folder = tmp_path_factory.mktemp("attack")
    with postgres_arena(folder) if is_present("postgres") else sqlite_arena(folder) as found:
        yield found


@pytest.fixture(scope="module")
def attacked(arena: Arena) -> Attacked:
    """The whole play, once."""
    world, read = attack_open_wave(arena)
    faults = break_ballots(arena, len(world.statements[0]))
    remains = close(arena)
    worlds = [world, *(play_again(arena, otherwise=other) for other in (False, True))]
    return Attacked(read, faults, worlds, remains)


def test_attack_reads_every_ballot_of_the_weak_portal(attacked: Attacked) -> None:
    rows = {1: Score(1, 1, 1, 1), 2: Score(2, 0, 2, 0), 5: NOTHING}
    assert attacked.read["weak"].scores == {
        **{("rows", n): rows[n] for n in STAGES},
        **{(way, n): Score(n, n, n, n) for n in STAGES for way in ("two states", *FILES)},
    }
    assert attacked.read["weak"].pieces != {}


def test_attack_reads_no_ballot_of_the_portal(attacked: Attacked) -> None:
    found = attacked.read["portal"]
    ways = ("rows", "two states", *FILES)
    assert found.scores == {(way, n): NOTHING for n in STAGES for way in ways}
    assert found.pieces == {}


def test_a_ballot_that_breaks_off_leaves_nothing_in_logs_mails_and_pages(
    attacked: Attacked,
) -> None:
    assert attacked.faults == {}


def test_answers_leave_no_difference_in_rows_statements_and_sizes(attacked: Attacked) -> None:
    assert differences(*attacked.worlds) == []


def test_the_same_answers_never_make_the_same_ciphertext(attacked: Attacked) -> None:
    one, again, _other = attacked.worlds
    known = long_values(one.opening)
    for states in zip(one.states, again.states, strict=True):
        first, second = (long_values(state) - known for state in states)
        assert len(first) == len(second) >= 3
        assert not first & second


def test_a_ballot_opens_no_file_to_write(attacked: Attacked) -> None:
    assert [world.opened for world in attacked.worlds] == [[[]] * 5] * 3


def test_private_keys_are_in_their_folder_alone_and_only_for_the_portal(
    attacked: Attacked,
) -> None:
    remains = attacked.remains
    assert remains.secrets == {"open": {}, "closed": {}}
    key = next(name for name in remains.modes if name.endswith(".key"))
    assert remains.modes == {"keys": "700", "CACHEDIR.TAG": "600", key: "600"}


def test_a_closed_wave_leaves_neither_key_nor_ciphertexts(attacked: Attacked) -> None:
    remains = attacked.remains
    assert remains.keys == ["keys", "CACHEDIR.TAG"]
    assert remains.ballots > 4
    assert remains.closed_ballots == 0
    assert remains.ciphertexts == {}


def weak_world(*, otherwise: bool) -> World:
    ballots = (other_ballots if otherwise else full_ballots)(QUESTIONS, range(5))
    world = World()
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        weak = WeakPortal(connection, "?", "TEXT")
        for ballot in ballots:
            weak.cast(ballot)
            tables = ("weak_cell", "weak_participation", "weak_page")
            world.states.append(
                {t: [dict(r) for r in connection.execute(f"SELECT * FROM {t}")] for t in tables}
            )
    return world


def test_answers_make_differences_in_the_weak_portal() -> None:
    same, again, other = (weak_world(otherwise=other) for other in (False, False, True))
    assert differences(same, again, again) == []
    assert differences(same, again, other) == [
        *("after ballot 1: weak_cell[1].counts", "after ballot 1: weak_page[0].comments"),
        *(
            f"after ballot {n}: {place}"
            for n in (2, 3, 4, 5)
            for place in ("weak_cell[0].counts", "weak_cell[1].counts", "weak_page[0].comments")
        ),
    ]
