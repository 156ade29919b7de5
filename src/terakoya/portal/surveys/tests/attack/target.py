"""What is attacked, and what an attacker can do that is particular to a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from .ballots import Question, Reading
from .states import State


class Attacker(Protocol):
    """Somebody who has the files of one database."""

    def state(self) -> State:
        """All rows as they are now."""

    def read_files(self, questions: list[Question]) -> dict[str, list[Reading]]:
        """By which files → what the former states in them say."""

    def files(self) -> list[Path]:
        """The files of the database, logs included."""

    def stored(self) -> dict[str, bytes]:
        """What the database stores, by file, without a server's log and write-ahead log."""

    def sizes(self) -> dict[str, int]:
        """The sizes of files or tables."""


@dataclass
class Target:
    """A database with ballots, and its states so far: before the first ballot, after each."""

    attacker: Attacker
    questions: list[Question]
    states: list[State] = field(default_factory=list)
