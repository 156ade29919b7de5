"""The evidence pack (受講記録一式): a ZIP whose parts vouch for each other.

    manifest.json        SHA-256 of every file of the pack but itself and the log
    records.json         who learned what: one row a person
    records.xlsx, summary.pdf   the same for people
    policy/<sha256>.txt or .pdf    each policy that was confirmed, by its hash
    content/<id>.json    each revision that was learned, whose id is the hash of its tree
    log/entries.jsonl    the organisation's chain of entries, from the first on
    log/head.json        the head of that chain, signed

The manifest's own hash stands in an entry of the log, the log under the signed head, and the key
of the signature is known by a fingerprint that is published elsewhere
(docs/algorithms/evidence-pack.md).
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import rfc8785

from .chain import commitment_of, entry_hash_of
from .signatures import Head, is_signed, statement_of

FORMAT: Final = "terakoya-evidence-1"
MANIFEST: Final = "manifest.json"
RECORDS: Final = "records.json"
WORKBOOK: Final = "records.xlsx"
SUMMARY: Final = "summary.pdf"
ENTRIES: Final = "log/entries.jsonl"
HEAD: Final = "log/head.json"
CONTENT: Final = "content/"
POLICY: Final = "policy/"
POLICY_KINDS: Final = ("txt", "pdf")
MADE: Final = "evidence.made"  # the verb of the entry that names a pack's manifest


class NoPack(Exception):
    """A file that is no evidence pack, or one that cannot be read; its texts say why."""

    def __init__(self, english: str, japanese: str) -> None:
        super().__init__(english)
        self.japanese = japanese


def json_bytes(value: Any) -> bytes:
    """Canonical JSON (RFC 8785), as every JSON file of a pack is written."""
    return rfc8785.dumps(value)


@dataclass(frozen=True)
class LogEntry:
    """An entry of the chain as a pack holds it; `data` and `salt` only where they are shown."""

    number: int
    actor: uuid.UUID | None
    verb: str
    target: str
    at: dt.datetime
    commitment: str
    previous: str
    entry_hash: str
    salt: str = ""
    data: Mapping[str, Any] | None = None

    def line(self) -> bytes:
        """One line of the log's file."""
        said: dict[str, Any] = {
            "number": self.number,
            "actor": str(self.actor or ""),
            "verb": self.verb,
            "target": self.target,
            "at": self.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "commitment": self.commitment,
            "previous": self.previous,
            "hash": self.entry_hash,
        }
        if self.data is not None:
            said |= {"salt": self.salt, "data": dict(self.data)}
        return json_bytes(said) + b"\n"

    def holds(self, organisation: uuid.UUID) -> bool:
        """Whether the entry says what its hash says, and its data what its commitment says."""
        try:
            return self._is_committed() and self._is_hashed(organisation)
        except ValueError:  # it holds what canonical JSON cannot say
            return False

    def _is_committed(self) -> bool:
        return self.data is None or commitment_of(self.salt, self.data) == self.commitment

    def _is_hashed(self, organisation: uuid.UUID) -> bool:
        return self.entry_hash == entry_hash_of(
            organisation_uuid=organisation,
            actor_uuid=self.actor,
            sequence=self.number,
            verb=self.verb,
            target=self.target,
            created_at=self.at,
            commitment=self.commitment,
            previous=self.previous,
        )


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without its time zone")
    return moment


def read_entry(line: bytes) -> LogEntry:
    """An entry from its line; raises `NoPack`."""
    try:
        said = json.loads(line)
        return LogEntry(
            number=int(said["number"]),
            actor=uuid.UUID(said["actor"]) if said["actor"] else None,
            verb=str(said["verb"]),
            target=str(said["target"]),
            at=_moment(said["at"]),
            commitment=str(said["commitment"]),
            previous=str(said["previous"]),
            entry_hash=str(said["hash"]),
            salt=str(said.get("salt", "")),
            data=None if said.get("data") is None else dict(said["data"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise NoPack(
            f"{ENTRIES} holds a line that is no entry: {line[:60]!r}",
            f"{ENTRIES} に、記録として読めない行があります：{line[:60]!r}",
        ) from error


@dataclass(frozen=True)
class PackHead:
    """The head that was signed, by whom, and when."""

    head: Head
    run: int
    signed_at: dt.datetime
    public_key: str
    signature: str

    def file(self) -> bytes:
        """The file of the pack."""
        return json_bytes(
            {
                "organisation": str(self.head.organisation_uuid),
                "sequence": self.head.sequence,
                "head": self.head.head,
                "run": self.run,
                "signed_at": self.signed_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
                "public_key": self.public_key,
                "signature": self.signature,
            }
        )

    @property
    def is_signed(self) -> bool:
        """Whether the signature is that of the key beside it."""
        statement = statement_of(self.head, run=self.run, signed_at=self.signed_at)
        return is_signed(statement, self.signature, self.public_key)


def read_head(data: bytes) -> PackHead:
    """The signed head from its file; raises `NoPack`."""
    try:
        said = json.loads(data)
        return PackHead(
            head=Head(uuid.UUID(said["organisation"]), int(said["sequence"]), str(said["head"])),
            run=int(said["run"]),
            signed_at=_moment(said["signed_at"]),
            public_key=str(said["public_key"]),
            signature=str(said["signature"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise NoPack(
            f"{HEAD} holds no signed head", f"{HEAD} に、署名された記録の先頭がありません。"
        ) from error
