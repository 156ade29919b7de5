"""PostgreSQL: dumped and brought back by its own programs, which must be on the PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from .errors import BackupRefused
from .manifest import Manifest
from .state import DELETE_IT, State, emptiness_of

PART: Final = "database.pgdump"
_OWN_TABLES: Final = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY c.relname"
)
# The routines of the schema but those that an extension brought, as DROP names them.
_ROUTINES: Final = """
SELECT format('%I.%I(%s)', 'public', p.proname, pg_get_function_identity_arguments(p.oid))
FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
_COUNT: Final = "SELECT count(*) FROM public.{}"
_OTHERS: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


class PostgresDatabase:
    """The database of the settings, reached as Django reaches it."""

    kind: Final = "postgresql"
    part: Final = PART

    def __init__(self, settings: Mapping[str, Any], aside: Path) -> None:
        self._settings, self._aside = settings, aside

    def save(self, folder: Path) -> tuple[Path, State]:
        """Dump one state into a folder, compressed; and what it holds.

        Both are read in the same snapshot, so the counts are those of the dump.
        """
        dump = folder / PART
        with self.reading() as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()[0]
            self._dump(dump, f"--snapshot={snapshot}")
            state = _state(connection)
        return dump, state

    def verify(self, dump: Path, manifest: Manifest) -> None:  # noqa: ARG002 - as SQLite's
        """Read the whole dump, unpacked, as a restore would; no server is needed."""
        self._run("pg_restore", f"--file={os.devnull}", str(dump))

    def refuse_others(self) -> None:
        """Raise when somebody else is connected: tables would change under their hands.

        A connection that was just closed is counted until its process has ended: asked again for
        a second.
        """
        with self.reading() as connection:
            for _attempt in range(10):
                count = connection.execute(_OTHERS).fetchone()[0]
                if not count:
                    return
                # Within a transaction the server would tell the same once more.
                connection.execute("SELECT pg_sleep(0.1), pg_stat_clear_snapshot()")
        raise BackupRefused(
            f"{count} other connections use the database. → Stop the portal (and every "
            "run_worker), then restore."
        )

    def emptiness(self) -> str:
        """Why it counts as empty; the empty text when it does not."""
        with self.reading() as connection:
            return emptiness_of(_tables(connection), connection.execute)

    def restore(self, dump: Path, manifest: Manifest, stamp: str) -> str:
        """Replace all tables in one transaction; what became of the old ones.

        They stay until the new ones are in, and where somebody was in them, a dump of them stays.
        """
        script = dump.with_suffix(".sql")
        kept = "" if self.emptiness() else self._keep(stamp)
        with self.reading() as connection:
            drops = [f"DROP TABLE public.{_name(one)} CASCADE;\n" for one in _tables(connection)]
            # What the triggers call stands beside the tables and comes with the dump.
            drops += [f"DROP ROUTINE {one} CASCADE;\n" for (one,) in connection.execute(_ROUTINES)]
        try:
            self._run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
            head, tail = dump.with_suffix(".head.sql"), dump.with_suffix(".tail.sql")
            head.write_text("".join(drops), encoding="utf-8")
            tail.write_text("".join(_counted(manifest.tables)), encoding="utf-8")
            self._run(
                "psql",
                "--no-psqlrc",
                "--quiet",
                "--single-transaction",
                "--set=ON_ERROR_STOP=1",
                f"--output={os.devnull}",
                *(f"--file={one}" for one in (head, script, tail)),
            )
        finally:
            for ending in (".sql", ".head.sql", ".tail.sql"):
                dump.with_suffix(ending).unlink(missing_ok=True)
        return kept

    def _keep(self, stamp: str) -> str:
        old = self._aside / f"database.before-{stamp}.pgdump"
        self._dump(old)
        return f"The old database is kept as {old} (for pg_restore). {DELETE_IT}"

    def _dump(self, path: Path, *arguments: str) -> None:
        self._run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            *arguments,
            f"--file={path}",
        )
        path.chmod(0o600)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A connection of its own, without Django; rolled back at the end."""
        import psycopg  # only where the database is PostgreSQL

        named = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
        given = {
            word: self._settings[key] for key, word in named.items() if self._settings.get(key)
        }
        try:
            connection = psycopg.connect(dbname=str(self._settings["NAME"]), **given)
        except psycopg.OperationalError as error:
            raise BackupRefused(f"The database cannot be reached: {_first_line(error)}") from None
        try:
            yield connection
        finally:
            connection.rollback()
            connection.close()

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs; the password never stands among its arguments."""
        found = shutil.which(program)
        if found is None:
            raise BackupRefused(
                f"{program} is not on the PATH. → Install PostgreSQL's client programs of the "
                "server's version (Debian: apt install postgresql-client)."
            )
        done = subprocess.run(
            [found, *arguments],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            told = (line for line in done.stderr.splitlines() if line.strip())
            lines = [line for line in told if "NOTICE:" not in line]
            raise BackupRefused(f"{program} failed: {' '.join(lines[:2]) or done.returncode}")

    def _environment(self) -> dict[str, str]:
        named = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
        given = {
            word: str(self._settings[key]) for key, word in named.items() if self._settings.get(key)
        }
        return {**os.environ, **given, "PGDATABASE": str(self._settings["NAME"])}


def _state(connection: Any) -> State:
    tables = {
        name: int(connection.execute(_COUNT.format(_name(name))).fetchone()[0])
        for name in _tables(connection)
    }
    rows = connection.execute("SELECT app, name FROM public.django_migrations ORDER BY id")
    server = connection.execute("SHOW server_version").fetchone()[0]
    return State.of(f"PostgreSQL {server}", tables, rows.fetchall())


def _tables(connection: Any) -> list[str]:
    return [str(row[0]) for row in connection.execute(_OWN_TABLES).fetchall()]


def _counted(tables: Mapping[str, int]) -> Iterator[str]:
    """Statements that end the transaction when a table has not all its rows."""
    for name, count in tables.items():
        yield (
            f"DO $$ BEGIN IF (SELECT count(*) FROM public.{_name(name)}) <> {int(count)} THEN "  # noqa: S608
            "RAISE EXCEPTION 'the rows are not those of the manifest'; END IF; END $$;\n"
        )


def _name(table: str) -> str:
    return '"' + table.replace('"', '""') + '"'


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
