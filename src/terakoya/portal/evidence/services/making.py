"""Making packs in the background: collect, write into the log, sign, pack."""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
import time
from collections.abc import Iterator
from typing import IO, Final

from django.db import transaction
from django.utils.translation import override

from terakoya.evidence.pack import MADE

from ...accounts.models import Member
from ...audit.models import SignedHead
from ...audit.selectors import signed_head_of
from ...audit.services import record
from ...audit.services_signing import sign_heads
from ...common import clock
from ...delivery.claims import claim_first, given_up, waiting_or_lost
from ...delivery.renewal import renewed
from ...learning.models import Assignment
from ..choices import PackState
from ..contents import PackContents, contents_of, write_pack
from ..models import EvidencePack, EvidencePiece

log = logging.getLogger(__name__)
SECONDS: Final = 60.0
LEASE: Final = dt.timedelta(minutes=2)
RENEWAL_SECONDS: Final = 20.0
MOST_ATTEMPTS: Final = 3
PIECE: Final = 1 << 20


class NotSigned(Exception):
    """No signed head covers the entry yet; the next attempt finds one."""


def make_packs(seconds: float = SECONDS) -> int:
    """Make the packs that wait, one after the other; how many were made."""
    until = time.monotonic() + seconds
    _give_up_on_the_lost()
    count = 0
    while (pack := _claim_next()) is not None:
        count += _make(pack)
        if time.monotonic() > until:
            break
    return count


def write_unkept_pack(*, by: Member, assignment: Assignment, language: str, out: IO[bytes]) -> None:
    """The pack of an assignment as it stands today, for a larger file; no row of it is kept.

    Its making stands in the audit log, as that of every other.
    """
    pack = EvidencePack(
        organisation=by.organisation,
        assignment=assignment,
        by=by,
        as_of=clock.today(),
        language=language,
        created_at=clock.now(),
    )
    with override(language):
        contents = contents_of(pack)
        write_pack(pack, contents, _signed_head(pack, contents), out)


def _claim_next() -> EvidencePack | None:
    waiting = waiting_or_lost(
        EvidencePack.objects.all(),
        waiting=PackState.WAITING,
        working=PackState.MAKING,
        attempts=MOST_ATTEMPTS,
    )
    claimed = claim_first(waiting, lease=LEASE, state=PackState.MAKING)
    rows = EvidencePack.objects.select_related("organisation", "assignment__course", "by__person")
    return None if claimed is None else rows.get(pk=claimed)


def _give_up_on_the_lost() -> None:
    given_up(EvidencePack.objects.all(), working=PackState.MAKING, attempts=MOST_ATTEMPTS).update(
        state=PackState.FAILED, claimed_until=None
    )


def _make(pack: EvidencePack) -> bool:
    claim = EvidencePack.objects.filter(pk=pack.pk, state=PackState.MAKING, attempts=pack.attempts)
    try:
        with (
            renewed(lambda: claim.update(claimed_until=clock.now() + LEASE), every=RENEWAL_SECONDS),
            override(pack.language),
            tempfile.TemporaryFile() as file,
        ):
            contents = contents_of(pack)
            write_pack(pack, contents, _signed_head(pack, contents), file)
            return _keep(pack, contents, file)
    except Exception:
        log.exception("evidence: the pack %s could not be made", pack.uuid)
        failed = pack.attempts >= MOST_ATTEMPTS
        claim.update(state=PackState.FAILED if failed else PackState.WAITING, claimed_until=None)
        return False


def _signed_head(pack: EvidencePack, contents: PackContents) -> SignedHead:
    """Write the manifest's hash into the log, and sign the log up to there."""
    entry = record(
        organisation_uuid=pack.organisation.uuid,
        actor_uuid=pack.by.person.uuid,
        verb=MADE,
        target=str(pack.assignment.uuid),
        data={"pack": str(pack.uuid), "manifest": contents.manifest_hash},
    )
    sign_heads()
    head = signed_head_of(pack.organisation.uuid)
    if head is None or head.sequence < entry.sequence:
        raise NotSigned
    return head


def _keep(pack: EvidencePack, contents: PackContents, file: IO[bytes]) -> bool:
    """Keep the bytes, unless another worker has taken the pack over meanwhile."""
    with transaction.atomic():
        EvidencePiece.objects.filter(pack=pack).delete()
        for number, piece in enumerate(_pieces(file)):
            EvidencePiece.objects.create(
                organisation_id=pack.organisation_id, pack=pack, number=number, content=piece
            )
        kept = EvidencePack.objects.filter(
            pk=pack.pk, state=PackState.MAKING, attempts=pack.attempts
        ).update(
            state=PackState.READY,
            made_at=clock.now(),
            size=file.tell(),
            rows=contents.rows,
            manifest=contents.manifest_hash,
            claimed_until=None,
        )
        if not kept:
            transaction.set_rollback(True)
        return bool(kept)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece
