"""Rosters that come in by themselves: by a folder of the server, or an address with a token."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ...common import clock
from ...common.errors import PortalError
from ...delivery.claims import claim_first, unclaimed
from ...limits.rules import ROSTER_UPLOADS
from ...limits.services import spend
from ..choices import RosterKind, RosterOrigin, RosterState
from ..emails import queue_roster_report
from ..errors import RosterUnreadable
from ..models import Member, RosterImport, RosterSource
from ..roster import MOST_BYTES
from .base import record_by, require_confirmed_email
from .roster import (
    Wishes,
    apply_import,
    check_confirmation,
    confirm_import,
    read_waiting,
    receive_file,
)

log = logging.getLogger(__name__)
LEASE: Final = dt.timedelta(minutes=10)
MOST_ATTEMPTS: Final = 3
SETTLED: Final = dt.timedelta(seconds=30)  # a file that changes no more is whole
READ: Final = "read"
ENDINGS: Final = frozenset({".xlsx", ".csv", ".tsv", ".txt"})


# -- sources --------------------------------------------------------------------------------------


@transaction.atomic
def create_roster_source(
    *, by: Member, origin: RosterOrigin, covers_all: bool = True, with_mail: bool = False
) -> tuple[RosterSource, str]:
    """A way by which rosters come in, and its token, which is shown once; a folder has none."""
    require_confirmed_email(by)
    token = secrets.token_urlsafe(32) if origin is RosterOrigin.ADDRESS else ""
    if origin is RosterOrigin.FOLDER:
        RosterSource.objects.filter(
            organisation=by.organisation, origin=origin, revoked_at=None
        ).update(revoked_at=clock.now())
    source = RosterSource.objects.create(
        organisation=by.organisation,
        origin=origin,
        token_hash=_hash(token) if token else "",
        covers_all=covers_all,
        with_mail=with_mail,
        created_by=by,
        created_at=clock.now(),
    )
    record_by(by, "roster.source_created", _target(source), {"origin": origin.value})
    return source, token


@transaction.atomic
def revoke_roster_source(*, by: Member, source: RosterSource) -> None:
    """From now on nothing comes in by it."""
    if source.revoked_at is None:
        source.revoked_at = clock.now()
        source.save(update_fields=["revoked_at"])
        record_by(by, "roster.source_revoked", _target(source))


def find_source(token: str) -> RosterSource | None:
    """The source in force that a token belongs to, if its officer is still one."""
    if not 20 <= len(token) <= 100:
        return None
    source = (
        RosterSource.objects.select_related("created_by__person", "created_by__organisation")
        .filter(token_hash=_hash(token), revoked_at=None)
        .first()
    )
    return source if source and is_in_office(source.created_by) else None


def is_in_office(member: Member) -> bool:
    """Whether who made a source may still do what it does."""
    has_left = member.left_on is not None and member.left_on <= clock.today()
    return not has_left and member.is_officer


def receive_by_source(*, source: RosterSource, content: bytes, file_name: str) -> RosterImport:
    """Take in a file; a worker reads it. Raises `TooOften`, `RosterUnreadable`."""
    if len(content) > MOST_BYTES or Path(file_name).suffix.lower() not in ENDINGS:
        raise RosterUnreadable(
            why=_(
                "30MBまでのExcelブック（.xlsx）かCSVを送ってください。名前に.xlsxか.csvを付けます。"
            )
        )
    with transaction.atomic():
        spend(ROSTER_UPLOADS.by(source.uuid))
        wishes = Wishes(source.covers_all, source.with_mail)
        found = receive_file(
            by=source.created_by,
            content=content,
            file_name=file_name,
            wishes=wishes,
            source=source,
        )
        RosterSource.objects.filter(pk=source.pk).update(last_used_at=clock.now())
        said = {"import": str(found.uuid), "bytes": len(content)}
        record_by(source.created_by, "roster.received", _target(source), said)
    return found


def _hash(token: str) -> str:
    return salted_hmac("terakoya.portal.accounts.roster", token, algorithm="sha256").hexdigest()


def _target(source: RosterSource) -> str:
    return f"roster-source:{source.uuid}"


# -- the folder -----------------------------------------------------------------------------------


def collect_files() -> int:
    """Take in what lies in the folders of organisations that switched this on; how many."""
    if not settings.ROSTER_FOLDER:
        return 0
    sources = RosterSource.objects.filter(origin=RosterOrigin.FOLDER, revoked_at=None)
    count = 0
    for source in sources.select_related("created_by__person", "created_by__organisation"):
        if is_in_office(source.created_by):
            count += _collect(source, folder_of(source))
    return count


def folder_of(source: RosterSource) -> Path:
    """Where the files of an organisation lie: a folder of its company code."""
    return Path(settings.ROSTER_FOLDER) / source.created_by.organisation.code


def _collect(source: RosterSource, folder: Path) -> int:
    if not folder.is_dir():
        return 0
    count = 0
    for file in sorted(folder.iterdir()):
        if file.is_symlink() or not file.is_file() or file.suffix.lower() not in ENDINGS:
            continue
        if _is_settled(file):
            count += _take(source, file)
    return count


def _is_settled(file: Path) -> bool:
    changed = dt.datetime.fromtimestamp(file.stat().st_mtime, tz=dt.UTC)
    return clock.now() - changed >= SETTLED


def _take(source: RosterSource, file: Path) -> int:
    """Move the file away first: what was moved is read once, whatever happens afterwards."""
    away = file.parent / READ
    away.mkdir(exist_ok=True)
    moved = away / f"{clock.now():%Y%m%d-%H%M%S}-{file.name}"
    try:
        file.rename(moved)
        receive_by_source(source=source, content=moved.read_bytes(), file_name=file.name)
    except (OSError, PortalError):
        log.warning("a roster in the folder was not taken in", exc_info=True)
        return 0
    return 1


# -- the worker -----------------------------------------------------------------------------------


def work_on_rosters() -> int:
    """Read what waits and write what was confirmed, one after the other; how many."""
    collect_files()
    give_up_on_lost_imports()
    count = 0
    while (found := _claim_next()) is not None:
        _work_on(found)
        count += 1
    return count


def _claim_next() -> RosterImport | None:
    waiting = RosterImport.objects.filter(
        unclaimed(),
        state__in=[RosterState.WAITING, RosterState.CONFIRMED],
        attempts__lt=MOST_ATTEMPTS,
    ).order_by("id")
    key = claim_first(waiting, lease=LEASE)
    if key is None:
        return None
    related = ("organisation", "by__person", "by__organisation", "source")
    return RosterImport.objects.select_related(*related).get(pk=key)


def give_up_on_lost_imports() -> None:
    """Files over which workers ended again and again."""
    why = _("読み取りが途中で何度も止まりました。シートを名簿だけにして、もう一度送ってください。")
    RosterImport.objects.filter(
        unclaimed(),
        state__in=[RosterState.WAITING, RosterState.CONFIRMED],
        attempts__gte=MOST_ATTEMPTS,
    ).update(state=RosterState.REFUSED, content=None, why=why)


def _work_on(found: RosterImport) -> None:
    try:
        if found.state == RosterState.CONFIRMED:
            apply_import(found)
            return
        read_waiting(found)
        _release(found)
        if found.source is not None:
            _decide(found)
    except RosterUnreadable as error:
        _refuse(found, str(error))
    except PortalError as error:  # what a person must decide; the page shows it
        _release(found, str(error))
        _report(found)


def _decide(found: RosterImport) -> None:
    """What came in by itself is written, unless something is to be mended or asked."""
    changes = {kind for kind, count in found.counts.items() if count} - {RosterKind.NOTICE.value}
    if not changes:
        RosterImport.objects.filter(pk=found.pk).update(state=RosterState.DROPPED, content=None)
        return
    assert found.by is not None, "who made the source is a member"
    check_confirmation(found)
    confirm_import(by=found.by, found=found)
    if found.state == RosterState.CONFIRMED:
        apply_import(found)


def _release(found: RosterImport, why: str = "") -> None:
    RosterImport.objects.filter(pk=found.pk).update(claimed_until=None, attempts=0, why=why)
    found.why = why


def _refuse(found: RosterImport, why: str) -> None:
    found.why = why
    RosterImport.objects.filter(pk=found.pk).update(
        state=RosterState.REFUSED, why=why, content=None, claimed_until=None
    )
    _report(found)


def _report(found: RosterImport) -> None:
    """Tell who made the source that a file waits for them."""
    if found.source is not None and found.by is not None:
        with transaction.atomic():
            queue_roster_report(found, found.by)
