"""What COURSE, A, B, BASE … and lists of the command line may be, read in one place.

A folder (with or without `edition.yaml`), a `REVISION.json` with its pictures beside it, or a deck
(PPTX). A deck holds what is visible alone: the rest comes from the course that it was made from,
which in `diff A B` and `merge BASE OURS THEIRS` is the first argument.

An option that takes a list takes it after commas or named again: `--to web,pdf` is `--to web --to
pdf`. Options of files are named again only, as a file's name may hold a comma.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..edition import EditionSettings
from ..errors import UnreadableSource
from ..formats.folder.reading import read_edition_folder
from ..formats.folder.revision_file import read_revision_file
from ..imports.resource_limits import within_limits
from ..model import Material
from ..revision import with_unhashed

Read = tuple[Material, EditionSettings]


class Listed(argparse.Action):
    """An option that takes a list: each time it is named adds what is new to it, in order."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        """A list that nothing was added to is empty."""
        super().__init__(option_strings, dest, **{"default": (), **options})

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - as argparse calls it
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,  # noqa: ARG002 - as argparse calls it
    ) -> None:
        """Add what stands between the commas."""
        named = [one.strip() for one in str(values).split(",")]
        known = getattr(namespace, self.dest)
        setattr(namespace, self.dest, tuple(dict.fromkeys([*known, *filter(None, named)])))


def read_edition(path: Path, base: Read | None = None) -> Read:
    """The material of an argument and the settings beside it; empty ones for a revision.

    `base` is what a deck was made from.

    Raises `UnreadableSource`; its subclass `UnreadableDeck` for a deck without a base.
    """
    if path.is_file() and path.suffix.lower() in (".pptx", ".pptm"):
        return _read_deck(path, base)
    if path.is_dir():
        return read_edition_folder(path)
    if path.is_file() and path.suffix == ".json":
        return within_limits(read_revision_file, path), EditionSettings()
    raise UnreadableSource(
        f"{path} is neither a course folder, nor a REVISION.json, nor a deck. → Mend the path."
    )


def _read_deck(
    path: Path, base: tuple[Material, EditionSettings] | None
) -> tuple[Material, EditionSettings]:
    from ..formats.pptx.reading import (  # a reader that few commands need
        import_deck,
        refuse_without_base,
    )

    deck = path.read_bytes()
    if base is None:
        raise within_limits(refuse_without_base, deck)
    imported = within_limits(import_deck, deck, base[0], settings=base[1])
    return imported.material, imported.settings


def read_editions(paths: Sequence[Path]) -> list[Read]:
    """Several arguments that are to be compared; the first is what a deck was made from.

    What no `REVISION.json` holds (version, voices, when a fact was checked) is taken from the first
    that is none, so that its absence is not a difference.

    Raises `UnreadableSource`.
    """
    first = read_edition(paths[0])
    found = [first, *(read_edition(path, first) for path in paths[1:])]
    hashed = [path.suffix == ".json" for path in paths]
    whole = [read for read, is_hashed in zip(found, hashed, strict=True) if not is_hashed]
    if not whole:
        return found
    known = whole[0][0].course
    return [
        (replace(material, course=with_unhashed(material.course, known)), settings)
        if is_hashed
        else (material, settings)
        for (material, settings), is_hashed in zip(found, hashed, strict=True)
    ]


def read_material(path: Path) -> Material:
    """The material of a COURSE argument, whatever its form.

    Raises `UnreadableSource`.
    """
    return read_edition(path)[0]
