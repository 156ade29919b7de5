"""The journal of signing runs: a file beside the key, which nobody with SQL alone can change."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terakoya.evidence.signatures import Head, root_of


@dataclass(frozen=True)
class Run:
    """What a run has signed: how many heads, and one hash for them all."""

    number: int
    heads: int
    root: str


@dataclass(frozen=True)
class Journal:
    """Lines of JSON, each with the hash of the line before."""

    path: Path

    def lines(self) -> list[str]:
        """What was written so far; without the last line where writing it was cut short."""
        if not self.path.exists():
            return []
        whole = self.path.read_text(encoding="utf-8").rpartition("\n")[0]
        return whole.split("\n") if whole else []

    def first_fault(self) -> int | None:
        """The number of the first line that does not follow from the one before, from 1."""
        previous = ""
        for number, line in enumerate(self.lines(), start=1):
            if _read(line).get("previous") != previous:
                return number
            previous = _hash(line)
        return None

    def runs(self) -> list[Run]:
        """The runs whose heads must be in the database: not those that a restore took back."""
        found: dict[int, Run] = {}
        for entry in map(_read, self.lines()):
            number = entry.get("run", 0)
            if "restored" in entry:
                found = {key: run for key, run in found.items() if key <= number}
            elif "root" in entry:
                found[number] = Run(number, entry["heads"], entry["root"])
        return [found[number] for number in sorted(found)]

    def last_number(self) -> int:
        """The highest number of a run, of those taken back as well; 0 before the first."""
        return max((_read(line).get("run", 0) for line in self.lines()), default=0)

    def add_run(self, number: int, heads: Collection[Head], at: dt.datetime) -> None:
        """Write down what a run has signed."""
        self._append(
            {"run": number, "at": _moment(at), "heads": len(heads), "root": root_of(heads)}
        )

    def add_restore(self, last_run: int, at: dt.datetime) -> None:
        """Write down that the database is an older one, whose last run is known."""
        self._append({"run": last_run, "restored": _moment(at)})

    def _append(self, entry: dict[str, Any]) -> None:
        lines = self.lines()
        line = json.dumps({**entry, "previous": _hash(lines[-1]) if lines else ""}, sort_keys=True)
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            file.seek(sum(len(one.encode()) + 1 for one in lines))
            file.truncate()  # a line that was cut short
            file.write(f"{line}\n".encode())
            file.flush()
            os.fsync(file.fileno())


def _read(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")
