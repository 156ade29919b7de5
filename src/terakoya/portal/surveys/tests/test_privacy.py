"""An attacker with the whole database tries to join participations and answers.

First the attacker breaks two planted naive versions (answers beside the member; answers apart
but in the same order and transaction), then the real tables, open and closed.
"""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tools import migrated

SCENARIO = Path(__file__).with_name("privacy_scenario.py")
ROOT = Path(__file__).resolve().parents[5]
WHILE_OPEN = "while-open.sqlite3"
Ledger = list[dict[str, Any]]


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ledger, Path]:
    """A closed wave on SQLite; the ledger of who answered what, and the database file."""
    folder = tmp_path_factory.mktemp("closed")
    path = folder / "terakoya.sqlite3"
    migrated.copy_to(path)
    environment = {
        **os.environ,
        "TERAKOYA_VAR": str(folder),
        "TERAKOYA_SURVEY_KEYS": str(folder / "survey-keys"),  # all but these is the attacker's
        "TERAKOYA_DATABASE": f"sqlite:///{path}",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
    }
    done = subprocess.run(
        [sys.executable, str(SCENARIO), str(folder / WHILE_OPEN)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ledger: Ledger = json.loads(done.stdout.splitlines()[-1])["ledger"]
    return ledger, path


@pytest.fixture(scope="module")
def still_open(closed: tuple[Ledger, Path]) -> tuple[Ledger, Path]:
    """The same wave, while it was open."""
    ledger, path = closed
    return ledger, path.with_name(WHILE_OPEN)


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query gives."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


# -- the attacker -----------------------------------------------------------------------------


def guess_by_row(path: Path, table: str, member: str, answers: str) -> dict[int, str]:
    """Rows that hold a member and answers together."""
    return dict(rows(path, f"SELECT {member}, {answers} FROM {table}"))


def guess_by_order(members: list[int], answers: list[str]) -> dict[int, str]:
    """The n-th participation belongs to the n-th answer."""
    return dict(zip(members, answers, strict=False))


def right(guesses: dict[int, str], ledger: Ledger, key: str | None = None) -> int:
    """How many guesses are right (for the whole answers, or for one item)."""
    truth = {
        entry["member"]: entry["answers"][key] if key else json.dumps(entry["answers"])
        for entry in ledger
    }
    return sum(truth[member] == guess for member, guess in guesses.items())


def participations(path: Path) -> list[int]:
    """Members in the physical order of their participations."""
    return [
        row[0] for row in rows(path, "SELECT member_id FROM surveys_participation ORDER BY rowid")
    ]


def published_comments(path: Path) -> list[str]:
    """Comments in the order of the published table."""
    published = rows(path, 'SELECT "table" FROM surveys_publishedtable ORDER BY rowid')
    return [
        text
        for (table,) in published
        for group in json.loads(table)["comments"].values()
        for text in group
    ]


def every_byte(path: Path) -> bytes:
    """The file and its log, without the planted tables."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("DROP TABLE IF EXISTS naive_answer")
        connection.execute("DROP TABLE IF EXISTS naive_apart")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    logs = [log.read_bytes() for log in path.parent.glob(f"{path.name}-*")]
    return b"".join([path.read_bytes(), *logs])


def test_attacker_breaks_answers_beside_the_member(closed: tuple[Ledger, Path]) -> None:
    ledger, path = closed
    assert right(guess_by_row(path, "naive_answer", "member_id", "answers"), ledger) == 26


def test_attacker_breaks_answers_apart_in_the_same_order(
    still_open: tuple[Ledger, Path],
) -> None:
    ledger, path = still_open
    apart = [row[0] for row in rows(path, "SELECT answers FROM naive_apart ORDER BY rowid")]
    assert right(guess_by_order(participations(path), apart), ledger) == 26


def test_no_table_holds_members_and_answers_together(closed: tuple[Ledger, Path]) -> None:
    _ledger, path = closed
    tables = [row[0] for row in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = {
        table: {row[1] for row in rows(path, f"PRAGMA table_info('{table}')")}
        for table in tables
        if table.startswith("surveys_")
    }
    assert {table for table, names in columns.items() if "member_id" in names} == {
        "surveys_participation",
        "surveys_cellmember",
    }
    assert columns["surveys_participation"] == {"id", "organisation_id", "wave_id", "member_id"}
    assert columns["surveys_cellmember"] == {
        "id",
        "organisation_id",
        "wave_id",
        "member_id",
        "cell_id",
    }


def test_order_of_rows_tells_no_comment(closed: tuple[Ledger, Path]) -> None:
    ledger, path = closed
    item = next(key for key, value in ledger[0]["answers"].items() if "MARK" in value)
    comments = published_comments(path)
    assert sorted(comments) == sorted(entry["answers"][item] for entry in ledger)
    # 26 comments in random order: more than 5 in place by chance happens once in 1,500 runs.
    assert right(guess_by_order(participations(path), comments), ledger, item) <= 5


def test_participations_of_a_closed_wave_stand_in_the_order_of_members(
    closed: tuple[Ledger, Path],
) -> None:
    ledger, path = closed
    order = participations(path)
    assert order == sorted(order)
    assert order != [entry["member"] for entry in ledger]


def test_a_closed_wave_keeps_no_ballot(closed: tuple[Ledger, Path]) -> None:
    _ledger, path = closed
    cells = rows(path, "SELECT ballots, ciphertexts, seal FROM surveys_countingcell")
    assert set(cells) == {(0, b"", b"")}
    for table in ("surveys_blobpage", "surveys_ballotkey", "surveys_cellmember"):
        assert rows(path, f"SELECT count(*) FROM {table}") == [(0,)]
    assert [file.name for file in path.parent.glob("survey-keys/*")] == ["CACHEDIR.TAG"]


def pages_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """The pages of the SQLite file, numbered from 1."""
    data = path.read_bytes()
    (size,) = struct.unpack(">H", data[16:18])
    for number in range(len(data) // size):
        yield number + 1, data[number * size : (number + 1) * size]


def free_pages(path: Path) -> dict[int, bytes]:
    """The free leaf pages of the file (SQLite file format, §1.5)."""
    pages = dict(pages_of(path))
    trunk, count = struct.unpack(">II", pages[1][32:40])
    found: dict[int, bytes] = {}
    while trunk:
        following, leaves = struct.unpack(">II", pages[trunk][:8])
        for number in struct.unpack(f">{leaves}I", pages[trunk][8 : 8 + 4 * leaves]):
            found[number] = pages[number]
        trunk = following
    assert len(found) <= count
    return found


def test_free_pages_of_a_closed_wave_are_empty(closed: tuple[Ledger, Path]) -> None:
    _ledger, path = closed
    assert all(not page.strip(b"\0") for page in free_pages(path).values())


def test_each_comment_of_a_closed_wave_stands_once(closed: tuple[Ledger, Path]) -> None:
    """Apart from the planted tables, the published table is the only copy left anywhere."""
    ledger, path = closed
    data = every_byte(path)
    assert {data.count(f"COMMENT-MARK-{n:02d}".encode()) for n in range(len(ledger))} == {1}


def test_open_wave_has_no_comment_in_any_byte(still_open: tuple[Ledger, Path]) -> None:
    _ledger, path = still_open
    data = every_byte(path)
    assert data.count(b"COMMENT-MARK") == data.count("COMMENT-MARK".encode("utf-16-le")) == 0
