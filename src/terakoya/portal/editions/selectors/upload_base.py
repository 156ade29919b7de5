"""Which revision an uploaded file is compared with, and which others it may be compared with."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ...catalogue.models import Revision
from ..choices import UploadKind
from ..models import Edition, EditionRevision, Upload


@dataclass(frozen=True)
class BaseChoice:
    """A revision to compare a file with; an empty `key` is the draft or the deck before."""

    key: str
    name: str
    is_chosen: bool


def bases_of(edition: Edition) -> QuerySet[Revision]:
    """What a file may come from: the vendor's revisions and those that the edition published."""
    own = EditionRevision.objects.filter(
        organisation_id=edition.organisation_id, edition=edition, revision=OuterRef("pk")
    )
    vendor = Q(course=edition.course_id, organisation=None)
    return Revision.objects.filter(vendor | Q(Exists(own))).order_by("-pk")


def base_sentence(upload: Upload) -> str:
    """What a read file was compared with, and why."""
    if upload.made_from_id:
        return _("新版を入れて受け取ったファイルです。受け取ったときの内容と比べました。")
    if is_beside_the_last(upload):
        return _("前に送ったファイルと比べました。PowerPointで変えたところだけを示します。")
    if upload.base is None:
        return _("ファイルに、もとの版が書かれていません。今の下書きと比べました。")
    name = base_name(upload.base, _numbers(upload.edition))
    if upload.names_base:
        return _("このファイルを書き出した版（%(name)s）と比べました。") % {"name": name}
    return _("選んだ版（%(name)s）と比べました。") % {"name": name}


def is_beside_the_last(upload: Upload) -> bool:
    """Whether a deck of an own course was compared with the one before."""
    is_deck_of_own = upload.kind == UploadKind.DECK and upload.edition.course.is_own
    return is_deck_of_own and upload.base_id is None and upload.made_from_id is None


def base_choices(upload: Upload) -> list[BaseChoice]:
    """What a file may be compared with that names no revision; empty where it names one."""
    if upload.names_base or upload.made_from_id:
        return []
    numbers = _numbers(upload.edition)
    is_own = upload.kind == UploadKind.DECK and upload.edition.course.is_own
    usual = _("前に送ったファイル") if is_own else _("今の下書き")
    return [
        BaseChoice("", usual, upload.base_id is None),
        *(
            BaseChoice(str(one.uuid), base_name(one, numbers), one.pk == upload.base_id)
            for one in bases_of(upload.edition)
        ),
    ]


def base_name(revision: Revision, numbers: dict[int, int]) -> str:
    """What officers call a revision; `numbers` are those of the edition's own."""
    if (number := numbers.get(revision.pk)) is not None:
        values = {"n": number, "version": revision.version}
        return _("自社版 第%(n)d版（%(version)s）") % values
    return _("提供元の版 %(version)s") % {"version": revision.version}


def _numbers(edition: Edition) -> dict[int, int]:
    """Revision → its number in the edition; one statement."""
    rows = EditionRevision.objects.filter(edition=edition)
    return dict(rows.order_by("-number").values_list("revision_id", "number"))
