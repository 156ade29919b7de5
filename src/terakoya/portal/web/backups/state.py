"""What a database holds, as far as a backup tells: migrations, rows, whether it is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

# Courses, prices and entries of the portal are there as soon as it has been started once.
_OF_PEOPLE: Final = ("accounts_person", "accounts_organisation")


DELETE_IT: Final = "Delete it when it is needed no more."


@dataclass(frozen=True)
class State:
    """A database at one moment."""

    server: str
    tables: Mapping[str, int]
    migrations: Mapping[str, list[str]]

    @classmethod
    def of(
        cls, server: str, tables: Mapping[str, int], migrations: Iterable[Sequence[Any]]
    ) -> State:
        """With the migrations as rows of app and name."""
        by_app: dict[str, list[str]] = {}
        for app, name in migrations:
            by_app.setdefault(str(app), []).append(str(name))
        return cls(server, dict(tables), by_app)


def emptiness_of(tables: Sequence[str], execute: Callable[[str], Any]) -> str:
    """Why a database with these tables counts as empty; the empty text when it does not."""
    if not tables:
        return "it has no tables"
    there = [name for name in _OF_PEOPLE if name in tables]
    if not there:
        return ""  # somebody else's tables
    for name in there:
        if execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() is not None:  # noqa: S608 - ours
            return ""
    return "nobody is in it"
