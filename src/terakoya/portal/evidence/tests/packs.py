"""Finished packs as files, and their parts."""

from __future__ import annotations

import zipfile
from pathlib import Path

from terakoya.evidence.verification import verify_pack
from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.selectors import signing_fingerprint
from terakoya.portal.common import clock
from terakoya.portal.evidence.choices import PackState
from terakoya.portal.evidence.models import EvidencePiece
from terakoya.portal.evidence.services import ask_for_pack, make_packs
from terakoya.portal.learning.models import Assignment


def reader_of(assignment: Assignment) -> Member:
    """The owner of the organisation."""
    return Member.objects.get(organisation=assignment.organisation, roles__role=Role.OWNER)


def packed(assignment: Assignment, path: Path) -> Path:
    """A finished pack as a file."""
    pack = ask_for_pack(
        by=reader_of(assignment), assignment=assignment, as_of=clock.today(), language="ja"
    )
    assert make_packs() == 1
    pack.refresh_from_db()
    assert pack.state == PackState.READY
    pieces = EvidencePiece.objects.filter(pack=pack)
    path.write_bytes(b"".join(bytes(piece.content) for piece in pieces))
    assert path.stat().st_size == pack.size
    return path


def files_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def codes(path: Path, fingerprint: str = "") -> set[str]:
    return {one.code for one in verify_pack(path, fingerprint or signing_fingerprint()).faults}
