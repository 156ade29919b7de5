"""Give every hostile file of the tests to the command line; write what it took.

    python tools/hostile_files.py [WORDS OF A NAME …]

Writes the table of docs/hostile-files.md when all were run. Takes some minutes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.courseware.hostile_files import HOSTILE  # noqa: E402
from tests.courseware.hostile_runs import Run, runs_on  # noqa: E402

PAGE = ROOT / "docs" / "hostile-files.md"
LONGEST = 110  # characters of a sentence in the table
TABLE_HEAD = "| --- | --- | --- | --- | --- | --- |\n"  # what stands above it is written by hand


def main() -> int:
    """Run them all, or those whose names hold some words."""
    names = [name for name in HOSTILE if not sys.argv[1:] or any(w in name for w in sys.argv[1:])]
    lines = []
    beyond = 0
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            runs = list(runs_on(HOSTILE[name], Path(folder)))
        beyond += sum(not run.is_within or "Traceback" in run.said for run in runs)
        lines.append(row(name, HOSTILE[name].ending, runs))
        print(lines[-1], flush=True)
    if not sys.argv[1:]:
        above = PAGE.read_text(encoding="utf-8").partition(TABLE_HEAD)[0]
        PAGE.write_text(f"{above}{TABLE_HEAD}" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(names)} files, {beyond} commands beyond the limits")
    return 1 if beyond else 0


def row(name: str, ending: str, runs: list[Run]) -> str:
    """A line of the table."""
    cells = [f"{run.seconds:.1f}, {run.memory // 10**6}" for run in runs] + ["–", "–"]
    first = runs[0]
    said = first.said if first.status == 2 else "read"
    said = said.replace("|", "/")[:LONGEST]
    return f"| {name} | {ending} | {' | '.join(cells[:3])} | {said} |"


if __name__ == "__main__":
    sys.exit(main())
