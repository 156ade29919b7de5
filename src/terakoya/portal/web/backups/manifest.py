"""What a backup says of itself: from where and when it is, and what belongs to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final

from .errors import BackupRefused

FORMAT: Final = "terakoya-backup-1"
LARGEST: Final = 4_000_000  # bytes
_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Part:
    """One member of the file beside the manifest."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The first member of a backup, as JSON.

    `migrations`: the names of those applied, by app. `tables`: how many rows each has. `secret`
    tells whether the secret key is the same, and nothing else of it.
    """

    made_at: str
    version: str
    database: str
    server: str
    migrations: Mapping[str, list[str]]
    tables: Mapping[str, int]
    secret: str
    parts: tuple[Part, ...]

    def as_json(self) -> bytes:
        """The bytes of the member."""
        said = {"format": FORMAT, **asdict(self)}
        return json.dumps(said, indent=1, sort_keys=True).encode()

    def part(self, name: str) -> Part | None:
        """A part by its name."""
        return next((one for one in self.parts if one.name == name), None)


def read_manifest(data: bytes) -> Manifest:
    """The manifest of a backup. Raises `BackupRefused` for whatever is none."""
    try:
        said: dict[str, Any] = json.loads(data)
        if said.pop("format") != FORMAT:
            raise BackupRefused(
                "This backup has a format that this version does not know. → Restore it with the "
                "version that made it."
            )
        parts = tuple(Part(one["name"], int(one["size"]), one["sha256"]) for one in said["parts"])
        return Manifest(**{**said, "parts": parts})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupRefused(
            "This is no backup of Terakoya: its manifest cannot be read."
        ) from error


def digest_of(stream: IO[bytes]) -> tuple[int, str]:
    """Size and SHA-256 of what is left of a stream."""
    size, total = 0, hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        total.update(chunk)
    return size, total.hexdigest()


def part_of(path: Path, name: str) -> Part:
    """A file as a part under a name."""
    with path.open("rb") as stream:
        return Part(name, *digest_of(stream))
