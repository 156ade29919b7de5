"""Verifying an evidence pack without the portal: every part against the next, up to the key.

Nothing is believed that the chain, the signature and the fingerprint do not carry
(docs/algorithms/evidence-pack.md).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from terakoya.courseware.errors import CoursewareError
from terakoya.courseware.revision import read_revision, revision_id

from .pack import (
    CONTENT,
    ENTRIES,
    FORMAT,
    HEAD,
    MADE,
    MANIFEST,
    POLICY,
    POLICY_KINDS,
    RECORDS,
    LogEntry,
    NoPack,
    PackHead,
    read_entry,
    read_head,
)
from .signatures import fingerprint_of

MOST_FILES: Final = 1000
MOST_BYTES: Final = 1 << 30  # of one file that is read whole
LONGEST_LINE: Final = 1 << 20
CHUNK: Final = 1 << 16
# A row and its entry are written in one transaction, and each asks the clock once.
SAME_MOMENT: Final = dt.timedelta(seconds=60)
# What the readers of ZIP and of its packings raise for a file that is cut or changed.
_BROKEN_ZIP: Final = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)
_BEGUN: Final = frozenset({"learning.enrolled", "learning.continued"})
_COMPLETED: Final = "learning.completed"
_CONFIRMED: Final = "learning.policy_acknowledged"
_ON_PAPER: Final = "learning.paper_result_taken"
_HANDED_IN: Final = frozenset({"learning.attempt_submitted", _COMPLETED})


@dataclass(frozen=True)
class Fault:
    """What does not hold: the file, a code, and a sentence in two languages."""

    file: str
    code: str
    japanese: str
    english: str


@dataclass(frozen=True)
class Verdict:
    """What was found of a pack; it holds if there is no fault and the key was compared."""

    faults: tuple[Fault, ...]
    fingerprint: str = ""
    is_compared: bool = False
    organisation: str = ""
    made_at: str = ""
    rows: int = 0
    entries: int = 0

    @property
    def holds(self) -> bool:
        """Whether the pack is what the portal made, as far as can be known."""
        return not self.faults and self.is_compared


def verify_pack(path: Path, fingerprint: str = "") -> Verdict:
    """Verify a pack; `fingerprint` is that of the portal's key, as it publishes it.

    Without a fingerprint all else is verified, and the verdict does not hold: somebody could have
    signed another history with a key of their own. Raises `NoPack` for what is no pack at all.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _Verification(archive, _digits(fingerprint)).run()
    except _BROKEN_ZIP as error:
        raise NoPack(
            f"{path.name} cannot be read as a ZIP file.",
            f"{path.name} を、ZIPファイルとして読めません。",
        ) from error


def _digits(fingerprint: str) -> str:
    return "".join(fingerprint.split()).lower()


@dataclass
class _Log:
    """What of the chain the records are compared with."""

    entries: int = 0
    made: list[dict[str, Any]] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)
    completed: dict[str, tuple[dt.datetime, str]] = field(default_factory=dict)
    handed_in: dict[str, int] = field(default_factory=dict)
    confirmed: dict[tuple[str, str], dt.datetime] = field(default_factory=dict)
    on_paper: dict[str, int] = field(default_factory=dict)

    def note(self, entry: LogEntry) -> None:
        """Keep what an entry says of somebody's learning, or of a pack."""
        data = dict(entry.data or {})
        if entry.verb == MADE:
            self.made.append(data)
        if entry.verb in _BEGUN:
            self.begun.add(entry.target)
        if entry.verb == _COMPLETED:
            self.completed[entry.target] = (entry.at, str(data.get("certificate", "")))
        if entry.verb == _CONFIRMED:
            self.confirmed[str(data.get("member", "")), str(data.get("sha256", ""))] = entry.at
        if entry.verb in _HANDED_IN:
            self.handed_in[entry.target] = self.handed_in.get(entry.target, 0) + 1
        if entry.verb == _ON_PAPER:
            self._note_paper(entry, data)

    def _note_paper(self, entry: LogEntry, data: dict[str, Any]) -> None:
        """A result on paper completes on the day of the sheet, which the entry names."""
        self.on_paper[entry.target] = self.on_paper.get(entry.target, 0) + 1
        if completed := data.get("completed_at"):
            moment = _moment(completed)
            self.completed[entry.target] = (moment, str(data.get("certificate", "")))


