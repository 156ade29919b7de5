"""The backup proof on either database, and what PostgreSQL's own way refuses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from terakoya.portal.config.environment import database
from terakoya.portal.web.backups.errors import BackupRefused
from terakoya.portal.web.backups.manifest import Manifest
from terakoya.portal.web.backups.postgresql import PostgresDatabase
from tools.bench.database import VARIABLE, own_database

from .tool_runs import SMALL_COURSE, told_by

TABLES = """
CREATE TABLE django_migrations (id serial PRIMARY KEY, app text, name text);
INSERT INTO django_migrations (app, name) VALUES ('audit', '0001_audit_chain');
CREATE TABLE accounts_person (id serial PRIMARY KEY, name text);
CREATE TABLE accounts_organisation (id serial PRIMARY KEY);
"""


# Deep: that a dump is one state and comes back is tried below.
@pytest.mark.deep
@pytest.mark.slow
@pytest.mark.database
@pytest.mark.once_on_postgres
@pytest.mark.parametrize("backups", [1, 2])
def test_backups_taken_under_load_hold_all_that_was_saved_before(backups: int) -> None:
    numbers = [f"--backups={backups}", "--learners=6"]
    told = told_by("tools.backup", *numbers, SMALL_COURSE, "--json")
    assert told["findings"] == []
    saved = [one["events_saved_before"] for one in told["backups"]]
    assert len(saved) >= backups + 1  # the last one is taken at rest
    assert 0 < saved[0] <= saved[-1] == told["events"]
    assert told["finished"] == 6


Settings = dict[str, Any]


@pytest.fixture
def new_database() -> Iterator[Any]:
    """Makes databases of our tables with some people in each."""
    with ExitStack() as stack:

        def make(people: int = 0, tables: str = TABLES) -> Settings:
            address = stack.enter_context(own_database(is_empty=True))[VARIABLE]
            with psycopg.connect(address) as connection:
                connection.execute(tables.encode())
                for number in range(people):
                    connection.execute(
                        "INSERT INTO accounts_person (name) VALUES (%s)", [f"{number}"]
                    )
            return database(address)

        yield make


def manifest_of(tables: dict[str, int]) -> Manifest:
    return Manifest(
        made_at="", version="", database="postgresql", server="", migrations={}, tables=tables,
        secret="", parts=(),
    )  # fmt: skip


def people_of(settings: Settings) -> int:
    with PostgresDatabase(settings, Path()).reading() as connection:
        return int(connection.execute("SELECT count(*) FROM accounts_person").fetchone()[0])


@pytest.mark.postgres
def test_a_dump_is_one_state_and_comes_back(new_database: Any, tmp_path: Path) -> None:
    source, target = new_database(people=3), new_database()
    dump, state = PostgresDatabase(source, tmp_path).save(tmp_path)
    assert (state.tables["accounts_person"], state.server[:10]) == (3, "PostgreSQL")
    assert state.migrations == {"audit": ["0001_audit_chain"]}
    assert dump.stat().st_mode & 0o777 == 0o600
    there = PostgresDatabase(target, tmp_path)
    there.verify(dump, manifest_of({}))
    assert there.emptiness() == "nobody is in it"
    assert there.restore(dump, manifest_of(dict(state.tables)), "now") == ""
    assert people_of(target) == 3
    with there.reading() as connection:  # the series goes on after the last row
        found = connection.execute("INSERT INTO accounts_person (name) VALUES ('x') RETURNING id")
        assert found.fetchone() == (4,)


@pytest.mark.postgres
def test_a_restore_that_fails_leaves_everything_as_it_was(
    new_database: Any, tmp_path: Path
) -> None:
    source, target = new_database(people=3), new_database(people=7)
    dump, state = PostgresDatabase(source, tmp_path).save(tmp_path)
    there = PostgresDatabase(target, tmp_path)
    assert there.emptiness() == ""
    with pytest.raises(BackupRefused, match="rows are not those of the manifest"):
        there.restore(dump, manifest_of({**state.tables, "accounts_person": 4}), "first")
    assert people_of(target) == 7
    told = there.restore(dump, manifest_of(dict(state.tables)), "second")
    assert (people_of(target), "database.before-second.pgdump" in told) == (3, True)
    old = new_database()
    PostgresDatabase(old, tmp_path).restore(
        tmp_path / "database.before-second.pgdump", manifest_of({"accounts_person": 7}), "third"
    )
    assert people_of(old) == 7


@pytest.mark.postgres
def test_a_damaged_dump_is_refused(new_database: Any, tmp_path: Path) -> None:
    database = PostgresDatabase(new_database(people=300), tmp_path)
    dump, _state = database.save(tmp_path)
    content = dump.read_bytes()
    for damaged in (content[: len(content) // 2], b"PGDMP" + content[9:], b""):
        dump.write_bytes(damaged)
        with pytest.raises(BackupRefused, match="pg_restore failed"):
            database.verify(dump, manifest_of({}))


@pytest.mark.postgres
def test_a_database_that_others_use_is_refused(new_database: Any) -> None:
    settings = new_database()
    database = PostgresDatabase(settings, Path())
    database.refuse_others()
    with database.reading(), pytest.raises(BackupRefused, match="1 other connections"):
        database.refuse_others()


@pytest.mark.postgres
def test_absent_programs_and_servers_are_told(
    new_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = new_database()
    nobody = PostgresDatabase({**settings, "PORT": "1"}, tmp_path)
    with pytest.raises(BackupRefused, match="cannot be reached"):
        nobody.emptiness()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupRefused, match=r"pg_dump is not on the PATH. → Install"):
        PostgresDatabase(settings, tmp_path).save(tmp_path)


@pytest.mark.postgres
def test_the_password_is_in_no_argument(
    new_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "$@" >&2; echo "with $PGPASSWORD" >&2; exit 1\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    password = str(urlsplit(os.environ[VARIABLE]).password)
    with pytest.raises(BackupRefused) as refusal:
        PostgresDatabase(new_database(), tmp_path).save(tmp_path)
    arguments, _, rest = str(refusal.value).partition("with ")
    assert (password in arguments, rest) == (False, password)
