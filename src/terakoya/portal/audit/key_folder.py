"""The folder outside of the database: the signing key, its public half, the journal of runs."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from nacl.signing import SigningKey

from terakoya.evidence.signatures import fingerprint_of

from .journal import Journal

_PRIVATE: Final = "ed25519"
_PUBLIC: Final = "public"
_JOURNAL: Final = "signed.jsonl"


class KeyUnreadable(Exception):
    """A key file that holds no key; its text says which, and what to do."""


@dataclass(frozen=True)
class KeyFolder:
    """Everything in it is for its owner alone; nothing of it is in the database or a backup."""

    path: Path

    @property
    def has_key(self) -> bool:
        """Whether a key was made."""
        return (self.path / _PRIVATE).exists()

    @cached_property
    def journal(self) -> Journal:
        """What was signed when, line by line."""
        return Journal(self.path / _JOURNAL)

    def key(self) -> SigningKey:
        """The key; made at first use, once, however many ask for it."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.chmod(0o700)
        if not self.has_key:
            _write_once(self.path / _PRIVATE, bytes(SigningKey.generate()).hex())
        key = SigningKey(self._bytes(_PRIVATE))
        if self.public_key() != bytes(key.verify_key):
            (self.path / _PUBLIC).unlink(missing_ok=True)
            _write_once(self.path / _PUBLIC, bytes(key.verify_key).hex())
        return key

    def public_key(self) -> bytes | None:
        """The public half; `None` where no key was made, or is not here."""
        return self._bytes(_PUBLIC) if (self.path / _PUBLIC).exists() else None

    def fingerprint(self) -> str:
        """By what people know the key; empty without one."""
        public = self.public_key()
        return fingerprint_of(public) if public else ""

    def _bytes(self, name: str) -> bytes:
        path = self.path / name
        try:
            found = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except (ValueError, OSError):
            found = b""
        if len(found) != 32:
            raise KeyUnreadable(
                f"{path} holds no key of 64 hex digits that this user can read. → Bring back your "
                "copy of it. Without one, move the file away; a new key is made by the next run."
            )
        return found


def _write_once(path: Path, text: str) -> None:
    """Write a private file unless another process is first; on disk before it has its name."""
    own = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(own, path)
    own.unlink()
