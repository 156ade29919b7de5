"""Somebody who has the files of a PostgreSQL server."""

from __future__ import annotations

from pathlib import Path

from .ballots import Question, Reading
from .postgres_heap import read_versions, versions, without_free_space
from .postgres_server import PostgresPlace, data_folder, run, state_of
from .states import State

SIZES = """
    SELECT relname::text, pg_total_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


class PostgresAttacker:
    """Reads tables by questions and, behind the server's back, in its files."""

    def __init__(self, place: PostgresPlace) -> None:
        self.place = place
        self._known = {path: path.stat().st_mtime_ns for path in self._all()}

    def state(self) -> State:
        """All rows as they are now."""
        return state_of(self.place.address)

    def read_files(self, questions: list[Question]) -> dict[str, list[Reading]]:
        """Tables' files hold dead rows until somebody vacuums."""
        found = versions(self.place.address, data_folder(self.place.server))
        return {"dead rows": read_versions(found, questions)}

    def _all(self) -> list[Path]:
        folder = data_folder(self.place.server)
        return [path for path in (*folder.rglob("*"), folder.parent / "log") if path.is_file()]

    def files(self) -> list[Path]:
        """Every file of the server that was written since this attacker came."""
        return [path for path in self._all() if self._known.get(path) != path.stat().st_mtime_ns]

    def stored(self) -> dict[str, bytes]:
        """The pages of tables and indexes without the free space in them.

        Vacuuming takes dead rows away; what free space holds until it is used again is the
        server's affair.
        """
        files = [path for path in self.files() if "base" in path.parts]
        return {path.name: without_free_space(path.read_bytes()) for path in files}

    def sizes(self) -> dict[str, int]:
        """The sizes of the tables with their indexes."""
        return dict(run(self.place.address, SIZES))
