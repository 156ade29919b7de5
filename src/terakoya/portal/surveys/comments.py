"""Comments as blobs of one length, sealed to a wave's key, in shuffled pages. Pure.

docs/algorithms/ballots.md §5.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from typing import Final

from nacl.bindings import crypto_box_SEALBYTES
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

LONGEST_COMMENT: Final = 1000  # characters as a browser counts them: units of UTF-16
MEMBERS_A_PAGE: Final = 20
_ITEM: Final = LONGEST_COMMENT * 2  # bytes


class Unreadable(Exception):
    """A blob that was not sealed to this key, or was changed."""


def make_key() -> bytes:
    """A new private key."""
    return bytes(PrivateKey.generate())


def public_half(private: bytes) -> bytes:
    """The key that seals what `private` opens."""
    return bytes(PrivateKey(private).public_key)


def clean_comment(text: str) -> str:
    """A comment as it will be shown: no control characters, not longer than the page allows."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return _encoded(kept.strip()).decode("utf-16-le").strip()


def _encoded(text: str) -> bytes:
    """At most `_ITEM` bytes, without half a character at the end."""
    cut = text.encode("utf-16-le")[:_ITEM]
    return cut.decode("utf-16-le", "ignore").encode("utf-16-le")


def blob_bytes(items: int) -> int:
    """The length of every blob of a survey with so many items to comment."""
    return items * _ITEM + crypto_box_SEALBYTES


def seal_comments(public: bytes, texts: Sequence[str]) -> bytes:
    """One ballot's comments, by item, empty where there is none: a blob of the one length."""
    plain = b"".join(_encoded(text).ljust(_ITEM, b"\0") for text in texts)
    return bytes(SealedBox(PublicKey(public)).encrypt(plain))


def open_comments(private: bytes, blob: bytes) -> list[str]:
    """What `seal_comments` was given. Raises `Unreadable`."""
    try:
        plain = SealedBox(PrivateKey(private)).decrypt(blob)
    except CryptoError as error:
        raise Unreadable from error
    items = [plain[at : at + _ITEM] for at in range(0, len(plain), _ITEM)]
    return [item.decode("utf-16-le").rstrip("\0") for item in items]


def blobs_of(page: bytes, items: int) -> list[bytes]:
    """The blobs of a page."""
    size = blob_bytes(items)
    return [page[at : at + size] for at in range(0, len(page), size)]


def with_blob(page: bytes, blob: bytes) -> bytes:
    """A page with one blob more, shuffled."""
    blobs = [*(page[at : at + len(blob)] for at in range(0, len(page), len(blob))), blob]
    secrets.SystemRandom().shuffle(blobs)
    return b"".join(blobs)
