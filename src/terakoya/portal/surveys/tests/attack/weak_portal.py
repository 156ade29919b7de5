"""A portal that leaks: plain counters and pages of comments, as they once were, and worse.

An attack that finds nothing in the real portal must find everything here.
"""

from __future__ import annotations

import json
from typing import Any, Protocol

from .ballots import Ballot, Question

QUESTIONS = [Question(f"weak-item-{n}", ("yes", "no", "perhaps")) for n in range(9)]
QUESTIONS.append(Question("weak-comment", ()))
TABLES = (
    "CREATE TABLE weak_cell (id INTEGER PRIMARY KEY, answered INTEGER, counts {json})",
    "CREATE TABLE weak_cellmember (id INTEGER PRIMARY KEY, member_id INTEGER, cell_id INTEGER)",
    "CREATE TABLE weak_participation (id INTEGER PRIMARY KEY, member_id INTEGER)",
    "CREATE TABLE weak_page (id INTEGER PRIMARY KEY, comments {json})",
    "INSERT INTO weak_cell VALUES (1, 0, '{{}}'), (2, 0, '{{}}')",
    "INSERT INTO weak_page VALUES (1, '[]')",
)


class Connection(Protocol):
    """A connection of sqlite3 or psycopg."""

    def execute(self, statement: Any, parameters: Any = ..., /) -> Any:
        """Run a statement."""

    def commit(self) -> None:
        """End the transaction."""


class WeakPortal:
    """Counts ballots of members in two cells, in plain view."""

    def __init__(self, connection: Connection, mark: str, json_type: str) -> None:
        self.connection, self.mark = connection, mark
        self.ballots: list[Ballot] = []
        for statement in TABLES:
            connection.execute(statement.format(json=json_type))
        connection.commit()

    def _run(self, statement: str, *values: Any) -> Any:
        return self.connection.execute(statement.replace("?", self.mark), values)

    def cast(self, ballot: Ballot) -> None:
        """Count a ballot, in one transaction."""
        self.ballots.append(ballot)
        number, cell = len(self.ballots), 1 + len(self.ballots) % 2
        self._run("INSERT INTO weak_cellmember VALUES (?, ?, ?)", number, ballot.member, cell)
        self._run("INSERT INTO weak_participation VALUES (?, ?)", number, ballot.member)
        counts = self._read("SELECT counts FROM weak_cell WHERE id = ?", cell)
        for item, option in ballot.pairs:
            chosen = counts.setdefault(item, {})
            chosen[option] = chosen.get(option, 0) + 1
        self._run(
            "UPDATE weak_cell SET answered = answered + 1, counts = ? WHERE id = ?",
            json.dumps(counts),
            cell,
        )
        comments = [*self._read("SELECT comments FROM weak_page WHERE id = ?", 1), ballot.comment]
        text = json.dumps(comments, ensure_ascii=False)
        self._run("UPDATE weak_page SET comments = ? WHERE id = ?", text, 1)
        self.connection.commit()

    def _read(self, statement: str, key: int) -> Any:
        value = self._run(statement, key).fetchone()[0]
        return json.loads(value) if isinstance(value, str) else value
