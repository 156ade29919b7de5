"""Making a backup: one state of the database and the files, into one file, read back at once."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

from ...common import clock
from .archive import FILES, flush_folder, open_archive, write_archive
from .databases import Database, database_of, own_database
from .errors import BackupRefused
from .files import files_to_keep
from .manifest import Manifest, Part, part_of
from .state import State

UNFINISHED: Final = ".terakoya-unfinished-"
_NAME: Final = re.compile(r"terakoya-\d{8}-\d{6}\.tar")


@dataclass(frozen=True)
class Made:
    """A backup that was made and verified; and older ones that have given way to it."""

    path: Path
    manifest: Manifest
    removed: tuple[Path, ...]


def make_backup(destination: Path, *, keep: int | None = None) -> Made:
    """Write a backup into a folder (under a name with the time), or as the file that is named.

    With `keep` the oldest of our files in the folder go, once the new one is verified.
    """
    path, folder = _place(destination)
    database = own_database()
    try:
        sweep(folder)
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as name:
            work = Path(name)
            manifest = _write(database, work, work / path.name)
            verify_backup(work / path.name)
            if path.exists():
                raise BackupRefused(f"{path} is there already. → Choose another name.")
            (work / path.name).rename(path)
            flush_folder(folder)
    except OSError as error:
        raise BackupRefused(f"The backup could not be written: {error}") from error
    return Made(path, manifest, tuple(_rotate(folder, keep)) if keep else ())


def verify_backup(path: Path) -> Manifest:
    """Read a backup as a restore would, without changing anything. Raises `BackupRefused`."""
    with (
        open_archive(path) as archive,
        tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=path.parent) as name,
    ):
        archive.verify()
        database = database_of(archive.manifest.database)
        if archive.manifest.part(database.part) is None:
            raise BackupRefused("There is no database in the backup.")
        archive.unpack(database.part, Path(name) / database.part)
        database.verify(Path(name) / database.part, archive.manifest)
        return archive.manifest


def secret_mark(secret: str | None = None) -> str:
    """By which a restore sees whether the secret key is the same; it tells nothing else of it."""
    mark = salted_hmac("terakoya.backup", "secret", secret=secret, algorithm="sha256")
    return mark.hexdigest()[:16]


def known_secrets() -> list[str]:
    """The marks of the secret key and of former ones that still hold."""
    return [secret_mark(one) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def sweep(folder: Path) -> None:
    """Delete what a run that was killed has left in a folder: it holds a copy of everything."""
    before = (clock.now() - dt.timedelta(days=1)).timestamp()
    for path in folder.glob(f"{UNFINISHED}*"):
        if path.lstat().st_mtime < before:
            shutil.rmtree(path, ignore_errors=True)


def version() -> str:
    """The version of the program."""
    try:
        return metadata.version("terakoya")
    except metadata.PackageNotFoundError:  # run from its folder
        found = re.search(
            r'^version = "(.+)"', (settings.ROOT / "pyproject.toml").read_text(), re.M
        )
        return found[1] if found else ""


def _place(destination: Path) -> tuple[Path, Path]:
    """The new file and its folder, which is made where it is not there."""
    if destination.suffix == ".tar" and not destination.is_dir():
        path = destination
        if path.exists():
            raise BackupRefused(f"{path} is there already. → Choose another name.")
    else:
        stamp = clock.now().astimezone(clock.TOKYO).strftime("%Y%m%d-%H%M%S")
        path = destination / f"terakoya-{stamp}.tar"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupRefused(f"The folder {path.parent} cannot be made: {error}") from error
    return path, path.parent


def _write(database: Database, work: Path, path: Path) -> Manifest:
    packed, state = database.save(work)
    sources = [(part_of(packed, database.part), packed)]
    sources += [(part_of(file, FILES + name), file) for name, file in files_to_keep()]
    manifest = _manifest(database, state, [part for part, _source in sources])
    write_archive(path, manifest, sources)
    packed.unlink()
    return manifest


def _manifest(database: Database, state: State, parts: Iterable[Part]) -> Manifest:
    return Manifest(
        made_at=clock.now().isoformat(timespec="seconds"),
        version=version(),
        database=database.kind,
        server=state.server,
        migrations=state.migrations,
        tables=state.tables,
        secret=secret_mark(),
        parts=tuple(parts),
    )


def _rotate(folder: Path, keep: int) -> Iterable[Path]:
    """Delete our oldest files; those with another name are nobody's business here."""
    ours = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    for path in ours[:-keep]:
        path.unlink()
        yield path
