"""データ一式: asked for by an owner or an operator, made by a worker file by file, kept a week."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import time
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import override

from ...accounts.choices import Role
from ...accounts.models import Member, Organisation, Person, RoleGrant
from ...audit.services import record
from ...common import clock
from ...common.file_pieces import PIECE, keep_pieces
from ...common.zip_stream import zip_pieces
from ...delivery.claims import claim_first, given_up, waiting_or_lost
from ...delivery.renewal import renewed
from ...orders.choices import OPEN_EXPORTS, ExportState
from ..data_contents import contents_files
from ..data_parts import Part, note_name, note_of, parts_of
from ..emails import mail_data_export
from ..errors import DataExportTooLate, DataExportUnderway, NobodyOwns
from ..models import DataExport, DataExportFile, Deletion

log = logging.getLogger(__name__)
LEASE: Final = dt.timedelta(seconds=90)  # renewed while a file is made
RENEWAL_SECONDS: Final = 20.0
MOST_ATTEMPTS: Final = 3  # at one file; what is done stays
SECONDS: Final = 240.0


class _Stopped(Exception):
    """Another worker makes it by now, or the organisation's data are gone."""


def ask_own_data_export(*, by: Member, language: str) -> DataExport:
    """An owner lets a worker make the ZIP of all exports.

    Raises `DataExportUnderway`, `DataExportTooLate`.
    """
    return _ask(by.organisation, by, by.person, "organisation.data_export_asked", language)


def ask_data_export(*, by: Person, organisation: Organisation) -> DataExport:
    """The same for an operator, who never opens it: the contract holders fetch it.

    Raises `NobodyOwns`, `DataExportUnderway`, `DataExportTooLate`.
    """
    owner = _owners(organisation).first()
    if owner is None:
        raise NobodyOwns
    language = owner.person.language
    return _ask(organisation, owner, by, "operator.data_export_asked", language)


@transaction.atomic
def _ask(
    organisation: Organisation, owner: Member, by: Person, verb: str, language: str
) -> DataExport:
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if Deletion.objects.filter(organisation=organisation, started_at__isnull=False).exists():
        raise DataExportTooLate
    exports = DataExport.objects.filter(organisation=organisation)
    if exports.filter(state__in=OPEN_EXPORTS).exists():
        raise DataExportUnderway
    exports.delete()  # one at a time: the newest says all that the older ones did
    export = DataExport.objects.create(
        organisation=organisation,
        owner=owner,
        is_by_operator=verb.startswith("operator."),
        language=language,
        state=ExportState.WAITING,
        created_at=clock.now(),
    )
    _record(export, verb, by)
    return export


def data_export_pieces(*, by: Member, export: DataExport) -> Iterator[bytes]:
    """The ZIP of an export that is ready, while it is read; notes it in the audit log."""
    _record(export, "organisation.data_export_downloaded", by.person)
    return zip_pieces(_entries(export), packs=False)  # what is large is compressed in itself


def _entries(export: DataExport) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield from contents_files(export)
    for file in export.files.all():
        yield file.name, (bytes(one.content) for one in file.pieces.iterator(chunk_size=1))


# -- the worker -------------------------------------------------------------------------------


def build_data_exports(seconds: float = SECONDS) -> int:
    """Go on with what was asked for, one after the other; how many came to their end.

    May be cut short at any time: the files that are made stay, and the next run makes the others.
    """
    _give_up_on_the_lost()
    until, count = time.monotonic() + seconds, 0
    while (export := _claim_next()) is not None:
        count += _go_on(export, until)
        if time.monotonic() > until:
            break
    return count


def _claim_next() -> DataExport | None:
    waiting = waiting_or_lost(
        DataExport.objects.all(),
        waiting=ExportState.WAITING,
        working=ExportState.WORKING,
        attempts=MOST_ATTEMPTS,
    )
    claimed = claim_first(waiting, lease=LEASE, state=ExportState.WORKING)
    rows = DataExport.objects.select_related("organisation", "owner__organisation", "owner__person")
    return None if claimed is None else rows.get(pk=claimed)


