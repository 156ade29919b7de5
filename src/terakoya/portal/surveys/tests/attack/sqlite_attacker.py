"""Somebody who has a SQLite file and its write-ahead log."""

from __future__ import annotations

from pathlib import Path

from .ballots import Question, Reading
from .sqlite_file import logged_databases, state_of
from .states import State, read_row_of_states


class SqliteAttacker:
    """Reads the file without the library's leave, so that nothing in it changes."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def _present(self) -> bytes:
        return list(logged_databases(self.file))[-1]

    def state(self) -> State:
        """All rows as they are now."""
        return state_of(self._present())

    def read_files(self, questions: list[Question]) -> dict[str, list[Reading]]:
        """The log holds the database after each transaction."""
        states = [state_of(data) for data in logged_databases(self.file)]
        return {"write-ahead log": read_row_of_states(states, questions)}

    def files(self) -> list[Path]:
        """The file and its log."""
        return sorted(self.file.parent.glob(f"{self.file.name}*"))

    def stored(self) -> dict[str, bytes]:
        """All bytes of file and log: freed space is overwritten, the log emptied at a closing."""
        return {path.name: path.read_bytes() for path in self.files()}

    def sizes(self) -> dict[str, int]:
        """The sizes of the files."""
        return {path.name: path.stat().st_size for path in self.files()}
