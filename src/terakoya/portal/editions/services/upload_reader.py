"""Uploaded files read in the background, one after the other, each by one worker."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.errors import CoursewareError
from terakoya.courseware.office.deck_pages import SMALL, WIDE

from ...catalogue.blobs import keep_files
from ...catalogue.models import Revision
from ...catalogue.selectors import course_material
from ...common import clock
from ...common.file_pieces import whole_file
from ...delivery.claims import claim_first, given_up, one_by_one, waiting_or_lost
from ...delivery.renewal import renewed
from ...learning.selectors.courses import company_values
from ..choices import UploadKind, UploadState
from ..extensions import first_state_of
from ..intake import (
    DeckPages,
    Intake,
    in_each_language,
    kind_of,
    read_file,
    revision_in,
    sentences_of,
)
from ..merging import vendor_state
from ..models import Draft, Edition, EditionRevision, PatchedDeck, Upload, UploadPage
from ..selectors.own_decks import deck_named
from ..selectors.upload_base import bases_of
from ..storage import content_of, stored, unpacked

log = logging.getLogger(__name__)
# Renewed while a file is read: after a worker's death 読み取り中 stays for a minute at most.
LEASE = dt.timedelta(seconds=60)
RENEWAL_SECONDS = 15.0
RECEIVED_WITHIN = dt.timedelta(hours=1)
MOST_ATTEMPTS = 6  # a worker may be killed for reasons that are not the file's
SECONDS = 20.0


def read_uploads(seconds: float = SECONDS) -> int:
    """Read what is waiting, one after the other; how many were read."""
    give_up_on_the_lost()
    return one_by_one(claim_next, read_upload, seconds)


def claim_next() -> Upload | None:
    """Take the file that waited longest; a worker that died leaves its file to the next one."""
    waiting = waiting_or_lost(
        Upload.objects.all(),
        waiting=UploadState.WAITING,
        working=UploadState.READING,
        attempts=MOST_ATTEMPTS,
    )
    claimed = claim_first(waiting, lease=LEASE, state=UploadState.READING, done=0, total=0)
    if claimed is None:
        return None
    rows = Upload.objects.select_related(
        "edition__course", "by__organisation", "by__person", "base"
    )
    return rows.get(pk=claimed)


def give_up_on_the_lost() -> None:
    """Close files whose reading or receiving never came to an end, however often it was tried."""
    lost = given_up(Upload.objects.all(), working=UploadState.READING, attempts=MOST_ATTEMPTS)
    halves = Upload.objects.filter(
        state=UploadState.RECEIVING, created_at__lte=clock.now() - RECEIVED_WITHIN
    )
    for rows in (lost, halves):
        rows.update(
            state=UploadState.FAILED,
            refusal=_stopped(),
            claimed_until=None,
            closed_at=clock.now(),
        )


def read_upload(upload: Upload) -> None:
    """Read one claimed file; whatever is wrong with it is told, and the edition stays as it was."""
    claim = Upload.objects.filter(pk=upload.pk, state=UploadState.READING, attempts=upload.attempts)
    try:
        with renewed(
            lambda: claim.update(claimed_until=clock.now() + LEASE), every=RENEWAL_SECONDS
        ):
            _read(upload)
    except CoursewareError as error:
        _fail(upload, sentences_of(error))
    except Exception:  # a file's fault must not end the worker
        log.exception("upload %s could not be read", upload.uuid)
        _fail(upload, _stopped())


@dataclass(frozen=True)
class _Base:
    """The state that a file is compared with; `revision` is `None` for the draft, and for what the
    file before held.

    `made_from` is the deck that came out of here, where the file is that one.
    """

    state: Content
    revision: Revision | None
    is_named: bool = False
    made_from: PatchedDeck | None = None


def _read(upload: Upload) -> None:
    data = whole_file(upload.chunks.all())
    kind = kind_of(upload.name, data)
    base = _base(upload, kind, data)
    pages = DeckPages(data) if kind is UploadKind.DECK else None
    found = read_file(
        kind,
        upload.name,
        data,
        base.state,
        course_material(base.state.course).media,
        values=company_values(upload.by),
        choices=upload.choices,
        pages=pages,
    )
    _keep(upload, kind, base, found)
    if pages is not None:
        _draw(upload, pages, found.report)
    _reading(upload).update(
        state=UploadState.READY, done=F("total"), claimed_until=None, refusal={}
    )


@transaction.atomic
def _keep(upload: Upload, kind: UploadKind, base: _Base, found: Intake) -> None:
    read, before = stored(found.state), stored(base.state)
    keep_files(found.media)
    Upload.objects.filter(pk=upload.pk).update(
        kind=kind,
        base=base.revision,
        names_base=base.is_named,
        made_from=base.made_from,
        read=read.content,
        read_settings=read.settings,
        origin=before.content,
        origin_settings=before.settings,
        report=found.report,
        total=found.pages,
    )


def _draw(upload: Upload, pages: DeckPages, report: dict[str, dict[str, object]]) -> None:
    """Pictures of the pages that somebody will look at, one by one, with the progress told."""
    slides = report.get("ja", {}).get("slides", [])
    assert isinstance(slides, list)
    wanted = sorted({page for one in slides if one["states"] != ["same"] for page in one["pages"]})
    upload.pages.all().delete()
    # An own course may keep a page as its picture; elsewhere it is only looked at.
    width = WIDE if upload.edition.course.is_own else SMALL
    for number, (page, picture) in enumerate(pages.drawn(wanted, width=width), 1):
        UploadPage.objects.create(
            organisation_id=upload.organisation_id, upload=upload, page=page, picture=picture
        )
        Upload.objects.filter(pk=upload.pk).update(done=min(number, upload.total or number))


def _base(upload: Upload, kind: UploadKind, data: bytes) -> _Base:
    """What a file is compared with: the revision that it names, else one that was chosen for it.

    The state of a deck that came out of here is one of these. Where the file names none that is
    known, and nobody has chosen one: of an own course what the deck before held, else the draft.
    """
    edition = upload.edition
    said = revision_in(kind, upload.name, data)
    named = bases_of(edition).filter(revision_id=said or None)
    if (revision := named.first()) is not None:
        return _Base(_state_of(edition, revision), revision, is_named=True)
    if (deck := deck_named(edition, said)) is not None:
        return _Base(content_of(deck), None, made_from=deck)
    chosen = upload.base if upload.base_id and not upload.names_base else None
    if chosen is not None:
        return _Base(_state_of(edition, chosen), chosen)
    before = _deck_before(upload) if kind is UploadKind.DECK else None
    return _Base(before or content_of(Draft.objects.get(edition=edition)), None)


def _deck_before(upload: Upload) -> Content | None:
    """What the deck held that was taken before, or with which an own course began.

    What officers changed here since is then no change of the file. A deck that came out of here
    is not that one: it holds such changes.
    """
    edition = upload.edition
    if not edition.course.is_own:
        return None
    taken = (
        edition.uploads.filter(
            kind=UploadKind.DECK, state=UploadState.TAKEN, names_base=False, made_from=None
        )
        .exclude(pk=upload.pk)
        .exclude(read=b"")
        .first()
    )
    if taken is not None:
        return unpacked(bytes(taken.read), taken.read_settings)
    return first_state_of(edition)


def _state_of(edition: Edition, revision: Revision) -> Content:
    own = EditionRevision.objects.filter(edition=edition, revision=revision).first()
    return vendor_state(revision.pk) if own is None else content_of(own)


def _stopped() -> dict[str, str]:
    return in_each_language(
        lambda: _(
            "読み取りが途中で止まりました。もう一度送ってください。"
            "繰り返すときは、お問い合わせください。"
        )
    )


def _fail(upload: Upload, sentences: dict[str, str]) -> None:
    _reading(upload).update(
        state=UploadState.FAILED,
        refusal=sentences,
        claimed_until=None,
        closed_at=clock.now(),
    )


def _reading(upload: Upload) -> QuerySet[Upload]:
    """The row, unless somebody has meanwhile decided to use nothing of the file."""
    return Upload.objects.filter(pk=upload.pk, state=UploadState.READING)
