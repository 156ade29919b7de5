"""Private keys of waves: one file each, in a folder that no backup takes. No Django here.

docs/algorithms/ballots.md §6.
"""

from __future__ import annotations

import json
import os
import secrets
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from . import comments, paillier

_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Keys of surveys: in no backup, on purpose.\n"


class KeyLost(Exception):
    """The key of a wave is not there, or cannot be read. The text names the file."""


@dataclass(frozen=True)
class WaveKey:
    """Both private keys of a wave, and the base of its public half."""

    p: int = field(repr=False)
    q: int = field(repr=False)
    base: int = field(repr=False)
    comments: bytes = field(repr=False)

    @property
    def private(self) -> paillier.PrivateKey:
        """Reads counters."""
        return paillier.PrivateKey(self.p, self.q)

    @property
    def public(self) -> paillier.PublicKey:
        """Adds to counters."""
        return paillier.PublicKey(self.p * self.q, self.base)


@dataclass(frozen=True)
class WaveKeyFolder:
    """The folder; every file in it is its owner's alone."""

    path: Path

    def prepare(self) -> None:
        """Make the folder, close it to others, and ask backup programs to pass it by."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.chmod(0o700)
        tag = self.path / "CACHEDIR.TAG"
        if not tag.exists():
            tag.write_text(_TAG, encoding="ascii")
            tag.chmod(0o600)

    def make(self, wave: uuid.UUID, bits: int = paillier.MODULUS_BITS) -> WaveKey:
        """The key of a wave, drawn and written unless it is there; on disk, read back, tried.

        Two workers at once get the same key. Raises `KeyLost` when what is there is no key.
        """
        self.prepare()
        if not self.has(wave):
            self._write(wave, _draw(bits))
        found = self.read(wave)
        _try(found)
        return found

    def has(self, wave: uuid.UUID) -> bool:
        """Whether there is a file for the wave."""
        return self._file(wave).is_file()

    def read(self, wave: uuid.UUID) -> WaveKey:
        """The key of a wave. Raises `KeyLost`."""
        path = self._file(wave)
        try:
            stored = json.loads(path.read_text(encoding="ascii"))
            numbers = {name: int(stored[name], 16) for name in ("p", "q", "base")}
            return WaveKey(**numbers, comments=bytes.fromhex(stored["comments"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KeyLost(f"{path}: {type(error).__name__}") from None

    def destroy(self, wave: uuid.UUID) -> None:
        """Overwrite the wave's file and take it away; nothing when it is gone already."""
        # A killed worker may have left its first file, which can be the same one by two names.
        for path in (self._file(wave), *self.path.glob(f".{wave}.*")):
            with suppress(FileNotFoundError):
                _overwrite(path)
                path.unlink()
        with suppress(FileNotFoundError):
            _flush(self.path)

    def _write(self, wave: uuid.UUID, key: WaveKey) -> None:
        numbers = {name: f"{asdict(key)[name]:x}" for name in ("p", "q", "base")}
        text = json.dumps({"version": 1, **numbers, "comments": key.comments.hex()})
        own = self.path / f".{wave}.{secrets.token_hex(8)}"
        try:
            with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another worker was first, and its key holds
                os.link(own, self._file(wave))
        finally:
            own.unlink(missing_ok=True)
        _flush(self.path)

    def _file(self, wave: uuid.UUID) -> Path:
        return self.path / f"{wave}.key"


def _draw(bits: int) -> WaveKey:
    private = paillier.make_key(bits)
    return WaveKey(private.p, private.q, private.public().base, comments.make_key())


def _try(key: WaveKey) -> None:
    """Count three ballots and open a comment. Raises `KeyLost` when anything comes out wrong."""
    counted = paillier.no_ballots(key.public, 2)
    for chosen in ({0}, {1}, {1}):
        counted = paillier.add_all(
            key.public, counted, paillier.encrypt_ballot(key.public, chosen, 2)
        )
    plain = [key.private.decrypt(one) for one in counted]
    blob = comments.seal_comments(comments.public_half(key.comments), ["試し"])
    opened = comments.open_comments(key.comments, blob)
    if (paillier.unpack(key.public, plain, 2), opened) != ([1, 2], ["試し"]):
        raise KeyLost("a new key does not decrypt what it encrypts")


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    """Let the names of a folder reach the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
