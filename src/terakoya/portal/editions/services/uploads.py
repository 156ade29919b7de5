"""Files that came back: received in pieces, read in the background, taken by choice."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import override

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.errors import CoursewareError
from terakoya.courseware.pictures import content_type_of

from ...accounts.models import Member, Organisation
from ...accounts.services import fill_variables
from ...catalogue.models import Revision
from ...catalogue.selectors import course_material
from ...catalogue.services import keep_blob
from ...common import clock
from ...delivery.renewal import renewed
from ...learning.selectors import company_values
from ..choices import UploadKind, UploadState
from ..editing.transplant import taken_over
from ..errors import QuotaReached, UploadClosed, UploadRefused
from ..intake import INTERFACES, DeckPages, kind_of, read_file, revision_in, sentences_of
from ..merging import vendor_state
from ..models import Draft, Edition, EditionRevision, Upload, UploadChunk, UploadPage
from ..selectors.upload import new_values, upload_room
from ..storage import content_of, stored, unpacked
from .drafts import change_draft, record_by

log = logging.getLogger(__name__)
LARGEST = 200 * 1024 * 1024
MOST_OPEN = 5
# Renewed while a file is read: after a worker's death 読み取り中 stays for a minute at most.
LEASE = dt.timedelta(seconds=60)
RENEWAL_SECONDS = 15.0
RECEIVED_WITHIN = dt.timedelta(hours=1)
MOST_ATTEMPTS = 6  # a worker may be killed for reasons that are not the file's
KEPT = dt.timedelta(days=30)
KEPT_FAILED = dt.timedelta(days=1)
SECONDS = 20.0


def receive_upload(
    *, by: Member, edition: Edition, name: str, size: int, chunks: Iterable[bytes]
) -> Upload:
    """Store a file piece by piece; it is read by a worker. Raises `UploadRefused`.

    Each piece has a transaction of its own, so that a large file holds nobody up.
    """
    _refuse_size(size)
    upload = _reserve(by, edition, name, size)
    for number, piece in enumerate(chunks):
        UploadChunk.objects.create(
            organisation=by.organisation, upload=upload, number=number, content=piece
        )
    with transaction.atomic():
        upload.state = UploadState.WAITING
        upload.save(update_fields=["state"])
        record_by(by, "editions.file_uploaded", edition, {"upload": str(upload.uuid), "size": size})
    return upload


@transaction.atomic
def _reserve(by: Member, edition: Edition, name: str, size: int) -> Upload:
    """A row for a file that is about to come; its size counts from now on."""
    # Two files at once must not both find room for one.
    Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation_id)
    waiting = (UploadState.RECEIVING, UploadState.WAITING, UploadState.READING)
    if edition.uploads.filter(state__in=waiting).count() >= MOST_OPEN:
        raise UploadRefused(
            _("読み取りを待っているファイルが%(n)d件あります。終わってから送ってください。")
            % {"n": MOST_OPEN}
        )
    _refuse_beyond_quota(by, size)
    return Upload.objects.create(
        organisation=by.organisation,
        edition=edition,
        name=name[-200:],
        size=size,
        state=UploadState.RECEIVING,
        by=by,
        created_at=clock.now(),
    )


def _refuse_beyond_quota(by: Member, size: int) -> None:
    room = upload_room(by.organisation)
    if room.used + size > room.quota:
        raise QuotaReached(
            _(
                "会社で使える容量（%(quota)s）を超えます。今は%(used)s使っています。"
                "下の「容量を使っているファイル」から、要らないものを消してください。"
            )
            % {"quota": filesizeformat(room.quota), "used": filesizeformat(room.used)}
        )


def read_uploads(seconds: float = SECONDS) -> int:
    """Read what is waiting, one after the other; how many were read."""
    until = time.monotonic() + seconds
    give_up_on_the_lost()
    count = 0
    while (upload := claim_next()) is not None:
        read_upload(upload)
        count += 1
        if time.monotonic() > until:
            break
    return count


def claim_next() -> Upload | None:
    """Take the file that waited longest; a worker that died leaves its file to the next one."""
    moment = clock.now()
    free = Q(state=UploadState.WAITING) | Q(state=UploadState.READING, claimed_until__lte=moment)
    waiting = Upload.objects.filter(free, attempts__lt=MOST_ATTEMPTS)
    for pk in waiting.order_by("created_at", "id").values_list("pk", flat=True)[:MOST_OPEN]:
        claimed = waiting.filter(pk=pk).update(
            state=UploadState.READING,
            claimed_until=moment + LEASE,
            attempts=F("attempts") + 1,
            done=0,
            total=0,
        )
        if claimed:
            return Upload.objects.select_related(
                "edition__course", "by__organisation", "by__person"
            ).get(pk=pk)
    return None


def give_up_on_the_lost() -> None:
    """Close files whose reading or receiving never came to an end, however often it was tried."""
    lost = Upload.objects.filter(
        state=UploadState.READING, claimed_until__lte=clock.now(), attempts__gte=MOST_ATTEMPTS
    )
    halves = Upload.objects.filter(
        state=UploadState.RECEIVING, created_at__lte=clock.now() - RECEIVED_WITHIN
    )
    for given_up in (lost, halves):
        given_up.update(
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


@transaction.atomic
def take_upload(
    *, by: Member, upload: Upload, chosen: Collection[str], version: int, values: bool = False
) -> Draft:
    """Put the chosen parts of a file into the draft; with `values` its company details as well.

    Raises `UploadClosed`, and `DraftChanged` when the draft is another than the one seen.
    """
    found = _locked(upload)
    if not chosen and not values:
        raise UploadRefused(_("入れるものを、1つ以上えらんでください。"))
    origin = unpacked(bytes(found.origin), found.origin_settings)
    read = unpacked(bytes(found.read), found.read_settings)
    if values:
        fill_variables(by=by, variables=new_values(found, origin, company_values(by)))
    heads = "heads" in chosen
    parts = [one for one in chosen if one != "heads"]
    draft = change_draft(
        by=by,
        edition=found.edition,
        change=lambda state: taken_over(state, origin, read, parts, heads=heads),
        verb="editions.upload_taken",
        data={"upload": str(found.uuid), "parts": sorted(chosen)},
        version=version,
    )
    _close(found, UploadState.TAKEN)
    return draft


@transaction.atomic
def drop_upload(*, by: Member, upload: Upload) -> None:
    """Use nothing of a file."""
    found = Upload.objects.select_for_update().get(pk=upload.pk)
    if found.state in (UploadState.TAKEN, UploadState.DROPPED):
        raise _closed()
    _close(found, UploadState.DROPPED)
    record_by(by, "editions.upload_dropped", found.edition, {"upload": str(found.uuid)})


@transaction.atomic
def tell_page(*, by: Member, upload: Upload, page: int, slide: str) -> Upload:
    """Say which slide a page of a deck shows ("" for a new one); the file is read once more."""
    found = _locked(upload)
    found.choices = {**found.choices, str(page): slide}
    found.state, found.attempts = UploadState.WAITING, 0
    found.save(update_fields=["choices", "state", "attempts"])
    record_by(
        by,
        "editions.upload_page_told",
        found.edition,
        {"upload": str(found.uuid), "page": page, "slide": slide},
    )
    return found


def delete_old_uploads() -> int:
    """Delete the bytes of files that failed a day ago, and of all that came a month ago.

    One file a transaction, so that nobody waits for the deletion of many; how many there were.
    """
    count = 0
    for upload in _files_past_their_time().iterator(chunk_size=100):
        with transaction.atomic():
            _delete_bytes(upload)
            Upload.objects.filter(pk=upload.pk).exclude(state=UploadState.READY).update(
                read=b"", origin=b"", report={}
            )
        count += 1
    return count


def _files_past_their_time() -> QuerySet[Upload]:
    moment = clock.now()
    failed = Q(state=UploadState.FAILED) & (
        Q(closed_at__lte=moment - KEPT_FAILED)
        | Q(closed_at=None, created_at__lte=moment - KEPT_FAILED)
    )
    old = Q(created_at__lte=moment - KEPT)
    files = UploadChunk.objects.filter(upload=OuterRef("pk"))
    pages = UploadPage.objects.filter(upload=OuterRef("pk"))
    states = ~Q(read=b"") & ~Q(state=UploadState.READY)
    holding = Q(Exists(files)) | Q(Exists(pages)) | states
    return Upload.objects.filter(failed | old).filter(holding).only("pk").order_by("pk")


def _read(upload: Upload) -> None:
    data = b"".join(bytes(one.content) for one in upload.chunks.all())
    kind = kind_of(upload.name, data)
    origin = _origin(upload, kind, data)
    media = course_material(origin.course).media
    pages = DeckPages(data)
    found = read_file(
        kind,
        upload.name,
        data,
        origin,
        media,
        values=company_values(upload.by),
        choices=upload.choices,
        pages=pages,
    )
    read, before = stored(found.state), stored(origin)
    with transaction.atomic():
        for name, content in found.media.items():
            keep_blob(content, content_type_of(name))
        Upload.objects.filter(pk=upload.pk).update(
            kind=kind,
            read=read.content,
            read_settings=read.settings,
            origin=before.content,
            origin_settings=before.settings,
            report=found.report,
            total=found.pages,
        )
    _draw(upload, pages, found.report)
    _reading(upload).update(
        state=UploadState.READY, done=F("total"), claimed_until=None, refusal={}
    )


def _draw(upload: Upload, pages: DeckPages, report: dict[str, dict[str, object]]) -> None:
    """Pictures of the pages that somebody will look at, one by one, with the progress told."""
    slides = report.get("ja", {}).get("slides", [])
    assert isinstance(slides, list)
    wanted = sorted({page for one in slides if one["states"] != ["same"] for page in one["pages"]})
    upload.pages.all().delete()
    for number, (page, picture) in enumerate(pages.drawn(wanted), 1):
        UploadPage.objects.create(
            organisation_id=upload.organisation_id, upload=upload, page=page, picture=picture
        )
        Upload.objects.filter(pk=upload.pk).update(done=min(number, upload.total or number))


def _origin(upload: Upload, kind: UploadKind, data: bytes) -> Content:
    """The state that a deck says it was made from, if it is one we know; else the draft."""
    edition = upload.edition
    revision_id = revision_in(data) if kind is UploadKind.DECK else ""
    if revision_id:
        own = EditionRevision.objects.filter(
            edition=edition, revision__revision_id=revision_id
        ).first()
        if own is not None:
            return content_of(own)
        vendor = Revision.objects.filter(
            course=edition.course, organisation=None, revision_id=revision_id
        ).first()
        if vendor is not None:
            return vendor_state(vendor.pk)
    return content_of(Draft.objects.get(edition=edition))


def no_file() -> UploadRefused:
    """No file came with the form."""
    return UploadRefused(_("ファイルをえらんでから送ってください。"), field="file")


def _refuse_size(size: int) -> None:
    if size > LARGEST:
        raise UploadRefused(
            _(
                "ファイルが大きすぎます（%(size)d MB）。200 MBまで読み取れます。"
                "動画を外すか、図を圧縮してから送ってください。"
            )
            % {"size": size // 1024 // 1024}
        )
    if size == 0:
        raise UploadRefused(_("ファイルが空です。保存し直してから送ってください。"))


def _stopped() -> dict[str, str]:
    told = {}
    for language in INTERFACES:
        with override(language):
            told[language] = _(
                "読み取りが途中で止まりました。もう一度送ってください。"
                "くり返すときは、お問い合わせください。"
            )
    return told


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


def _close(upload: Upload, state: UploadState) -> None:
    upload.state, upload.closed_at = state, clock.now()
    upload.save(update_fields=["state", "closed_at"])
    _delete_bytes(upload)


def _delete_bytes(upload: Upload) -> None:
    upload.chunks.all().delete()
    upload.pages.all().delete()


def _locked(upload: Upload) -> Upload:
    found = (
        Upload.objects.select_for_update(of=("self",))
        .select_related("edition__course", "edition__organisation")
        .get(pk=upload.pk)
    )
    if found.state != UploadState.READY:
        raise _closed()
    return found


def _closed() -> UploadClosed:
    return UploadClosed(_("このファイルは、もう使い終わったか、読み取りの途中です。"))
