"""The command that `tools/environment.py` writes: it runs as people start it, outside of pytest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from terakoya.courseware.arguments import read_edition
from terakoya.courseware.writers.questions import write_gift
from tests.courseware.deck_reading import CORPUS, corpus
from tools.environment import COMMAND


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
