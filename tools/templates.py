#!/usr/bin/env python3
"""The lines of templates: `tools/templates.py [FILE …]`, all that we have where none is named.

A line has one decision and 160 characters at most, so that a change of a page reads as one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = ROOT / "src/terakoya"
LONGEST: Final = 160  # characters
DECISION: Final = re.compile(r"\{%-?\s*(?:if|for|ifchanged)\s")


def templates() -> list[Path]:
    """Every template: of the portal's apps, and of the formats that courses are built in."""
    return sorted(
        path for end in ("html", "html.j2") for path in SOURCE.glob(f"**/templates/**/*.{end}")
    )


def faults(path: Path) -> Iterator[str]:
    """What is wrong with the lines of a template, with the place and the mend."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        place = f"{_short(path)}:{number}"
        if len(line) > LONGEST:
            yield (
                f"{place}: {len(line)} characters, more than {LONGEST}; begin a new line at a"
                " block element, or inside a tag where a space would show (`{{-` in a .j2)"
            )
        if (count := len(DECISION.findall(line))) > 1:
            yield f"{place}: {count} decisions; give each `if` and `for` a line of its own"


def _short(path: Path) -> Path:
    """The path from the root of the repository, where it is under it."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def main(names: list[str]) -> int:
    """Print every fault; 1 where there is any."""
    paths = [Path(name) for name in names] or templates()
    found = [fault for path in paths for fault in faults(path)]
    print("\n".join(found) or "Every line of the templates has one decision and fits.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
