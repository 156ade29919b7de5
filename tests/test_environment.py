"""Processes as people start them, outside of pytest: the written command, and the portal."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from terakoya.courseware.cli.arguments import read_edition
from terakoya.courseware.formats.questions.writing import write_gift
from terakoya.portal.common import garbage
from tests.courseware.deck_reading import CORPUS, corpus
from tools.environment import COMMAND, ROOT, shares


def started(command: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [command, *map(str, words)], capture_output=True, text=True, timeout=120, check=False
    )


def test_written_command_imports_a_file_and_says_nothing_beside_its_answer(tmp_path: Path) -> None:
    """What reads a stranger's file is a process of its own, which imports the command anew."""
    command, file, out = tmp_path / "terakoya", tmp_path / "pool.gift", tmp_path / "edition"
    command.write_text(COMMAND.format(python=sys.executable), encoding="utf-8")
    command.chmod(0o755)
    file.write_bytes(write_gift(corpus(), "ja"))
    done = started(command, "import", "--test", file, "--base", CORPUS, "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == str(out)
    assert read_edition(out)[0].course == corpus().course
    refused = started(command, "import", "--test", command, "--base", CORPUS, "--out", out)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "Traceback" not in refused.stderr


@pytest.fixture(scope="module")
def command_told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a command of the portal tells of its search for garbage, and then of its modules."""
    script = (
        "import gc, sys; print(gc.isenabled(), gc.get_threshold()[0], gc.get_freeze_count(), "
        "*sys.modules)"
    )
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", script]
    settings = {
        "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings_test",
        "TERAKOYA_VAR": str(tmp_path_factory.mktemp("var")),
    }
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout.split()


def test_command_loads_without_a_search_for_garbage_and_searches_afterwards(
    command_told: list[str],
) -> None:
    assert command_told[:2] == ["True", str(garbage.COLLECTED_AFTER[0])]
    assert int(command_told[2]) > 9_999


def test_portal_loads_no_reader_before_a_file_comes(command_told: list[str]) -> None:
    """A third of what a process of the portal costs before it does anything."""
    loaded = set(command_told[3:])
    assert "terakoya.portal.editions.intake" in loaded
    readers = {
        f"terakoya.courseware.formats.{one}.reading" for one in ("pptx", "questions", "xlsx")
    }
    heavy = {"holidays", "openpyxl", "numpy", "terakoya.courseware.formats.pptx.writing"}
    assert not loaded & (readers | heavy)


def test_a_lock_file_is_installed_in_two_shares_that_lose_nothing() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        locked = lock.read_text("utf-8")
        wanted, parts = requirements(locked), [requirements(one) for one in shares(locked)]
        assert parts[0] | parts[1] == wanted, lock.name
        assert min(map(len, parts)) > len(wanted) / 3, lock.name


def requirements(locked: str) -> set[str]:
    """Each requirement of a lock file with its hashes, which stand below it."""
    return {one.strip() for one in re.split(r"\n(?=\S)", locked)}


def test_a_python_that_answers_with_an_error_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As pyenv's stand-in does for a version that is not switched on."""
    for folder, does in (("shims", "exit 127"), ("kept", "echo 3.12")):
        (tmp_path / folder).mkdir()
        program = tmp_path / folder / "python3.12"
        program.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/shims:{tmp_path}/kept")
    monkeypatch.setattr(sys, "path", [str(ROOT / "tools"), *sys.path])
    assert importlib.import_module("pythons").found()["3.12"] == tmp_path / "kept/python3.12"
