"""What a release left on a customer's machine comes up to this one in one step, with all in it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from psycopg.rows import dict_row

from terakoya.portal.web.schema_history import EveryStep

ROOT = Path(__file__).resolve().parents[1]
OLDER = ROOT / "tests/corpus/older"
RELEASES = sorted(path.name for path in OLDER.iterdir() if path.is_dir())
Tables = dict[str, dict[Any, dict[str, Any]]]

pytestmark = [pytest.mark.both, pytest.mark.database, pytest.mark.slow]


@dataclass(frozen=True)
class Installation:
    """A portal of an earlier release on this machine: its `var/`, and its database."""

    var: Path
    address: str

    def run(self, *command: str) -> str:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}",
            "TERAKOYA_VAR": str(self.var),
            "TERAKOYA_DATABASE": self.address,
        }
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tables(self) -> Tables:
        """All that its database holds, each row under its first column."""
        kept = ("django_migrations", "django_session")
        if self.address.startswith("sqlite"):
            with closing(sqlite3.connect(self.var / "terakoya.sqlite3")) as opened:
                opened.row_factory = sqlite3.Row
                names = [row[0] for row in opened.execute(ON_SQLITE)]
                found = {name: opened.execute(f'SELECT * FROM "{name}"') for name in names}
                return {
                    name: _keyed(map(dict, rows))
                    for name, rows in found.items()
                    if name not in kept
                }
        with psycopg.connect(self.address, row_factory=dict_row) as opened:
            names = [row["tablename"] for row in opened.execute(ON_POSTGRESQL)]
            return {
                name: _keyed(
                    opened.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name)))
                )
                for name in names
                if name not in kept
            }


ON_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
ON_POSTGRESQL = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


def _keyed(rows: Any) -> dict[Any, dict[str, Any]]:
    return {next(iter(row.values())): row for row in rows}


@pytest.fixture
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    kind, release = connection.vendor, OLDER / request.param
    with tarfile.open(release / f"{kind}.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    var = tmp_path / "var"
    if kind == "sqlite":
        yield Installation(var, f"sqlite:///{var}/terakoya.sqlite3")
        return
    server, name = os.environ["TERAKOYA_DATABASE"], f"older_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as opened:
        opened.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    address = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    try:
        with psycopg.connect(address) as opened:
            opened.execute((tmp_path / "dump.sql").read_bytes())
        yield Installation(var, address)
    finally:
        with psycopg.connect(server, autocommit=True) as opened:
            opened.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def changes(before: Tables, after: Tables) -> set[str]:
    """What is gone or another, by table and column."""
    found = set()
    for table, rows in before.items():
        if table not in after:
            found |= {table} if rows else set()
            continue
        for key, row in rows.items():
            now = after[table].get(key)
            if now is None:
                found.add(f"{table}: a row")
                continue
            found |= {f"{table}.{name}" for name, value in row.items() if now.get(name) != value}
    return found


# What becomes of rows that stand no more as they stood; all others are the same. Open waves of
# 2026.11 are encrypted, and those that nobody has answered are opened again by their rule.
OTHER: dict[str, set[str]] = {
    "2026.11": {
        "surveys_cellmember: a row",
        "surveys_commentpage",
        "surveys_countingcell.answered",
        "surveys_countingcell.counts",
        "surveys_countingcell: a row",
        "surveys_wave.closes_on",
        "surveys_wave: a row",
    },
}
# What the wave comes to that was open when a release was left; each tells the same story.
TOPICS = {
    "knowledge": {"score": 56, "margin": 27},
    "judgement": {"score": 54, "margin": 27},
    "response": {"band": 3},
}
COMMENTS = [
    "どこからが行きすぎなのか、具体的な例を知りたいです。",
    "同じお客様から何度も電話があり、記録の書き方に迷います。",
    "同じお客様から何度も電話があり、記録の書き方に迷います。",
    "名札を名字だけにしてもらえて、安心しました。",
]


@pytest.mark.parametrize("installation", RELEASES, indirect=True)
def test_an_installation_comes_up_with_all_in_it(
    installation: Installation, request: pytest.FixtureRequest
) -> None:
    release = request.node.callspec.params["installation"]
    before = installation.tables()
    installation.run("manage.py", "migrate", "--verbosity=0")
    assert changes(before, installation.tables()) == OTHER.get(release, set())
    told = json.loads(installation.run("-m", "tests.older_portal"))
    files = before.get("documents_documentfile", {}).values()
    numbers = {
        key: row["number"] for key, row in before.get("documents_issueddocument", {}).items()
    }
    assert told == {
        "passwords": [True, True],
        "pages": [200, 200],
        "wave": {
            "answered": [9, 10],
            "topics": TOPICS,
            "comments": COMMENTS,
            "page": 200,
            "key is gone": True,
        },
        "editions": ["みほん商事のカスハラ研修", "まだ公開していない題"],
        "documents": {numbers[one["document_id"]]: one["sha256"] for one in files},
        "certificates": [200] * len(before["learning_certificate"]),
        "audit": told["audit"],
    }
    assert "in 2 chains, " in told["audit"]


def test_no_migration_of_a_release_is_gone() -> None:
    kept = EveryStep(None).disk_migrations
    assert kept is not None
    for release in RELEASES:
        names = (OLDER / release / "migrations.txt").read_text("utf-8").split()
        assert [name for name in names if tuple(name.split(".")) not in kept] == []
