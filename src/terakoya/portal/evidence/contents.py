"""The files of a pack: records, workbook, summary, content, manifest; and the ZIP around them."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from terakoya.courseware.revision import revision_bytes, sha256
from terakoya.evidence.pack import (
    CONTENT,
    ENTRIES,
    FORMAT,
    HEAD,
    MANIFEST,
    POLICY,
    RECORDS,
    SUMMARY,
    WORKBOOK,
    LogEntry,
    PackHead,
    json_bytes,
)

from ..audit.models import AuditEntry, SignedHead
from ..audit.selectors import entries_of, head_of, payload_of
from ..catalogue.models import Revision
from ..catalogue.selectors import revision_source
from ..common import clock
from ..learning.selectors.courses import assigned_title
from ..learning.selectors.policies import content_of, policy_versions
from .models import EvidencePack
from .records import Record, records_of
from .summary import write_summary
from .workbook import write_workbook

BATCH: Final = 2000
# Whose payloads a pack shows: what people learned, and the packs. Everything else in the log stays
# a commitment, since an auditor of the training has no business with it.
SHOWN: Final = ("learning.", "evidence.")
_SAME_TIME: Final = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class PackContents:
    """Every file but the log; the manifest names them."""

    files: Mapping[str, bytes]
    manifest: bytes
    rows: int

    @property
    def manifest_hash(self) -> str:
        """What the log keeps."""
        return sha256(self.manifest)


def contents_of(pack: EvidencePack) -> PackContents:
    """Collect what the pack says of its assignment."""
    made_at = clock.now()
    records = records_of(pack.assignment, pack.as_of)
    revisions = _revisions(pack, records)
    title = assigned_title(pack.assignment, pack.language)
    files = {
        RECORDS: json_bytes(_records_json(pack, records, title, made_at)),
        WORKBOOK: write_workbook(records, title, made_at),
        SUMMARY: write_summary(pack, records, title, made_at),
        **{f"{CONTENT}{one.revision_id}.json": _content(one) for one in revisions},
        **dict(_policies(pack, records)),
    }
    manifest = {
        "format": FORMAT,
        "organisation": str(pack.organisation.uuid),
        "pack": str(pack.uuid),
        "made_at": _moment(made_at),
        "files": {name: sha256(data) for name, data in files.items()},
    }
    return PackContents(files, json_bytes(manifest), len(records))


def _records_json(
    pack: EvidencePack, records: list[Record], title: str, made_at: dt.datetime
) -> dict[str, Any]:
    return {
        "organisation": str(pack.organisation.uuid),
        "organisation_name": pack.organisation.name,
        "assignment": str(pack.assignment.uuid),
        "course": pack.assignment.course.slug,
        "title": title,
        "due_on": str(pack.assignment.due_on or ""),
        "as_of": pack.as_of.isoformat(),
        "made_at": _moment(made_at),
        "policy": _policy_json(pack),
        "rows": [one.as_json() for one in records],
    }


def _revisions(pack: EvidencePack, records: list[Record]) -> list[Revision]:
    wanted = {one.revision for one in records if one.revision}
    found = Revision.objects.filter(course=pack.assignment.course, revision_id__in=wanted)
    return list({one.revision_id: one for one in found.order_by("id")}.values())


def _policies(pack: EvidencePack, records: list[Record]) -> Iterator[tuple[str, bytes]]:
    """The versions of the policy that somebody confirmed, and the newest one."""
    versions = policy_versions(pack.assignment)
    wanted = {one.policy_sha256 for one in records} | {one.sha256 for one in versions[:1]}
    for one in versions:
        if one.sha256 in wanted:
            yield f"{POLICY}{one.sha256}.{'pdf' if one.is_pdf else 'txt'}", content_of(one)


def _policy_json(pack: EvidencePack) -> dict[str, Any]:
    versions = policy_versions(pack.assignment)
    if not versions:
        return {}
    return {
        "title": versions[0].policy.title,
        "versions": [
            {
                "number": one.number,
                "sha256": one.sha256,
                "at": _moment(one.created_at),
                "asks_again": one.asks_again,
            }
            for one in versions
        ],
    }


def _content(revision: Revision) -> bytes:
    return revision_bytes(revision_source(revision.pk))


def write_pack(
    pack: EvidencePack, contents: PackContents, head: SignedHead, out: IO[bytes]
) -> None:
    """Write the ZIP; the log goes in as it is read, a batch at a time."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**contents.files, MANIFEST: contents.manifest}.items():
            archive.writestr(zipfile.ZipInfo(name, _SAME_TIME), data, zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo(HEAD, _SAME_TIME), _head_file(head))
        info = zipfile.ZipInfo(ENTRIES, _SAME_TIME)
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, "w", force_zip64=True) as log:
            for entry in _entries(pack, head.sequence):
                log.write(entry.line())


def _head_file(head: SignedHead) -> bytes:
    return PackHead(head_of(head), head.run, head.signed_at, head.public_key, head.signature).file()


def _entries(pack: EvidencePack, last: int) -> Iterator[LogEntry]:
    rows = entries_of(pack.organisation.uuid).filter(sequence__lte=last).order_by("sequence")
    for row in rows.iterator(chunk_size=BATCH):
        yield _entry(row)


def _entry(row: AuditEntry) -> LogEntry:
    payload = payload_of(row) if row.verb.startswith(SHOWN) else None
    return LogEntry(
        number=row.sequence,
        actor=row.actor_uuid,
        verb=row.verb,
        target=row.target,
        at=row.created_at,
        commitment=row.commitment,
        previous=row.previous,
        entry_hash=row.entry_hash,
        salt=payload.salt if payload else "",
        data=payload.data if payload else None,
    )


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")
