"""注文書 and the like that customers sent, kept as they came."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Organisation, Person
from ...accounts.names import clean_line, clean_name
from ...audit.services import record
from ...common import clock
from ..errors import FileNotUsable
from ..models import Counterparty, ReceivedDocument
from ..searching import compared

LARGEST: Final = 10 * 1024 * 1024
# By what such a file begins; anything else might do something when it is opened.
_TYPES: Final = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


@transaction.atomic
def keep_received(
    *,
    by: Person,
    name: str,
    dated_on: dt.date,
    total_yen: int,
    number: str,
    file_name: str,
    content: bytes,
    organisation: Organisation | None = None,
) -> ReceivedDocument:
    """Keep what a customer sent, with what it is found by. The same file is kept once.

    Raises:
        FileNotUsable: no PDF, PNG or JPEG, too large, or kept already.
    """
    party = clean_name(name)
    kind = _type_of(content)
    if dated_on > clock.today():
        raise FileNotUsable(_("書類の日付は、今日までの日にしてください。"), field="dated_on")
    digits = hashlib.sha256(content).hexdigest()
    counterparty, _is_new = Counterparty.objects.get_or_create(compared=compared(party))
    try:
        with transaction.atomic():
            kept = ReceivedDocument.objects.create(
                organisation=organisation,
                counterparty=counterparty,
                name=party,
                number=clean_line(number, most=64, field="number"),
                dated_on=dated_on,
                total_yen=total_yen,
                file_name=clean_line(file_name, most=200, field="file"),
                content=content,
                content_type=kind,
                size=len(content),
                sha256=digits,
                received_at=clock.now(),
            )
    except IntegrityError:
        raise FileNotUsable(
            _("このファイルは、すでに保存してあります。一覧から探してください。"), field="file"
        ) from None
    record(
        organisation_uuid=None if organisation is None else organisation.uuid,
        actor_uuid=by.uuid,
        verb="documents.received",
        target=str(kept.uuid),
        data={"number": kept.number, "total_yen": total_yen, "sha256": digits},
    )
    return kept


def _type_of(content: bytes) -> str:
    if len(content) > LARGEST:
        raise FileNotUsable(_("10MBまでのファイルを選んでください。"), field="file")
    for beginning, kind in _TYPES.items():
        if content.startswith(beginning):
            return kind
    raise FileNotUsable(_("PDF、PNG、JPEGのファイルを選んでください。"), field="file")
