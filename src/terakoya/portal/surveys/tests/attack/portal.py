"""Drives the portal that is attacked, and keeps its files and its database in known places."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

from tools import migrated

from .ballots import Ballot, Question

PROGRAM = Path(__file__).with_name("portal_program.py")
ROOT = Path(__file__).resolve().parents[6]


class Place(Protocol):
    """Where a portal's database is, and how an attacker puts it back to a former state."""

    address: str

    def begin(self) -> None:
        """Make what can be made before the portal begins; it migrates the rest."""

    def keep(self) -> None:
        """Keep the database as it is now; nobody uses it."""

    def restore(self) -> None:
        """Put the kept database back; nobody uses it."""


class SqlitePlace:
    """A file under var/."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "var" / "terakoya.sqlite3"
        self.address = f"sqlite:///{self.file}"

    def begin(self) -> None:
        """Copy a migrated file."""
        migrated.copy_to(self.file)

    def keep(self) -> None:
        """It lies under var/, which the portal's driver keeps."""

    def restore(self) -> None:
        """It lies under var/, which the portal's driver puts back."""


class Portal:
    """A portal in a folder: `var/`, `tmp/`, `backups/`, `log`, and `keys/`, which no attacker may
    read."""

    def __init__(self, folder: Path, place: Place) -> None:
        self.folder, self.place = folder, place
        self.var, self.keys = folder / "var", folder / "keys"
        for name in ("var", "tmp", "backups"):
            (folder / name).mkdir()
        place.begin()
        environment = {
            **os.environ,
            "TERAKOYA_VAR": str(self.var),
            "TERAKOYA_SURVEY_KEYS": str(self.keys),
            "TERAKOYA_DATABASE": place.address,
            "TMPDIR": str(folder / "tmp"),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
        }
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(PROGRAM)],
                env=environment,
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        try:
            told = self._read()
        except AssertionError:
            self.close()
            raise
        self.members: list[int] = told["members"]
        self.wave: int = told["wave"]
        self.questions = [Question(item, tuple(options)) for item, options in told["questions"]]

    def order(self, do: str, **what: Any) -> dict[str, Any]:
        """Let the portal do something."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **what}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, (self.folder / "log").read_text("utf-8")[-3000:]
        told: dict[str, Any] = json.loads(line)
        return told

    def cast(self, ballot: Ballot) -> dict[str, Any]:
        """Send a ballot, which the portal takes."""
        done = self.order("ballot", member=ballot.member, answers=ballot.answers(self.questions))
        assert done["status"] == 302, done
        return done

    def keep(self) -> None:
        """Keep all files and the database as they are now, and go on with a copy of them.

        So the first world begins as those do that are played later.
        """
        self.order("rest")
        self.place.keep()
        for folder in self._folders():
            shutil.copytree(folder, self.folder / "kept" / folder.name)
        self.restore()

    def restore(self) -> None:
        """Put all files and the database back; the process goes on."""
        self.order("rest")
        self.place.restore()
        for folder in self._folders():
            shutil.rmtree(folder)
            shutil.copytree(self.folder / "kept" / folder.name, folder)

    def _folders(self) -> list[Path]:
        return [folder for folder in (self.var, self.keys) if folder.exists()]

    def files(self) -> list[Path]:
        """Every file an attacker has, apart from those of a database server."""
        places = (self.var, self.folder / "tmp", self.folder / "backups")
        found = [path for place in places for path in sorted(place.rglob("*")) if path.is_file()]
        return [*found, self.folder / "log"]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)
        self._process.stdout.close()
