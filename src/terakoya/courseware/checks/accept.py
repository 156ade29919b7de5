"""Record in the translations which source text they render (`terakoya check --accept`).

The files are changed line by line, so that comments and layout stay as their author wrote them.
"""

from __future__ import annotations

import re
from pathlib import Path

from ..formats.folder.reading import LoadedFolder
from ..model import Course
from .translations import source_hashes

_ID = re.compile(r"^\s*(- )?id:\s")
_HASH = re.compile(r"^(?P<indent>\s*)source_hash:")


def accept_translations(root: Path, loaded: LoadedFolder) -> int:
    """Write the present source hashes into every translation; returns how many changed."""
    if loaded.material is None:
        return 0
    course = loaded.material.course
    hashes = source_hashes(course.source)
    changes: dict[str, dict[int, str]] = {}
    for language, part_id, recorded in _recorded(course):
        if recorded != hashes.get(part_id, recorded):
            file, line = loaded.places.find(language, part_id, "id")
            changes.setdefault(file, {})[line] = hashes[part_id]
    for file, lines in changes.items():
        path = root / file
        path.write_text(_stamp(path.read_text(encoding="utf-8"), lines), encoding="utf-8")
    return sum(len(lines) for lines in changes.values())


def _recorded(course: Course) -> list[tuple[str, str, str]]:
    out = []
    for text in course.texts[1:]:
        parts = [*(s for _, s in text.every_slide()), *text.survey.items, *text.test.questions]
        out += [(text.language, part.id, part.source_hash) for part in parts]
    return out


def _stamp(text: str, stamps: dict[int, str]) -> str:
    """Put `source_hash` on the line after each `id` line, replacing one that stands below it."""
    lines = text.split("\n")
    out: list[str] = []
    pending: str | None = None
    for number, line in enumerate(lines, 1):
        old = _HASH.match(line)
        if pending is not None and old is not None and old["indent"] == pending:
            pending = None
            continue
        if number in stamps and _ID.match(line):
            indent = " " * (len(line) - len(line.lstrip(" -")))
            out += [line, f"{indent}source_hash: {stamps[number]}"]
            pending = indent
            continue
        if line.strip() == "---" or line.lstrip().startswith("- id:"):
            pending = None
        out.append(line)
    return "\n".join(out)
