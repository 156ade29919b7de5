"""Coming back from a backup: everything is looked at before anything is changed."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from ...audit.key_folder import KeyFolder
from ...audit.services import record
from ...common import clock
from ..schema_history import SchemaHistory, Step
from .archive import Archive, open_archive
from .databases import Database, own_database
from .errors import BackupRefused
from .files import media_root
from .manifest import Manifest
from .snapshot import UNFINISHED, known_secrets, sweep
from .state import DELETE_IT


@dataclass(frozen=True)
class Restored:
    """What was brought back, and what is to be done now."""

    manifest: Manifest
    files: int
    next_steps: tuple[str, ...]


def restore_backup(path: Path, *, replace: bool = False) -> Restored:
    """Bring database and files back. Raises `BackupRefused` before anything is changed.

    Where somebody's data are already, only with `replace`. The new is written beside the old and
    put into its place at the end; the old files stay under other names.
    """
    database = own_database()
    stamp = clock.now().astimezone(clock.TOKYO).strftime("%Y%m%d-%H%M%S")
    with open_archive(path) as archive:
        manifest = archive.manifest
        _refuse_strange(database, manifest)
        archive.verify()
        _close_connections()
        if not replace:
            _refuse_full(database)
        database.refuse_others()
        sweep(_var())
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=_var()) as name:
            archive.unpack(database.part, Path(name) / database.part)
            files = _Files(archive, stamp)
            try:
                kept = database.restore(Path(name) / database.part, manifest, stamp)
            except BackupRefused:
                files.discard()
                raise
            old_files = files.swap()
    (_var() / "prepared.json").unlink(missing_ok=True)  # what was prepared, was for the old one
    steps = [one for one in (kept, old_files, *_next_steps(database, manifest)) if one]
    if not _pending(manifest):
        _record(manifest)
    return Restored(manifest, files.count, tuple(steps))


class _Files:
    """The files of a backup beside the present ones, until they are swapped."""

    def __init__(self, archive: Archive, stamp: str) -> None:
        self._root = media_root()
        self._new = self._root.with_name(f"{self._root.name}.new-{stamp}")
        self._old = self._root.with_name(f"{self._root.name}.before-{stamp}")
        try:
            self.count = archive.unpack_files(self._new)
        except BackupRefused:
            self.discard()
            raise

    def discard(self) -> None:
        """Throw the new ones away."""
        shutil.rmtree(self._new, ignore_errors=True)

    def swap(self) -> str:
        """Put the new ones into their place; what became of the old ones."""
        had = self._root.exists() and any(self._root.iterdir())
        if had:
            self._root.rename(self._old)
        elif self._root.exists():
            self._root.rmdir()
        self._new.rename(self._root)
        return f"The old files are kept as {self._old}. {DELETE_IT}" if had else ""


def _close_connections() -> None:
    """Of this process, those that wait in a pool as well."""
    connections.close_all()
    for connection in connections.all(initialized_only=True):
        if (close := getattr(connection, "close_pool", None)) is not None:
            close()


def _var() -> Path:
    var = Path(settings.VAR)
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    return var


def _refuse_strange(database: Database, manifest: Manifest) -> None:
    if manifest.database != database.kind:
        raise BackupRefused(
            f"The backup is of {manifest.database}, and TERAKOYA_DATABASE names {database.kind}. → "
            "Restore it where the database is of the same kind."
        )
    if manifest.part(database.part) is None:
        raise BackupRefused("There is no database in the backup.")
    known = SchemaHistory().known()
    strange = [f"{app}.{name}" for app, name in _done(manifest) if (app, name) not in known]
    if strange:
        raise BackupRefused(
            f"The backup was made by version {manifest.version}, whose tables this version does "
            f"not know ({strange[0]}). → Install that version or a later one, then restore."
        )


def _refuse_full(database: Database) -> None:
    if not database.emptiness():
        raise BackupRefused(
            "There are people in this database, or tables that are not ours. → Restore into a new "
            "place (TERAKOYA_VAR, TERAKOYA_DATABASE), or say --replace to put the backup into its "
            "place."
        )
    root = media_root()
    if root.exists() and any(root.iterdir()):
        raise BackupRefused(f"There are files in {root}. → Say --replace to put them aside.")


def _pending(manifest: Manifest) -> bool:
    """Whether the tables are those of an older version."""
    return bool(SchemaHistory().pending(_done(manifest)))


def _done(manifest: Manifest) -> list[Step]:
    return [(app, name) for app, names in manifest.migrations.items() for name in names]


def _record(manifest: Manifest) -> None:
    record(
        organisation_uuid=None,
        actor_uuid=None,
        verb="portal.restored",
        data={"made_at": manifest.made_at, "version": manifest.version},
    )


def _next_steps(database: Database, manifest: Manifest) -> Iterator[str]:
    if _pending(manifest):
        yield (
            "The backup is of an older version: manage.py serve brings its tables up to date, "
            "manage.py migrate does that alone."
        )
    if manifest.secret not in known_secrets():
        yield (
            "The secret key is not the one that the backup was made with. People sign in again, "
            "links in mails and joining codes are void, and open surveys cannot be counted. → "
            "Bring back your copy of the former key (docs/operating.md), if you have one."
        )
    with database.reading() as connection:
        if "surveys_ballotkey" in manifest.tables:
            yield from _about_surveys(connection)
        _tell_journal(connection)
    yield (
        "What was deleted on request since the backup was made is back. → Delete it again; the "
        "rules of retention do their part by themselves."
    )


def _about_surveys(connection: Any) -> Iterator[str]:
    """Open surveys whose keys are not here; asked without models, whose tables may be older."""
    rows = connection.execute(
        "SELECT uuid FROM surveys_wave WHERE closed_at IS NULL "
        "AND id IN (SELECT wave_id FROM surveys_ballotkey)"
    ).fetchall()
    folder = Path(settings.SURVEY_KEYS)
    lost = [one for (one,) in rows if not (folder / f"{uuid.UUID(str(one))}.key").is_file()]
    if lost:
        yield (
            f"Open surveys whose keys are not in {folder}: {len(lost)}. No backup holds keys, so "
            "they take no answers. → Bring back your copy of the keys, or close these surveys; "
            "what was answered is then lost."
        )


def _tell_journal(connection: Any) -> None:
    """Note in the journal of signing runs, if it is here, that the database is an older one."""
    folder = KeyFolder(Path(settings.AUDIT_KEY))
    if folder.has_key:
        row = connection.execute("SELECT max(run) FROM audit_signedhead").fetchone()
        folder.journal.add_restore((row[0] if row else None) or 0, clock.now())
