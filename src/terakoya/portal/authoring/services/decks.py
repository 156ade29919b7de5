"""Files of own courses: received in pieces, stopped, deleted in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from ...accounts.models import Member, Organisation
from ...audit.services import record
from ...catalogue.choices import OwnCourseAccess
from ...catalogue.selectors import own_course_access
from ...common import clock
from ...common.file_pieces import keep_pieces
from ...editions.services.uploads import LARGEST
from ...learning.selectors.progress import running_grants
from ..choices import RUNNING, DeckState
from ..errors import DeckRefused, NoContract, ReadingOver
from ..models import DeckPiece, OwnCourse, VoiceSample
from ..selectors.room import bytes_used

MOST_WAITING: Final = 5
KEPT_FAILED: Final = dt.timedelta(days=1)


def receive_deck(*, by: Member, name: str, size: int, pieces: Iterable[bytes]) -> OwnCourse:
    """Store a file piece by piece; a worker reads it. Raises `DeckRefused` and `NoContract`.

    Each piece has a transaction of its own, so that a large file holds nobody up.
    """
    _refuse_file(name, size)
    found = _reserve(by, name, size)
    keep_pieces(found.pieces, pieces, organisation=by.organisation_id)
    with transaction.atomic():
        found.state = DeckState.WAITING
        found.save(update_fields=["state"])
        record_by(by, "authoring.deck_sent", found, {"size": size})
    return found


@transaction.atomic
def _reserve(by: Member, name: str, size: int) -> OwnCourse:
    """A row for a file that is about to come; its size counts from now on."""
    # Two files at once must not both find room for one.
    Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation_id)
    if not by.organisation.is_house:
        _refuse_without_contract(by)
    own = OwnCourse.objects.filter(organisation=by.organisation, state__in=RUNNING)
    if own.count() >= MOST_WAITING:
        raise DeckRefused(
            _("読み込みを待っているファイルが%(n)d件あります。終わってから送ってください。")
            % {"n": MOST_WAITING}
        )
    used = bytes_used(by.organisation)
    if used + size > settings.UPLOAD_QUOTA:
        raise DeckRefused(
            _(
                "会社で使える容量（%(quota)s）を超えます。今は%(used)s使っています。"
                "使わない教材を消してから送ってください。"
            )
            % {
                "quota": filesizeformat(settings.UPLOAD_QUOTA),
                "used": filesizeformat(used),
            },
            field="file",
        )
    return OwnCourse.objects.create(
        organisation=by.organisation,
        name=name[-200:],
        size=size,
        state=DeckState.RECEIVING,
        by=by,
        created_at=clock.now(),
    )


def _refuse_without_contract(by: Member) -> None:
    if own_course_access() is OwnCourseAccess.NOBODY:
        raise NoContract(_("自社の教材は、今は作れません。「お問い合わせ」から聞いてください。"))
    if not running_grants(by.organisation_id).exists():
        raise NoContract(
            _(
                "自社の教材は、研修の契約がある間に作れます。"
                "「契約・請求書」で契約の期間を確かめてください。"
            )
        )


@transaction.atomic
def drop_course(*, by: Member, own_course: OwnCourse) -> None:
    """やめる: stop reading a file, or remove a course that was never published.

    Raises `ReadingOver` for one that is published: its revisions stay.
    """
    found = OwnCourse.objects.select_for_update(of=("self",)).get(
        pk=own_course.pk, organisation_id=by.organisation_id
    )
    if found.state == DeckState.DROPPED:
        raise ReadingOver(_("この教材は、もうありません。一覧を開き直してください。"))
    if found.edition is not None and found.edition.revisions.exists():
        raise ReadingOver(
            _("公開した教材は消せません。割り当てを終了すると、受講者には出なくなります。")
        )
    found.state, found.closed_at, found.claimed_until = DeckState.DROPPED, clock.now(), None
    found.save(update_fields=["state", "closed_at", "claimed_until"])
    _delete_bytes(found)
    record_by(by, "authoring.dropped", found, {})


def delete_old_decks() -> int:
    """Delete the bytes of files that could not be read a day ago; how many there were."""
    pieces = DeckPiece.objects.filter(own_course=OuterRef("pk"))
    old = OwnCourse.objects.filter(
        Q(state=DeckState.FAILED) & Q(closed_at__lte=clock.now() - KEPT_FAILED), Exists(pieces)
    )
    count = 0
    for found in old.only("pk").order_by("pk").iterator(chunk_size=100):
        with transaction.atomic():
            _delete_bytes(found)
        count += 1
    return count


def no_file() -> DeckRefused:
    """No file came with the form."""
    return DeckRefused(_("ファイルを選んでから送ってください。"), field="file")


def record_by(by: Member, verb: str, own_course: OwnCourse, data: Mapping[str, Any]) -> None:
    """An audit entry of the acting member about an own course."""
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=f"own-course:{own_course.uuid}",
        data={"file": own_course.name, **data},
    )


def _refuse_file(name: str, size: int) -> None:
    if not name.casefold().endswith((".pptx", ".pptm")):
        raise DeckRefused(
            _(
                "PowerPoint（.pptx）のファイルを選んでください。"
                "ほかの形は、PowerPointで開いて「.pptx」で保存すると送れます。"
            ),
            field="file",
        )
    if size > LARGEST:
        raise DeckRefused(
            _(
                "ファイルが大きすぎます（%(size)d MB）。200 MBまで読み込めます。"
                "動画を外すか、図を圧縮してから送ってください。"
            )
            % {"size": size // 1024 // 1024},
            field="file",
        )
    if size == 0:
        raise DeckRefused(_("ファイルが空です。保存し直してから送ってください。"), field="file")


def _delete_bytes(own_course: OwnCourse) -> None:
    own_course.pieces.all().delete()
    own_course.pages.all().delete()
    VoiceSample.objects.filter(own_course=own_course).delete()
