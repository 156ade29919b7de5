"""A migrated database, made once and copied: the migrations take some five seconds of a core.

On SQLite a file under `var/migrated`, on PostgreSQL a database of the cluster from which others
are made. Both bear the hash of what decides them: every migration, and the packages installed.
`python tools/migrated.py` makes the file beforehand.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var/migrated"
DECIDING = ("src/terakoya/portal/*/migrations/*.py", "requirements/*.txt")


def fingerprint() -> str:
    """The hash of all that decides what a migrated database is."""
    found = hashlib.sha256()
    for pattern in DECIDING:
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def copy_to(path: Path) -> None:
    """Put a migrated SQLite database at a path."""
    made = _on_sqlite()
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made, path)
    path.chmod(0o600)


def _on_sqlite() -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = FOLDER / f"{fingerprint()}.sqlite3"
    with _alone(FOLDER / "lock"):
        if not made.exists():
            for old in FOLDER.glob("*.sqlite3"):
                old.unlink()
            with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
                new = Path(folder) / made.name
                _migrate(f"sqlite:///{new}")
                new.rename(made)
    return made


def template(address: str) -> str:
    """The name of a migrated database in the cluster of an address, to make others from."""
    name = f"migrated_{fingerprint()}"
    identifier = sql.Identifier(name)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(7210)")
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if known.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
            try:
                _migrate(urlunsplit(urlsplit(address)._replace(path=f"/{name}")))
            except BaseException:
                drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
                connection.execute(drop.format(identifier))
                raise
    return name


def _migrate(address: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
            "TERAKOYA_DATABASE": address,
            "TERAKOYA_VAR": folder,
        }
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """While no other process is within."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    _on_sqlite()
