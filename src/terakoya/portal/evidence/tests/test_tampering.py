"""What somebody may do to an evidence pack, and what `terakoya verify` says of it.

docs/algorithms/evidence-pack.md has the table. Two genuine packs are made once; all else is done to
their bytes.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from nacl.signing import SigningKey

from terakoya.courseware.cli.commands import main
from terakoya.courseware.revision import sha256
from terakoya.evidence.chain import commitment_of, entry_hash_of
from terakoya.evidence.pack import (
    ENTRIES,
    HEAD,
    MADE,
    MANIFEST,
    POLICY,
    RECORDS,
    SUMMARY,
    WORKBOOK,
    LogEntry,
    NoPack,
    json_bytes,
    read_entry,
    read_head,
)
from terakoya.evidence.signatures import Head, fingerprint_of, sign, statement_of
from terakoya.evidence.verification import verify_pack
from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.selectors import signing_fingerprint
from terakoya.portal.learning.models import Assignment
from terakoya.portal.learning.services import (
    Document,
    acknowledge_policy,
    attach_policy,
    open_enrolment,
    write_policy,
)
from tests.factories import give_course, make_member, make_organisation, make_owner
from tests.selection import IS_DEEP

from .packs import codes, files_of, packed, reader_of, written

JAPANESE = re.compile("[ぁ-ん]")

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Files = dict[str, bytes]


@dataclass(frozen=True)
class Genuine:
    """Packs of two organisations of one portal, and the fingerprint of its key."""

    own: bytes
    other: bytes
    fingerprint: str


_made: list[Genuine] = []


@pytest.fixture
def genuine(request: pytest.FixtureRequest, tmp_path: Path) -> Genuine:
    """Made by the first test that asks; the others work on the same bytes."""
    if not _made:
        assignment = request.getfixturevalue("assignment")
        owner = make_owner(make_organisation("別会社"))
        others = give_course(owner, assignment.course)
        member = make_member(owner.organisation, "別会社 花子")
        open_enrolment(member=member, assignment=others, language="ja")
        learner = Member.objects.get(name="受講 花子")
        attach_text(assignment, reader_of(assignment), learner)
        own = packed(assignment, tmp_path / "own.zip").read_bytes()
        other = packed(others, tmp_path / "other.zip").read_bytes()
        same = written(tmp_path / "same.zip", unpacked(own, tmp_path / "pack.zip"))
        # Packed again it holds: what is found below is the touch.
        assert codes(same, signing_fingerprint()) == set()
        _made.append(Genuine(own, other, signing_fingerprint()))
    return _made[0]


def attach_text(assignment: Assignment, owner: Member, learner: Member) -> None:
    """A policy that one of the learners has confirmed."""
    policy = write_policy(by=owner, title="対応方針", document=Document(text="組織で対応します。"))
    attach_policy(by=owner, assignment=assignment, policy=policy)
    acknowledge_policy(by=learner, assignment=assignment, version=policy.versions.get())


def unpacked(data: bytes, path: Path) -> Files:
    path.write_bytes(data)
    return files_of(path)


def changed(files: Files, name: str, old: str, new: str) -> None:
    assert old.encode() in files[name]
    files[name] = files[name].replace(old.encode(), new.encode(), 1)


def rows_of(files: Files) -> Any:
    return json.loads(files[RECORDS])


def row_in_state(records: Any, state: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in records["rows"] if row["state"] == state)
    return found


def agree(files: Files) -> None:
    """Make the manifest name the files as they are now."""
    manifest = json.loads(files[MANIFEST])
    manifest["files"] = {
        name: sha256(data) for name, data in files.items() if name in manifest["files"]
    }
    files[MANIFEST] = json_bytes(manifest)


def content_name(files: Files) -> str:
    return next(name for name in files if name.startswith("content/"))


# -- what is done to it


def row(files: Files) -> None:
    changed(files, RECORDS, "受講 花子", "受講 太郎")


def row_deleted(files: Files) -> None:
    records = rows_of(files)
    records["rows"].remove(row_in_state(records, "new"))
    files[RECORDS] = json_bytes(records)


def row_with_manifest(files: Files) -> None:
    row(files)
    agree(files)


def moment(files: Files) -> None:
    records = rows_of(files)
    done = row_in_state(records, "completed")
    done["completed_at"] = "2026-01-01T09:00:00+09:00"
    files[RECORDS] = json_bytes(records)


def moment_with_manifest(files: Files) -> None:
    moment(files)
    agree(files)


def moment_in_log(files: Files) -> None:
    lines = files[ENTRIES].splitlines(keepends=True)
    entry = read_entry(lines[1])
    lines[1] = replace(entry, at=entry.at.replace(year=2025)).line()
    files[ENTRIES] = b"".join(lines)


def workbook(files: Files) -> None:
    files[WORKBOOK] += b"\0"


def summary_of_another(files: Files) -> None:
    files[SUMMARY] = b"%PDF-1.7\n% another one\n"


def summary_gone(files: Files) -> None:
    del files[SUMMARY]


def file_added(files: Files) -> None:
    files["note.txt"] = b"x"


def content(files: Files) -> None:
    changed(files, content_name(files), "カスタマー", "カスタマ")


def content_with_manifest(files: Files) -> None:
    content(files)
    agree(files)


def policy(files: Files) -> None:
    name = next(name for name in files if name.startswith(POLICY))
    changed(files, name, "組織で", "ひとりで")


def policy_with_manifest(files: Files) -> None:
    policy(files)
    agree(files)


def confirmation(files: Files) -> None:
    """Somebody else is said to have confirmed."""
    records = rows_of(files)
    values = ("policy_version", "policy_sha256", "policy_at")
    confirmed = row_in_state(records, "running")
    row_in_state(records, "new").update({name: confirmed[name] for name in values})
    files[RECORDS] = json_bytes(records)
    agree(files)


def line_deleted(files: Files) -> None:
    lines = files[ENTRIES].splitlines(keepends=True)
    files[ENTRIES] = b"".join(lines[:2] + lines[3:])


def log_cut(files: Files) -> None:
    files[ENTRIES] = b"".join(files[ENTRIES].splitlines(keepends=True)[:-1])


def moment_of_signing(files: Files) -> None:
    head = json.loads(files[HEAD])
    files[HEAD] = json_bytes(head | {"signed_at": "2026-01-01T00:00:00.000000+00:00"})


@pytest.mark.parametrize(
    ("touch", "found"),
    [
        (row, {"changed"}),
        (row_deleted, {"changed"}),
        (row_with_manifest, {"manifest"}),
        (moment, {"changed", "row"}),
        (moment_with_manifest, {"manifest", "row"}),
        (moment_in_log, {"chain", "cut", "manifest", "row"}),
        (workbook, {"changed"}),
        (summary_of_another, {"changed"}),
        (summary_gone, {"missing"}),
        (file_added, {"added"}),
        (content, {"changed", "content"}),
        (content_with_manifest, {"content", "manifest"}),
        (policy, {"changed", "content"}),
        (policy_with_manifest, {"content", "manifest"}),
        (confirmation, {"manifest", "row"}),
        (line_deleted, {"chain", "cut", "manifest", "row"}),
        (log_cut, {"cut", "manifest"}),
        (moment_of_signing, {"signature"}),
    ],
)
def test_touched_pack_is_refused(
    genuine: Genuine, tmp_path: Path, touch: Callable[[Files], None], found: set[str]
) -> None:
    files = unpacked(genuine.own, tmp_path / "pack.zip")
    touch(files)
    assert codes(written(tmp_path / "touched.zip", files), genuine.fingerprint) == found


# -- parts of another organisation's pack, vouched for by the same key


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ((RECORDS,), {"changed", "row"}),
        ((ENTRIES, HEAD), {"manifest", "row"}),
        ((MANIFEST, RECORDS, WORKBOOK, SUMMARY), {"added", "manifest", "row"}),
    ],
)
def test_parts_of_another_organisation_are_refused(
    genuine: Genuine, tmp_path: Path, parts: tuple[str, ...], found: set[str]
) -> None:
    files = unpacked(genuine.own, tmp_path / "own.zip")
    others = unpacked(genuine.other, tmp_path / "other.zip")
    files |= {name: others[name] for name in parts}
    assert codes(written(tmp_path / "mixed.zip", files), genuine.fingerprint) == found


def test_pack_of_another_organisation_says_whose_it_is(
    genuine: Genuine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other.zip"
    path.write_bytes(genuine.other)
    assert main(["verify", str(path), "--key", genuine.fingerprint]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "別会社"
    files = files_of(path)
    changed(files, RECORDS, "別会社", "当社")
    assert main(["verify", str(written(path, files)), "--key", genuine.fingerprint]) == 1


# -- another key


def forged(files: Files, key: SigningKey) -> Files:
    """Another person has passed, too: everything agrees, signed with a key of the forger."""
    records = rows_of(files)
    running, done = row_in_state(records, "running"), row_in_state(records, "completed")
    running |= {key: done[key] for key in ("state", "completed_at", "certificate")}
    files[RECORDS] = json_bytes(records)
    agree(files)
    head = read_head(files[HEAD])
    entries = [read_entry(line) for line in files[ENTRIES].splitlines()]
    chain: list[LogEntry] = []
    for entry in entries:
        data: Any = entry.data
        if entry.verb == MADE:
            data = {**data, "manifest": sha256(files[MANIFEST])}
        chain.append(linked(replace(entry, data=data), chain, head.head))
        if entry.verb == "learning.completed":
            extra = replace(entry, target=running["enrolment"])
            chain.append(linked(extra, chain, head.head))
    last = Head(head.head.organisation_uuid, chain[-1].number, chain[-1].entry_hash)
    signature = sign(key, statement_of(last, run=head.run, signed_at=head.signed_at))
    forged_head = replace(
        head, head=last, public_key=bytes(key.verify_key).hex(), signature=signature
    )
    files[ENTRIES] = b"".join(entry.line() for entry in chain)
    files[HEAD] = forged_head.file()
    return files


def linked(entry: LogEntry, chain: list[LogEntry], head: Head) -> LogEntry:
    commitment = entry.commitment
    if entry.data is not None:
        commitment = commitment_of(entry.salt, entry.data)
    number, previous = len(chain) + 1, chain[-1].entry_hash if chain else ""
    entry_hash = entry_hash_of(
        organisation_uuid=head.organisation_uuid,
        actor_uuid=entry.actor,
        sequence=number,
        verb=entry.verb,
        target=entry.target,
        created_at=entry.at,
        commitment=commitment,
        previous=previous,
    )
    return replace(
        entry, number=number, previous=previous, commitment=commitment, entry_hash=entry_hash
    )


def test_pack_signed_again_with_another_key_is_refused(genuine: Genuine, tmp_path: Path) -> None:
    key = SigningKey.generate()
    files = forged(unpacked(genuine.own, tmp_path / "pack.zip"), key)
    path = written(tmp_path / "forged.zip", files)
    assert codes(path, genuine.fingerprint) == {"key"}
    # So it is the key that tells.
    assert codes(path, fingerprint_of(bytes(key.verify_key))) == set()
    assert not verify_pack(path).holds


def test_other_key_beside_the_right_signature_is_refused(genuine: Genuine, tmp_path: Path) -> None:
    files = forged(unpacked(genuine.own, tmp_path / "pack.zip"), SigningKey.generate())
    own = read_head(files_of(tmp_path / "pack.zip")[HEAD])
    files[HEAD] = replace(read_head(files[HEAD]), public_key=own.public_key).file()
    assert codes(written(tmp_path / "mixed.zip", files), genuine.fingerprint) == {"signature"}


# -- broken files


FLIPS: Final = 25
FLIPS_IN_OTHER_PACKING: Final = FLIPS if IS_DEEP else 8  # it is slow to unpack
STRANGE_A_PLACE: Final = 4 if IS_DEEP else 2


def holds_as_it_was(data: bytes, genuine: Genuine, path: Path) -> bool:
    """Whether a file is refused, or else holds the very bytes that were packed."""
    path.write_bytes(data)
    try:
        verdict = verify_pack(path, genuine.fingerprint)
    except NoPack:
        return True
    return not verdict.holds or files_of(path) == unpacked(genuine.own, path)


def flip_bytes(whole: bytes, genuine: Genuine, path: Path, times: int = FLIPS) -> None:
    random = Random(11)
    for _ in range(times):
        data = bytearray(whole)
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
        assert holds_as_it_was(bytes(data), genuine, path)


def test_truncated_pack_is_refused_with_a_sentence(
    genuine: Genuine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, whole = tmp_path / "cut.zip", len(genuine.own)
    for length in (0, 3, 100, whole // 3, whole // 2, whole - 30, whole - 1):
        path.write_bytes(genuine.own[:length])
        assert main(["verify", str(path), "--key", genuine.fingerprint]) == 2
        told = capsys.readouterr()
        assert "cut.zip" in told.err + told.out
        assert "Traceback" not in told.err


def test_flipped_bytes_are_refused_or_without_effect(genuine: Genuine, tmp_path: Path) -> None:
    flip_bytes(genuine.own, genuine, tmp_path / "flipped.zip")


STRANGE: tuple[Any, ...] = (None, 0, "x", [], [1], {}, {"a": 1}, 1e400, 2**60, "\ud800", True)


def places_of(files: Files) -> list[tuple[str, Callable[[Any, Any], None]]]:
    """A file and how to put something strange into one place of it."""

    def within(*keys: Any) -> Callable[[Any, Any], None]:
        def put(found: Any, value: Any) -> None:
            for key in keys[:-1]:
                found = found[key]
            found[keys[-1]] = value

        return put

    number = next(n for n, one in enumerate(rows_of(files)["rows"]) if one["state"] == "completed")
    keys = rows_of(files)["rows"][number]
    return [
        (RECORDS, within("rows")),
        (RECORDS, within("rows", number)),
        (RECORDS, within("organisation_name")),
        *((RECORDS, within("rows", number, key)) for key in keys),
        *((MANIFEST, within(key)) for key in json.loads(files[MANIFEST])),
        (MANIFEST, within("files", RECORDS)),
        *((HEAD, within(key)) for key in json.loads(files[HEAD])),
        *((ENTRIES, within(key)) for key in json.loads(files[ENTRIES].splitlines()[-1])),
    ]


def test_strange_values_are_refused_without_a_breakdown(
    genuine: Genuine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = unpacked(genuine.own, tmp_path / "pack.zip")
    path, random = tmp_path / "strange.zip", Random(5)
    del files[content_name(files)]  # it costs, and is missing whatever the value
    for name, put in places_of(files):
        for value in random.sample(STRANGE, STRANGE_A_PLACE):
            lines = files[name].splitlines() if name == ENTRIES else [files[name]]
            found = json.loads(lines[-1])
            put(found, value)
            text = b"\n".join([*lines[:-1], json.dumps(found).encode()])
            written(path, files | {name: text})
            assert main(["verify", str(path), "--key", genuine.fingerprint]) in {1, 2}
            assert "".join(capsys.readouterr()).encode()


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packs_in_other_packing_are_read_or_refused(
    genuine: Genuine, tmp_path: Path, method: int
) -> None:
    files, path = unpacked(genuine.own, tmp_path / "pack.zip"), tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert codes(path, genuine.fingerprint) == set()
    flip_bytes(path.read_bytes(), genuine, path, FLIPS_IN_OTHER_PACKING)


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"x" * 1000, pytest.param(None, id="zip-without-pack")]
)
def test_other_files_are_no_packs(
    tmp_path: Path, data: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other.zip"
    if data is None:
        written(path, {"a.txt": b"a"})
    else:
        path.write_bytes(data)
    with pytest.raises(NoPack) as refused:
        verify_pack(path)
    if data is not None:  # our sentence, without the interpreter's
        assert refused.value.japanese == "other.zip を、ZIPファイルとして読めません。"
    assert main(["verify", str(path)]) == 2
    english = capsys.readouterr().err
    assert "Traceback" not in english and not JAPANESE.search(english)
    assert main(["verify", str(path), "--lang", "ja"]) == 2
    japanese = capsys.readouterr().err
    assert JAPANESE.search(japanese) and ("ZIPファイル" in japanese) == (data is not None)


def test_help_says_what_the_key_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["verify", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    # Python 3.13 says once what both names take.
    assert re.search(r"--key( FINGERPRINT)?, --fingerprint FINGERPRINT", told)
    assert "which it publishes at /verify/ and prints on certificates" in told
    assert "Both names are the same option." in told
