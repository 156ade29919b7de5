"""Saving the columns of a bank's or an accounting program's file."""

from __future__ import annotations

import unicodedata

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Person
from ...audit.services import record
from ..bank_file import NEEDED, Meaning
from ..choices import ColumnsFor
from ..column_samples import Columns
from ..errors import ColumnsNotUsable
from ..journal import FIELDS
from ..models import ColumnSet
from ..selectors.bank import is_own

MOST_COLUMNS = 200


def save_columns(
    *, by: Person, columns: Columns, name: str, encoding: str, lines: str
) -> ColumnSet:
    """Save lines of `heading = meaning`: a sample becomes a row of its own, a row is changed.

    Raises `ColumnsNotUsable`, with the line.
    """
    read = _read(lines, columns.purpose)
    with transaction.atomic():
        others = ColumnSet.objects.filter(purpose=columns.purpose, name=name)
        own = ColumnSet.objects.filter(uuid=columns.key).first() if is_own(columns.key) else None
        if own is not None:
            others = others.exclude(pk=own.pk)
        if others.exists():
            raise ColumnsNotUsable(_("この名前は、もう使われています。"), field="name")
        row = own or ColumnSet(purpose=columns.purpose)
        row.name, row.encoding, row.columns = name, encoding, read
        row.save()
        record(
            organisation_uuid=None,
            actor_uuid=by.uuid,
            verb="billing.columns_saved",
            target=str(row.uuid),
            data={"name": name},
        )
    return row


def _read(lines: str, purpose: ColumnsFor) -> list[list[str]]:
    known = set(Meaning) if purpose == ColumnsFor.BANK else {*FIELDS, ""}
    read: list[list[str]] = []
    for number, line in enumerate(lines.splitlines(), 1):
        if not line.strip():
            continue
        heading, _sign, meaning = (part.strip() for part in line.replace("＝", "=").partition("="))
        meaning = unicodedata.normalize("NFKC", meaning) if meaning in known else meaning
        is_fixed = purpose == ColumnsFor.JOURNAL and meaning.startswith("=")
        if not heading or not (meaning in known or is_fixed):
            raise ColumnsNotUsable(
                _("%(line)s行目「%(found)s」を読めません。使える意味は、%(known)sです。")
                % {"line": number, "found": line.strip()[:40], "known": "、".join(sorted(known))},
                field="columns",
            )
        read.append([heading, meaning])
    missing = [one for one in NEEDED if one not in {meaning for _heading, meaning in read}]
    if purpose == ColumnsFor.BANK and missing:
        raise ColumnsNotUsable(
            _("day、deposit、payer の列が、それぞれ1つ以上必要です。"), field="columns"
        )
    if not 1 <= len(read) <= MOST_COLUMNS:
        raise ColumnsNotUsable(_("列は、1つ以上、200までにしてください。"), field="columns")
    return read