class _Verification:
    def __init__(self, archive: zipfile.ZipFile, fingerprint: str) -> None:
        self.archive = archive
        self.wanted = fingerprint
        self.faults: list[Fault] = []
        self.log = _Log()
        names = archive.namelist()
        if len(names) > MOST_FILES or len(set(names)) != len(names):
            raise NoPack(
                "too many files, or the same name twice",
                "ファイルが多すぎるか、同じ名前のファイルが2つあります。",
            )
        missing = [name for name in (MANIFEST, RECORDS, ENTRIES, HEAD) if name not in names]
        if missing:
            raise NoPack(
                f"this is no evidence pack: {', '.join(missing)} is missing",
                f"受講記録一式ではありません。{'、'.join(missing)} がありません。",
            )
        self.names = set(names)

    def run(self) -> Verdict:
        manifest = self._json(MANIFEST)
        if manifest.get("format") != FORMAT:
            raise NoPack(
                f"the format {manifest.get('format')!r} is not known; is it newer?",
                f"形式 {manifest.get('format')!r} を知りません。新しい版で作られたかもしれません。",
            )
        head = read_head(self._bytes(HEAD))
        self._files(manifest)
        self._entries(head)
        self._head(head)
        self._manifest_in_log(manifest, head)
        records = self._json(RECORDS)
        self._records(_rows_of(records))
        fingerprint = _fingerprint(head)
        return Verdict(
            faults=tuple(self.faults),
            fingerprint=fingerprint,
            is_compared=bool(self.wanted) and self.wanted == fingerprint,
            organisation=str(records.get("organisation_name", "")),
            made_at=str(manifest.get("made_at", "")),
            rows=len(_rows_of(records)),
            entries=self.log.entries,
        )

    # -- the parts

    def _files(self, manifest: dict[str, Any]) -> None:
        """Every file is the one that the manifest names, and there is no other."""
        files = manifest.get("files")
        if not isinstance(files, dict):
            raise NoPack(
                f"{MANIFEST} names no files", f"{MANIFEST} に、ファイルの一覧がありません。"
            )
        for name in sorted(self.names - set(files) - {MANIFEST, ENTRIES, HEAD}):
            self._fault(name, "added", "一式になかったファイルです。", "was not in the pack.")
        for name, wanted in sorted(files.items()):
            if name not in self.names:
                self._fault(name, "missing", "ファイルがありません。", "is missing.")
            elif self._hash(name) != wanted:
                self._fault(
                    name, "changed", "あとから変えられています。", "was changed afterwards."
                )

    def _entries(self, head: PackHead) -> None:
        """The chain holds from its first entry to the signed one."""
        organisation = head.head.organisation_uuid
        assert organisation is not None
        number, previous = 0, ""
        for entry in self._read_entries():
            number += 1
            if (entry.number, entry.previous) != (number, previous) or not entry.holds(
                organisation
            ):
                self._fault(
                    ENTRIES,
                    "chain",
                    f"{number}番目の記録が、変えられたか、抜かれています。",
                    f"entry {number} was changed, or one before it was taken out.",
                )
                break
            previous = entry.entry_hash
            if number == head.head.sequence and previous != head.head.head:
                self._fault(
                    ENTRIES,
                    "head",
                    f"{number}番目の記録が、署名された記録と違います。",
                    f"entry {number} is not the one that was signed.",
                )
            if number <= head.head.sequence:  # what no signature covers proves nothing
                self.log.note(entry)
        self.log.entries = number
        if number < head.head.sequence:
            self._fault(
                ENTRIES,
                "cut",
                "署名された記録の終わりまで、そろっていません。",
                "ends before the entry that was signed.",
            )

    def _head(self, head: PackHead) -> None:
        """The head is signed, and by the key whose fingerprint is known."""
        if not head.is_signed:
            self._fault(
                HEAD, "signature", "署名が正しくありません。", "has a signature that is wrong."
            )
        elif self.wanted and _fingerprint(head) != self.wanted:
            self._fault(
                HEAD,
                "key",
                "別の鍵で署名されています。公開されている指紋と違います。",
                "was signed with another key: its fingerprint is not the published one.",
            )

    def _manifest_in_log(self, manifest: dict[str, Any], head: PackHead) -> None:
        """The log tells of this very pack: its entry holds the manifest's hash."""
        wanted = {"pack": manifest.get("pack"), "manifest": self._hash(MANIFEST)}
        same_organisation = manifest.get("organisation") == str(head.head.organisation_uuid)
        if not same_organisation or wanted not in self.log.made:
            self._fault(
                MANIFEST,
                "manifest",
                "この一式を作ったことが、記録にありません。",
                "is not the one that the log tells of.",
            )

    def _records(self, rows: list[dict[str, Any]]) -> None:
        """Each row says of its run and its policy what the log says; what it names is here."""
        revisions, policies = set(), set()
        for number, row in enumerate(rows, start=1):
            if row.get("policy_sha256"):
                policies.add(str(row["policy_sha256"]))
            if row.get("enrolment"):
                revisions.add(str(row.get("revision", "")))
            if not self._agrees(row):
                self._fault(
                    RECORDS,
                    "row",
                    f"{number}行目（{row.get('name', '')}）が、記録と違います。",
                    f"row {number} ({row.get('name', '')}) is not what the log says.",
                )
        for revision in sorted(revisions):
            self._content(revision)
        for policy in sorted(policies):
            self._policy(policy)

    def _agrees(self, row: dict[str, Any]) -> bool:
        is_confirmed = not row.get("policy_sha256") or self._is_confirmed(row)
        return is_confirmed and (not row.get("enrolment") or self._run_agrees(row))

    def _is_confirmed(self, row: dict[str, Any]) -> bool:
        """Whether the log tells that this person confirmed this very policy at that time."""
        key = (str(row.get("member", "")), str(row["policy_sha256"]))
        at = self.log.confirmed.get(key)
        return at is not None and abs(_moment(row.get("policy_at")) - at) <= SAME_MOMENT

    def _run_agrees(self, row: dict[str, Any]) -> bool:
        run = str(row["enrolment"])
        if run not in self.log.begun:
            return False
        if not self._has_handed_in(run, row.get("attempts", [])):
            return False
        completed = row.get("completed_at")
        if not completed:
            return True
        if run not in self.log.completed:
            return False
        at, certificate = self.log.completed[run]
        is_same_moment = abs(_moment(completed) - at) <= SAME_MOMENT
        return is_same_moment and certificate in {"", str(row.get("certificate", ""))}

    def _policy(self, digest: str) -> None:
        """The text or PDF that was confirmed is here, and is the one of that hash."""
        names = [f"{POLICY}{digest}.{kind}" for kind in POLICY_KINDS]
        found = next((name for name in names if name in self.names), None)
        if found is None:
            return self._fault(names[0], "missing", "ファイルがありません。", "is missing.")
        if self._hash(found) != digest:
            self._fault(
                found,
                "content",
                "方針の中身が、確認されたものと違います。",
                "is not the policy that was confirmed.",
            )

    def _has_handed_in(self, run: str, attempts: object) -> bool:
        """Whether the log tells of so many attempts, and of so many on paper."""
        if not isinstance(attempts, list):
            return False
        paper = sum(isinstance(one, dict) and "paper" in one for one in attempts)
        online = len(attempts) - paper
        return online <= self.log.handed_in.get(run, 0) and paper <= self.log.on_paper.get(run, 0)

    def _content(self, revision: str) -> None:
        name = f"{CONTENT}{revision}.json"
        if name not in self.names:
            return self._fault(name, "missing", "ファイルがありません。", "is missing.")
        try:
            is_same = revision_id(read_revision(self._bytes(name))) == revision
        except CoursewareError:
            is_same = False
        if not is_same:
            self._fault(
                name,
                "content",
                "教材の中身が、版の識別番号と合いません。",
                "is not the content that its id names.",
            )
        return None

    # -- reading

    def _read_entries(self) -> Iterator[LogEntry]:
        with self.archive.open(ENTRIES) as lines:
            while line := lines.readline(LONGEST_LINE):
                yield read_entry(line)

    def _bytes(self, name: str) -> bytes:
        if self.archive.getinfo(name).file_size > MOST_BYTES:
            raise NoPack(
                f"{name} is larger than a pack's file may be",
                f"{name} が、受講記録一式のファイルとしては大きすぎます。",
            )
        return self.archive.read(name)

    def _json(self, name: str) -> dict[str, Any]:
        try:
            found = json.loads(self._bytes(name))
        except ValueError as error:
            raise NoPack(f"{name} is not JSON", f"{name} を、JSONとして読めません。") from error
        if not isinstance(found, dict):
            raise NoPack(
                f"{name} is not what a pack holds there",
                f"{name} の中身が、受講記録一式のものではありません。",
            )
        return found

    def _hash(self, name: str) -> str:
        digest = hashlib.sha256()
        with self.archive.open(name) as file:
            while part := file.read(CHUNK):
                digest.update(part)
        return digest.hexdigest()

    def _fault(self, file: str, code: str, japanese: str, english: str) -> None:
        self.faults.append(Fault(file, code, japanese, english))


def _rows_of(records: dict[str, Any]) -> list[dict[str, Any]]:
    rows = records.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NoPack(f"{RECORDS} holds no rows", f"{RECORDS} に、記録の行がありません。")
    return rows


def _fingerprint(head: PackHead) -> str:
    try:
        return fingerprint_of(bytes.fromhex(head.public_key))
    except ValueError:
        return ""


def _moment(text: object) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
