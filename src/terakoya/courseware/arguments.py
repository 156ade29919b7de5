"""What COURSE, A, B, BASE … of the command line may be, read in one place.

A folder (with or without `edition.yaml`) or a `REVISION.json` with its pictures beside it.
"""

from __future__ import annotations

from pathlib import Path

from .edition import EditionSettings
from .errors import UnreadableSource
from .model import Material
from .readers.folder import read_edition_folder
from .readers.revision_file import read_revision_file


def read_edition(path: Path) -> tuple[Material, EditionSettings]:
    """The material of an argument and the settings beside it; empty ones for a revision.

    Raises `UnreadableSource`.
    """
    if path.is_dir():
        return read_edition_folder(path)
    if path.is_file() and path.suffix == ".json":
        return read_revision_file(path), EditionSettings()
    raise UnreadableSource(
        f"{path} is neither a course folder nor a REVISION.json. → Mend the path."
    )


def read_material(path: Path) -> Material:
    """The material of a COURSE argument, whatever its form.

    Raises `UnreadableSource`.
    """
    return read_edition(path)[0]
