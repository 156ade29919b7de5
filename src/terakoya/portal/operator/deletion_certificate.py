"""削除証明書: what was deleted, what stays and until when, as a tagged PDF from the row alone."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from terakoya.courseware.drawing.fonts import all_printable
from terakoya.courseware.drawing.typesetting import typeset_pdf

from ..common.dates import full_day, full_moment, in_japanese
from ..common.languages import current_language
from ..documents.seller import Seller, seller_from_json
from .deletion_kinds import counted
from .models import Deletion
from .selectors.deletion import kept_of

_TEMPLATE = Path(__file__).with_name("deletion_certificate.typ")


def write_deletion_certificate(found: Deletion) -> bytes:
    """Typeset the certificate of a deletion that is done, in the language of the page."""
    values = json.dumps(all_printable(sheet_of(found)), ensure_ascii=False)
    return typeset_pdf(_template(), {"sheet": values}, written_at=found.finished_at)


def sheet_of(found: Deletion) -> dict[str, Any]:
    """All that stands in the certificate, in words; a deletion that is not done has none."""
    if found.finished_at is None:
        raise ValueError("the deletion is not done")
    seller = seller_from_json(found.seller)
    return {
        "language": current_language(),
        "title": _("削除証明書"),
        "number": [_("証明書番号"), found.number],
        "day": [_("発行日"), full_day(found.finished_at)],
        "addressee": found.name,
        "honorific": "御中" if in_japanese() else "",
        "seller": {"name": seller.name, "lines": _lines_of(seller)},
        "body": _("お預かりしていたデータを、次のとおり削除したことを証明します。"),
        "facts": _facts(found),
        "deleted": {
            "heading": _("削除したもの"),
            "columns": [_("種類"), _("件数")],
            "rows": [[label, f"{number:,}"] for label, number in counted(found.counts)],
        },
        "kept": {
            "heading": _("残すもの"),
            "lead": _("法令で定められた帳簿と書類として、次の日まで保存し、その後に削除します。"),
            "columns": [_("種類"), _("件数"), _("保存する最後の日")],
            "rows": [[one.label, f"{one.count:,}", full_day(one.until)] for one in kept_of(found)],
        },
        "notes": _notes(found),
    }


def _lines_of(seller: Seller) -> list[str]:
    place = f"{seller.address}{seller.building and ' ' + seller.building}"
    code = f"〒{seller.postal_code}" if seller.postal_code else ""
    return [one for one in (code, place, seller.phone, seller.representative) if one]


def _facts(found: Deletion) -> list[list[str]]:
    started, finished = found.started_at, found.finished_at
    rows = [
        [_("会社コード"), found.organisation.code],
        [_("依頼した人"), found.asked_by],
        [_("依頼を受けた日"), full_day(found.asked_on)],
        [_("予告した日時"), full_moment(found.noticed_at)],
    ]
    if started is not None and finished is not None:
        rows += [
            [_("削除を始めた日時"), full_moment(started)],
            [_("削除を終えた日時"), full_moment(finished)],
        ]
    return [*rows, [_("削除を行った担当者"), found.started_by_name]]


def _notes(found: Deletion) -> list[str]:
    notes = [
        _("会社・団体の名称と住所は、上の書類の宛名として残ります。"),
        _("操作の記録は、日時と種類だけが残ります。内容は削除しました。"),
    ]
    if found.backups_until is not None:
        said = _("バックアップの写しは、%(day)sまでに消えます。それまで復元しません。")
        notes.append(said % {"day": full_day(found.backups_until)})
    return notes


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")
