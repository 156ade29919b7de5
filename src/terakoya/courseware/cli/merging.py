"""`terakoya diff` and `terakoya merge`: files → a comparison, files → a merged edition folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..edition import Edition
from ..errors import UnreadableSource, WrongUse
from ..imports.resource_limits import within_limits
from ..merge import Merged, merge, rebased
from ..merge.choices import choices_file, read_choices
from ..merge.diff import Diff, diff
from ..merge.model import Choice
from ..model import Course, Material
from ..revision import sha256
from .arguments import Read, read_editions
from .importing import write_folder

if TYPE_CHECKING:
    from ..formats.pptx.patching.result import Patched

CONFLICTS_FILE = "conflicts.json"


def diff_files(one: Path, other: Path) -> Diff:
    """What the second changed against the first."""
    base, changed = (_edition(read) for read in read_editions([one, other]))
    return diff(base, changed)


def merge_files(
    base: Path, ours: Path, theirs: Path, choices: Path | None, out: Path
) -> tuple[Merged, list[str]]:
    """Merge three files into a new folder, with `conflicts.json` where there were conflicts.

    The changes between base and theirs are those of theirs that the base does not tell of. The
    edition's base becomes theirs. Returns the merge and the paths of the files written.

    Raises `UnreadableSource`, or `WrongUse` where these are not states of one course or `out` is
    not empty.
    """
    reads = read_editions([base, ours, theirs])
    editions = [_edition(read) for read in reads]
    _refuse_other_courses([base, ours, theirs], [one.course.meta.id for one in editions])
    changes = editions[2].course.changes_since(editions[0].course)
    merged = merge(editions[0], editions[1], editions[2], changes, _choices(choices))
    edition = rebased(merged.edition, editions[2])
    before, own, new = (read[0] for read in reads)
    # A company has its values in the documents beside the course, and no words.
    kit = new.kit or own.kit or before.kit
    material = replace(_material(edition.course, [own, new, before]), kit=kit)
    written = write_folder(out, material, edition.settings)
    if merged.conflicts or merged.settled:
        (out / CONFLICTS_FILE).write_bytes(choices_file(merged))
        written.append(str(out / CONFLICTS_FILE))
    return merged, written


def refuse_unless_deck(ours: Path) -> None:
    """`--to pptx` brings an update into a deck of the customer's own.

    Raises `WrongUse` where OURS is none.
    """
    if ours.suffix.lower() not in (".pptx", ".pptm"):
        raise WrongUse(f"`--to pptx` patches a deck, and {ours} is none. → Name the deck as OURS.")


def merge_into_deck(base: Path, ours: Path, merged: Path, out: Path) -> tuple[Patched, Path]:
    """The customer's own deck with the update in it, and the path where it was written.

    `merged` is the folder that `merge_files` wrote.
    """
    from ..formats.pptx.patching.deck import patch_deck
    from ..formats.pptx.reading import import_deck  # readers and writers that only this part needs

    deck, (material, settings) = ours.read_bytes(), read_editions([base])[0]
    imported = within_limits(import_deck, deck, material, settings=settings)
    before = (imported.material, imported.settings)
    language = imported.report.language
    patched = patch_deck(deck, before, imported.pages, read_editions([merged])[0], language)
    path = out / f"{material.course.meta.id}-{language}.pptx"
    path.write_bytes(patched.deck)
    return patched, path


def patched_text(patched: Patched, language: str) -> str:
    """What was done to the deck, in a few lines."""
    from ..formats.pptx.patching.words import patched_lines  # only this part needs them

    return "\n".join(patched_lines(patched, language))


def _refuse_other_courses(paths: Sequence[Path], ids: Sequence[str]) -> None:
    for path, name in zip(paths, ids, strict=True):
        if name != ids[0]:
            raise WrongUse(
                f"{path} is the course `{name}`, and {paths[0]} is `{ids[0]}`. "
                "→ Name three states of one course."
            )


def _choices(path: Path | None) -> list[Choice]:
    if path is None:
        return []
    if not path.is_file():
        raise UnreadableSource(f"{path} is no file. → Name a file of choices.")
    return read_choices(path.read_bytes())


def _edition(read: Read) -> Edition:
    material, settings = read
    return Edition(course=material.course, settings=settings)


def _material(course: Course, sides: Iterable[Material]) -> Material:
    """The course with the bytes of its pictures, found by hash, and with the recordings of all."""
    by_hash: dict[str, bytes] = {}
    audio: dict[str, bytes] = {}
    for side in sides:
        by_hash |= {sha256(data): data for data in side.media.values()}
        audio = {**side.audio, **audio}
    media: Mapping[str, bytes] = {
        name: by_hash[digest] for name, digest in course.media.items() if digest in by_hash
    }
    return Material(course, media, audio)
