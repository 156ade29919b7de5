"""The file of a backup: a tar of the manifest, the database and the files, in this order.

Nothing is unpacked under a name that the file gives, but for the files, whose names are checked.
"""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from .errors import BackupRefused
from .manifest import LARGEST, Manifest, Part, digest_of, read_manifest

MANIFEST: Final = "manifest.json"
FILES: Final = "files/"
_CHUNK: Final = 1 << 20


def write_archive(path: Path, manifest: Manifest, sources: Sequence[tuple[Part, Path]]) -> None:
    """Write a new file for its owner alone, and flush it to disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
            said = manifest.as_json()
            archive.addfile(_member(MANIFEST, len(said)), io.BytesIO(said))
            for part, source in sources:
                with source.open("rb") as stream:
                    archive.addfile(_member(part.name, part.size), stream)
        file.flush()
        os.fsync(file.fileno())


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


@dataclass(frozen=True)
class Archive:
    """A backup that is read."""

    tar: tarfile.TarFile
    manifest: Manifest

    def verify(self) -> None:
        """Compare every part with the manifest; nothing may be missing or added."""
        known = {part.name: part for part in self.manifest.parts}
        seen: set[str] = set()
        for member in self.tar:
            if member.name == MANIFEST:
                continue
            part = known.get(member.name)
            if part is None or member.name in seen or not member.isreg():
                raise BackupRefused(f"{member.name!r} is in the backup and not in its manifest.")
            seen.add(member.name)
            if digest_of(_stream(self.tar, member)) != (part.size, part.sha256):
                raise BackupRefused(
                    f"{member.name!r} is not as its manifest says: the backup was damaged or "
                    "changed. → Take another one."
                )
        if missing := known.keys() - seen:
            raise BackupRefused(f"{min(missing)!r} is missing in the backup. → Take another one.")

    def unpack(self, name: str, to: Path) -> None:
        """Write a part to a new file of ours."""
        with _stream(self.tar, self.tar.getmember(name)) as stream:
            _write_new(to, stream)

    def unpack_files(self, folder: Path) -> int:
        """Write all files into a new folder; how many there were."""
        folder.mkdir(mode=0o700)
        names = [part.name for part in self.manifest.parts if part.name.startswith(FILES)]
        for name in names:
            to = folder / checked_name(name.removeprefix(FILES))
            to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.unpack(name, to)
        return len(names)


def checked_name(name: str) -> PurePosixPath:
    """The name of a file below a folder. Raises `BackupRefused` when it leads out of it."""
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
        raise BackupRefused(f"The backup holds a file with the name {name!r}, which is refused.")
    return path


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a backup and read its manifest. Raises `BackupRefused` for whatever is none."""
    try:
        with tarfile.open(path, mode="r:") as tar:
            first = tar.next()
            if first is None or first.name != MANIFEST or first.size > LARGEST:
                raise BackupRefused(f"{path} is no backup of Terakoya.")
            yield Archive(tar, read_manifest(_stream(tar, first).read()))
    except FileNotFoundError:
        raise BackupRefused(f"{path} is not there.") from None
    except IsADirectoryError:
        raise BackupRefused(f"{path} is a folder. → Name one of the files in it.") from None
    except PermissionError:
        raise BackupRefused(f"{path} cannot be read by this user.") from None
    except (tarfile.TarError, EOFError) as error:
        raise BackupRefused(f"{path} is no backup of Terakoya, or is damaged.") from error


def _stream(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    stream = tar.extractfile(member) if member.isreg() else None
    if stream is None:
        raise BackupRefused(f"{member.name!r} in the backup is no file.")
    return stream


def _write_new(path: Path, stream: IO[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := stream.read(_CHUNK):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Let the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
