"""Files that take long: asked for, made by a worker one after the other, kept a week."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terakoya.courseware.errors import MissingPart

from ..accounts.models import Member, Organisation
from ..audit.services import record
from ..common import clock
from ..common.file_pieces import PIECE, keep_pieces, whole_file
from ..delivery.claims import claim_first, given_up, one_by_one, waiting_or_lost
from ..delivery.renewal import renewed
from .built_files import KEPT
from .choices import OPEN_EXPORTS, ExportRefusal, ExportState
from .errors import ExportRefused, NothingToExport
from .exports import (
    ExportChoice,
    build,
    offered_as,
    plan_of,
    record_download,
    recorded,
)
from .manuscripts import ManuscriptFile
from .models import ExportJob, ExportPiece, ManuscriptLicence

log = logging.getLogger(__name__)
LEASE: Final = dt.timedelta(seconds=60)  # renewed while a file is made
RENEWAL_SECONDS: Final = 15.0
MOST_ATTEMPTS: Final = 3  # a worker may be killed for reasons that are not the file's
MOST_WAITING: Final = 3  # of one organisation
SECONDS: Final = 20.0


class _Stopped(Exception):
    """Somebody has stopped the file, or another worker makes it by now."""


@transaction.atomic
def ask_export(
    *,
    by: Member,
    choice: ExportChoice,
    fmt: str,
    licence: ManuscriptLicence | None,
    title: str,
    name: str,
    back: str,
) -> ExportJob:
    """Let a worker make a file; one that is there or in hand is given instead.

    Raises `ExportRefused` where this machine cannot make it, or too many files are in hand.
    """
    key = plan_of(by, choice, fmt, licence).key
    Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation_id)
    if (known := _known(by, key)) is not None:
        return known
    if missing := offered_as(fmt).missing:
        raise ExportRefused(str(missing))
    running = ExportJob.objects.filter(organisation=by.organisation, state__in=OPEN_EXPORTS)
    if running.count() >= MOST_WAITING:
        raise ExportRefused(
            _("作っているファイルが%(n)d件あります。終わってから、もう一度お試しください。")
            % {"n": MOST_WAITING}
        )
    job = ExportJob.objects.create(
        organisation=by.organisation,
        licence=licence,
        revision=choice.revision,
        format=fmt,
        language=choice.language,
        has_sound=choice.has_sound,
        has_survey=choice.has_survey,
        key=key,
        title=title,
        name=name,
        back=back,
        state=ExportState.WAITING,
        by=by,
        created_at=clock.now(),
    )
    _record(by, "orders.export_asked", job)
    return job


def known_export(
    *, by: Member, choice: ExportChoice, fmt: str, licence: ManuscriptLicence | None
) -> ExportJob | None:
    """The same file, where it is being made or was made and is still kept."""
    return _known(by, plan_of(by, choice, fmt, licence).key)


def _known(by: Member, key: str) -> ExportJob | None:
    kept = (*OPEN_EXPORTS, ExportState.READY)
    return ExportJob.objects.filter(organisation=by.organisation, key=key, state__in=kept).first()


@transaction.atomic
def drop_export(*, by: Member, job: ExportJob) -> None:
    """Stop a file that is being made, or delete one; what it was made of stays."""
    found = ExportJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if found.state == ExportState.DROPPED:
        return
    found.state, found.closed_at, found.claimed_until = ExportState.DROPPED, clock.now(), None
    found.save(update_fields=["state", "closed_at", "claimed_until"])
    found.pieces.all().delete()
    _record(by, "orders.export_dropped", found)


def export_bytes(*, by: Member, job: ExportJob) -> ManuscriptFile:
    """The file, of a job that is ready; notes it in the audit log."""
    target = str(job.licence.uuid) if job.licence else f"revision:{job.revision.uuid}"
    record_download(by, _choice(job), job.format, target=target)
    content = whole_file(job.pieces.all())
    return ManuscriptFile(job.name, content, offered_as(job.format).content_type)


# -- the worker -------------------------------------------------------------------------------


def build_exports(seconds: float = SECONDS) -> int:
    """Make the files that are waiting, one after the other; how many were taken in hand."""
    give_up_on_the_lost()
    return one_by_one(claim_next, build_one, seconds)


def claim_next() -> ExportJob | None:
    """Take the one that waited longest; a worker that died leaves its file to the next one."""
    waiting = waiting_or_lost(
        ExportJob.objects.all(),
        waiting=ExportState.WAITING,
        working=ExportState.WORKING,
        attempts=MOST_ATTEMPTS,
    )
    claimed = claim_first(waiting, lease=LEASE, state=ExportState.WORKING, done=0, total=0)
    if claimed is None:
        return None
    return ExportJob.objects.select_related(
        "by__organisation", "by__person", "revision", "licence"
    ).get(pk=claimed)


def give_up_on_the_lost() -> None:
    """Close what never came to an end, however often it was tried."""
    lost = given_up(ExportJob.objects.all(), working=ExportState.WORKING, attempts=MOST_ATTEMPTS)
    _fail(lost, ExportRefusal.STOPPED)


def build_one(job: ExportJob) -> None:
    """Make one claimed file; whatever is wrong with it is told."""
    claim = ExportJob.objects.filter(pk=job.pk, state=ExportState.WORKING, attempts=job.attempts)

    def told(done: int, total: int) -> None:
        _go_on(claim.update(done=done, total=total))

    try:
        with renewed(
            lambda: claim.update(claimed_until=clock.now() + LEASE), every=RENEWAL_SECONDS
        ):
            content = build(plan_of(job.by, _choice(job), job.format, job.licence), told)
            _keep(job, claim, content)
    except _Stopped:
        log.info("the export %s was stopped", job.uuid)
    except MissingPart:
        _fail(claim, ExportRefusal.NO_VIDEO)
    except NothingToExport:
        _fail(claim, ExportRefusal.NO_FILE)
    except Exception:  # a file's fault must not end the worker
        log.exception("export %s could not be made", job.uuid)
        _fail(claim, ExportRefusal.STOPPED)


@transaction.atomic
def _keep(job: ExportJob, claim: QuerySet[ExportJob], content: bytes) -> None:
    """Store the bytes, unless somebody has stopped it or another has made it meanwhile."""
    _go_on(
        claim.update(
            state=ExportState.READY,
            size=len(content),
            claimed_until=None,
            closed_at=clock.now(),
        )
    )
    ExportPiece.objects.filter(job=job).delete()
    pieces = (content[start : start + PIECE] for start in range(0, len(content), PIECE))
    keep_pieces(job.pieces, pieces, organisation=job.organisation_id)


def delete_old_exports() -> int:
    """Delete files and rows of a week ago; how many."""
    old = ExportJob.objects.filter(created_at__lt=clock.now() - KEPT)
    ended = old.exclude(state__in=OPEN_EXPORTS)
    count = ended.count()
    ended.delete()
    return count


def _choice(job: ExportJob) -> ExportChoice:
    return ExportChoice(job.revision, job.language, job.has_sound, job.has_survey)


def _go_on(is_claimed: int) -> None:
    if not is_claimed:
        raise _Stopped


def _fail(claim: QuerySet[ExportJob], refusal: ExportRefusal) -> None:
    claim.update(
        state=ExportState.FAILED, refusal=refusal, claimed_until=None, closed_at=clock.now()
    )


def _record(by: Member, verb: str, job: ExportJob) -> None:
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=f"export:{job.uuid}",
        data=recorded(_choice(job), job.format),
    )
