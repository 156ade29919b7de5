"""Files that came back: received in pieces, taken by choice, deleted in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from ...accounts.models import Member, Organisation
from ...accounts.services import fill_variables
from ...common import clock
from ...common.file_pieces import keep_pieces
from ...learning.selectors.courses import company_values
from ..choices import RUNNING_UPLOADS, UploadKind, UploadState
from ..editing.transplant import taken_over
from ..errors import QuotaReached, UploadClosed, UploadRefused
from ..models import (
    Draft,
    Edition,
    PatchedDeckChunk,
    Upload,
    UploadChunk,
    UploadPage,
)
from ..selectors.own_decks import is_kept
from ..selectors.upload import upload_room
from ..selectors.upload_base import bases_of
from ..selectors.upload_details import usable_values
from ..signals import deck_taken
from ..storage import unpacked
from .drafts import change_draft, record_by

LARGEST = 200 * 1024 * 1024
MOST_OPEN = 5
KEPT = dt.timedelta(days=30)
KEPT_FAILED = dt.timedelta(days=1)


def receive_upload(
    *, by: Member, edition: Edition, name: str, size: int, chunks: Iterable[bytes]
) -> Upload:
    """Store a file piece by piece; it is read by a worker. Raises `UploadRefused`.

    Each piece has a transaction of its own, so that a large file holds nobody up.
    """
    _refuse_size(size)
    upload = _reserve(by, edition, name, size)
    keep_pieces(upload.chunks, chunks, organisation=by.organisation_id)
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
    if edition.uploads.filter(state__in=RUNNING_UPLOADS).count() >= MOST_OPEN:
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


@transaction.atomic
def take_upload(
    *, by: Member, upload: Upload, chosen: Collection[str], version: int, values: bool = False
) -> Draft:
    """Put the chosen parts of a file into the draft; with `values` its company details as well.

    Details that an organisation cannot keep stay out; `CompanyDetail` says why.
    Raises `UploadClosed`, and `DraftChanged` when the draft is another than the one seen.
    """
    found = _locked(upload)
    if not chosen and not values:
        raise UploadRefused(_("入れるものを、1つ以上選んでください。"))
    origin = unpacked(bytes(found.origin), found.origin_settings)
    read = unpacked(bytes(found.read), found.read_settings)
    if values:
        fill_variables(by=by, variables=usable_values(found, origin, company_values(by)))
    draft = change_draft(
        by=by,
        edition=found.edition,
        change=lambda state: taken_over(state, origin, read, chosen),
        verb="editions.upload_taken",
        data={"upload": str(found.uuid), "parts": sorted(chosen)},
        version=version,
    )
    found.state, found.closed_at = UploadState.TAKEN, clock.now()
    found.save(update_fields=["state", "closed_at"])
    if found.kind == UploadKind.DECK:
        deck_taken.send(sender=Upload, upload=found, draft=draft, chosen=chosen)
    found.pages.all().delete()
    if found.kind == UploadKind.DECK:
        _keep_as_own_deck(found)
    else:
        found.chunks.all().delete()
    return draft


def _keep_as_own_deck(upload: Upload) -> None:
    """A deck that was taken stays, to be patched when an update comes; those before it go."""
    before = upload.edition.uploads.filter(
        kind=UploadKind.DECK, state=UploadState.TAKEN, pk__lt=upload.pk
    )
    UploadChunk.objects.filter(upload__in=before).delete()


@transaction.atomic
def drop_upload(*, by: Member, upload: Upload) -> None:
    """Use nothing of a file."""
    found = Upload.objects.select_for_update().get(pk=upload.pk)
    if is_kept(found):  # what was taken stays taken; the file itself goes
        _delete_bytes(found)
        record_by(by, "editions.own_deck_deleted", found.edition, {"upload": str(found.uuid)})
        return
    if found.state in (UploadState.TAKEN, UploadState.DROPPED):
        raise _closed()
    _close(found, UploadState.DROPPED)
    record_by(by, "editions.upload_dropped", found.edition, {"upload": str(found.uuid)})


@transaction.atomic
def tell_page(*, by: Member, upload: Upload, page: int, slide: str) -> Upload:
    """Say which slide a page of a deck shows ("" for a new one); the file is read once more."""
    found = _locked(upload)
    found.choices = {**found.choices, str(page): slide}
    _wait_again(found, ["choices"])
    record_by(
        by,
        "editions.upload_page_told",
        found.edition,
        {"upload": str(found.uuid), "page": page, "slide": slide},
    )
    return found


@transaction.atomic
def compare_with(*, by: Member, upload: Upload, key: str) -> Upload:
    """Say which revision a file was made from that names none ("" for the draft); it is read anew.

    Raises `UploadRefused` for a file that names its revision, and for one that is not known.
    """
    found = _locked(upload)
    chosen = next((one for one in bases_of(found.edition) if str(one.uuid) == key), None)
    if found.names_base or (key and chosen is None):
        raise UploadRefused(_("この版とは比べられません。一覧から選び直してください。"))
    found.base = chosen
    _wait_again(found, ["base"])
    record_by(
        by, "editions.upload_base_chosen", found.edition, {"upload": str(found.uuid), "base": key}
    )
    return found


def delete_old_uploads() -> int:
    """Delete the bytes of files that failed a day ago, and of all that came a month ago.

    An edition's own deck stays until it is replaced or somebody deletes it; decks that came out
    of it go after a month like all others. One file a transaction, so that nobody waits for the
    deletion of many; how many there were.
    """
    count = _forget_patched_decks()
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
    found = Upload.objects.filter(failed | old).filter(holding).exclude(pk__in=_own_decks())
    return found.only("pk").order_by("pk")


def _own_decks() -> list[int]:
    """The deck of each edition that was sent last and taken, while its bytes are here."""
    files = UploadChunk.objects.filter(upload=OuterRef("pk"))
    taken = Upload.objects.filter(Exists(files), kind=UploadKind.DECK, state=UploadState.TAKEN)
    newest = taken.order_by("edition").values("edition").annotate(newest=Max("pk"))
    return [row["newest"] for row in newest]


def _forget_patched_decks() -> int:
    """Delete the bytes of decks that were made a month ago; what they held is still known."""
    old = PatchedDeckChunk.objects.filter(deck__created_at__lte=clock.now() - KEPT)
    decks = list(old.order_by("deck").values_list("deck", flat=True).distinct())
    for deck in decks:
        with transaction.atomic():
            PatchedDeckChunk.objects.filter(deck=deck).delete()
    return len(decks)


def no_file() -> UploadRefused:
    """No file came with the form."""
    return UploadRefused(_("ファイルを選んでから送ってください。"), field="file")


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


def _close(upload: Upload, state: UploadState) -> None:
    upload.state, upload.closed_at = state, clock.now()
    upload.save(update_fields=["state", "closed_at"])
    _delete_bytes(upload)


def _delete_bytes(upload: Upload) -> None:
    upload.chunks.all().delete()
    upload.pages.all().delete()


def _wait_again(upload: Upload, changed: list[str]) -> None:
    """Let a worker read a file once more, with what was said about it."""
    upload.state, upload.attempts = UploadState.WAITING, 0
    upload.save(update_fields=[*changed, "state", "attempts"])


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
