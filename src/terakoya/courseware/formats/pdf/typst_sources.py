"""The templates of what is printed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "templates"


@cache
def templates_in_one(names: tuple[str, ...]) -> str:
    """Templates as one source: an in-memory document cannot import from its neighbours."""
    return "\n".join((_FOLDER / f"{name}.typ").read_text(encoding="utf-8") for name in names)
