"""Attack a portal and print what was read: python -m terakoya.portal.surveys.tests.attack"""

from __future__ import annotations

import tempfile
from pathlib import Path

from .arena import Arena, postgres_arena, sqlite_arena
from .play import STAGES, Findings, attack_open_wave


def main() -> None:
    """Print one line for each database and way: ballots (and comments) read after 1, 2, 5."""
    print(f"| database | way | {' | '.join(f'of {n}' for n in STAGES)} |")
    for name, arena in (("SQLite", sqlite_arena), ("PostgreSQL", postgres_arena)):
        with tempfile.TemporaryDirectory() as folder, arena(Path(folder)) as found:
            show(name, found)


def show(name: str, arena: Arena) -> None:
    """Attack and print."""
    for portal, findings in attack_open_wave(arena)[1].items():
        for way in dict.fromkeys(way for way, _number in findings.scores):
            cells = [_cell(findings, way, number) for number in STAGES]
            print(f"| {name}, {portal} | {way} | {' | '.join(cells)} |")


def _cell(findings: Findings, way: str, number: int) -> str:
    score = findings.scores[way, number]
    return f"{score.ballots} ({score.comments})"


if __name__ == "__main__":
    main()