def _give_up_on_the_lost() -> None:
    lost = given_up(DataExport.objects.all(), working=ExportState.WORKING, attempts=MOST_ATTEMPTS)
    lost.update(state=ExportState.FAILED, claimed_until=None, closed_at=clock.now())


def _go_on(export: DataExport, until: float) -> bool:
    """Make the files that are missing, until a moment; whether the whole is ready."""
    claim = DataExport.objects.filter(
        pk=export.pk, state=ExportState.WORKING, attempts=export.attempts
    )
    try:
        with (
            renewed(lambda: claim.update(claimed_until=clock.now() + LEASE), every=RENEWAL_SECONDS),
            override(export.language),
        ):
            return _make(export, claim, until)
    except _Stopped:
        log.info("the data export %s was stopped", export.uuid)
    except Exception:  # a file's fault must not end the worker
        log.exception("data export %s could not be made", export.uuid)
        failed = export.attempts >= MOST_ATTEMPTS
        state = ExportState.FAILED if failed else ExportState.WAITING
        claim.update(state=state, claimed_until=None, closed_at=clock.now() if failed else None)
    return False


def _make(export: DataExport, claim: QuerySet[DataExport], until: float) -> bool:
    parts = parts_of(export.owner, export.language)
    made = set(export.files.values_list("name", flat=True))
    _hold(claim.update(done=len(made), total=len(parts)))
    for part in parts:
        if part.name in made or note_name(part) in made:
            continue
        if time.monotonic() > until:  # the next run goes on, with all its attempts
            claim.update(state=ExportState.WAITING, claimed_until=None, attempts=0)
            return False
        _keep_or_note(export, claim, part)
    with transaction.atomic():
        _hold(
            claim.update(
                state=ExportState.READY,
                done=len(parts),
                claimed_until=None,
                closed_at=clock.now(),
            )
        )
        mail_data_export(export, list(_owners(export.organisation)))
        _record(export, "organisation.data_export_made", None)
    return True


def _keep_or_note(export: DataExport, claim: QuerySet[DataExport], part: Part) -> None:
    """Keep a file. One that fails at the last attempt is told of in its place."""
    try:
        _keep(export, claim, part)
    except _Stopped:
        raise
    except Exception:
        if export.attempts < MOST_ATTEMPTS:
            raise
        log.exception("%s of the data export %s could not be made", part.name, export.uuid)
        _keep(export, claim, note_of(part))


def _keep(export: DataExport, claim: QuerySet[DataExport], part: Part) -> None:
    """Make a file, then keep it in one transaction; making it may take minutes."""
    with TemporaryFile() as content:
        digest, size = hashlib.sha256(), 0
        for piece in part.pieces():
            content.write(piece)
            digest.update(piece)
            size += len(piece)
        content.seek(0)
        with transaction.atomic():
            file = DataExportFile.objects.create(
                organisation=export.organisation,
                export=export,
                name=part.name,
                title_ja=part.title_ja[:300],
                title_en=part.title_en[:300],
                size=size,
                sha256=digest.hexdigest(),
            )
            keep_pieces(file.pieces, _pieces(content), organisation=export.organisation_id)
            _hold(claim.update(done=export.files.count()))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _hold(is_claimed: int) -> None:
    if not is_claimed:
        raise _Stopped


def _owners(organisation: Organisation) -> QuerySet[Member]:
    grants = RoleGrant.objects.in_force().filter(organisation=organisation, role=Role.OWNER)
    present = Member.objects.present().filter(pk__in=grants.values("member"))
    return present.filter(joined_at__isnull=False).select_related("person").order_by("pk")


def _record(export: DataExport, verb: str, by: Person | None) -> None:
    record(
        organisation_uuid=export.organisation.uuid,
        actor_uuid=by.uuid if by else None,
        verb=verb,
        target=f"organisation:{export.organisation.uuid}",
    )
