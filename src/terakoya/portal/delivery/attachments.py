"""What is attached to mails: named in the outbox by what it is, read when the mail leaves.

The outbox holds no bytes: a message names a kind and a key, and the app that owns the kind gives
the file (docs/decisions/0100).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

# All files of a mail together; mailboxes of companies often take no more than 10 MB, in which
# base64 takes a third.
MOST_BYTES: Final = 5_000_000


@dataclass(frozen=True)
class Attachment:
    """A file as the mail carries it; `content_type` such as application/pdf."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class AttachmentName:
    """What a message of the outbox names: a kind, and what its app knows the file by."""

    kind: str
    key: str

    def as_json(self) -> dict[str, str]:
        """For the payload of the message."""
        return {"kind": self.kind, "key": self.key}


Load = Callable[[str], Attachment]
_loaders: dict[str, Load] = {}


def register_attachments(kind: str, load: Load) -> None:
    """Name who gives the files of a kind; what `load` raises keeps the mail for later."""
    _loaders[kind] = load


def load_attachments(named: Iterable[Mapping[str, Any]]) -> list[Attachment]:
    """The files that a message names, in their order."""
    return [_loaders[one["kind"]](one["key"]) for one in named]


def fit_together(files: Iterable[Attachment]) -> bool:
    """Whether a mail may carry them all."""
    return sum(len(one.content) for one in files) <= MOST_BYTES
