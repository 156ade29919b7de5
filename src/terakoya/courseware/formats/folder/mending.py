"""`terakoya check --mend`: what a newer rule asks of older sources, where no meaning changes.

Only the lines concerned are written anew; comments and layout stay. A folder that would say
anything else afterwards is left as it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ...errors import UnreadableSource
from .reading import LoadedFolder, load_folder

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+\Z")


@dataclass(frozen=True)
class Mended:
    """One change: where it was, what was done, and what only the author can know."""

    file: str
    line: int
    code: str
    done: str
    look: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: mended [{self.code}] {self.done} → {self.look}"


def mend_folder(path: Path, loaded: LoadedFolder) -> list[Mended]:
    """Put each comment that ends a text on a line of its own; what was changed.

    A folder that cannot be read as a course is left alone. Raises `UnreadableSource` where a
    changed file would not say the same; then every file is as it was.
    """
    if loaded.material is None:
        return []
    cuts = sorted(set(loaded.cuts))
    files = {path / file: list(group) for file, group in groupby(cuts, key=lambda cut: cut[0])}
    before = {where: where.read_bytes() for where in files}
    for where, group in files.items():
        text = before[where].decode("utf-8")
        where.write_bytes(_without_cuts(text, group).encode("utf-8"))
    after = load_folder(path)
    if (after.material, after.settings) != (loaded.material, loaded.settings):
        for where, data in before.items():
            where.write_bytes(data)
        raise UnreadableSource(f"{path.name} could not be mended without a change of its texts.")
    return [_told(*cut) for cut in cuts if cut not in after.cuts]


def _without_cuts(text: str, cuts: list[tuple[str, int, str]]) -> str:
    lines = _LINE.findall(text)
    ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    for _file, number, comment in reversed(cuts):
        line = lines[number - 1].rstrip("\r\n")
        if line.endswith(comment):
            indent = line[: len(line) - len(line.lstrip())]
            kept = line.removesuffix(comment).rstrip()
            lines[number - 1] = f"{kept}{ending}{indent}{comment}{ending}"
    return "".join(lines)


def _told(file: str, line: int, comment: str) -> Mended:
    return Mended(
        file,
        line,
        "cut-text",
        f"the comment 「{comment}」 stands on a line of its own now, and the text is what it was",
        "where it belongs to the text, write it there, in quotation marks",
    )
