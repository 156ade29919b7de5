#!/usr/bin/env python3
"""Write the colours of `tokens.css` from the palette: `tools/palette.py [--check]`.

With `--check` nothing is written, and a sheet that does not hold the palette is told.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from terakoya.courseware.palette import roles

ROOT: Final = Path(__file__).resolve().parents[1]
TOKENS: Final = ROOT / "src/terakoya/courseware/formats/web/static/terakoya/tokens.css"
_COLOURS: Final = re.compile(r"(?:^ *--[\w-]+: #[0-9a-fA-F]+;\n)+", re.MULTILINE)


def with_palette(sheet: str) -> str:
    """The style sheet with the palette in the place of its one run of colours."""
    written = "".join(f"    --{role}: {colour.css};\n" for role, colour in roles().items())
    changed, count = _COLOURS.subn(written, sheet)
    if count != 1:
        raise ValueError(f"a style sheet has one run of colours, this one {count}")
    return changed


def main(arguments: list[str], tokens: Path = TOKENS) -> int:
    """Write the colours, or with `--check` tell that they are others; 1 where they are."""
    old = tokens.read_text(encoding="utf-8")
    new = with_palette(old)
    if arguments == ["--check"] and new != old:
        print(f"{tokens.name}: other colours than in palette.py; `make format` writes them")
        return 1
    if new != old:
        tokens.write_text(new, encoding="utf-8")
    print(f"{tokens.name} holds the palette.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
