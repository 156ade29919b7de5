"""Taking a bank's file: lines that were there before are known again, nothing is doubled."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Person
from ...audit.services import record
from ...common import clock
from ..bank_file import BankFileFault, Deposit, Fault, plain, read_bank_file
from ..column_samples import Columns
from ..errors import BankFileNotUsable
from ..models import BankFile, BankLine, ColumnSet
from ..selectors.bank import is_own

MOST_BYTES: Final = 10 * 1024 * 1024
_SENTENCES: Final[dict[Fault, Promise]] = {
    Fault.NOT_TEXT: _(
        "ファイルを文字として読めません。銀行のサイトで、CSV形式を選んでダウンロードしてください。"
    ),
    Fault.NO_HEADINGS: _(
        "日付・入金額・振込名義の見出しが見つかりません。ファイルの見出しを、「列の対応」に加えてください。"
    ),
    Fault.BAD_DAY: _("%(line)s行目の日付「%(found)s」を読めません。日付の列を確かめてください。"),
    Fault.BAD_AMOUNT: _(
        "%(line)s行目の金額「%(found)s」を読めません。金額の列には、正の整数だけを入れてください。"
    ),
    Fault.TOTAL: _(
        "%(line)s行目の合計（%(found)s円）が、明細の合計（%(expected)s円）と合いません。"
        "ファイルが途中で欠けていないか、確かめてください。"
    ),
    Fault.BALANCE: _(
        "%(line)s行目の残高（%(found)s円）が、計算した残高（%(expected)s円）と合いません。"
        "ファイルが途中で欠けていないか、確かめてください。"
    ),
    Fault.TOO_LONG: _("明細が多すぎます。5万行までのファイルに分けてください。"),
    Fault.EMPTY: _("入金の明細がありません。期間と口座を確かめてください。"),
}


@dataclass(frozen=True)
class Taken:
    """What a file brought: the row of the file, new lines, and lines that were known."""

    file: BankFile
    new_lines: int
    known_lines: int


def take_bank_file(*, by: Person, name: str, content: bytes, columns: Columns) -> Taken:
    """Keep the transfers of a file that are not known yet; the same file again brings nothing.

    Raises `BankFileNotUsable`, with the line; then nothing has changed.
    """
    if len(content) > MOST_BYTES:
        raise BankFileNotUsable(_("ファイルが大きすぎます。10MBまでにしてください。"), field="file")
    try:
        deposits = read_bank_file(content, columns.columns)
    except BankFileFault as fault:
        said = {"line": fault.line, "found": fault.found[:40], "expected": fault.expected}
        raise BankFileNotUsable(_SENTENCES[fault.fault] % said, field="file") from fault
    with transaction.atomic():
        digest = hashlib.sha256(content).hexdigest()
        before = BankFile.objects.filter(sha256=digest).first()
        if before is not None:
            return Taken(before, 0, len(deposits))
        prints = list(_fingerprints(deposits))
        known = _known(prints)
        file = BankFile.objects.create(
            name=name[:200],
            sha256=digest,
            columns=_saved(columns.key),
            read_by=by,
            read_at=clock.now(),
            new_lines=len(deposits) - len(known),
            known_lines=len(known),
        )
        BankLine.objects.bulk_create(
            (
                BankLine(
                    file=file,
                    number=one.line,
                    booked_on=one.day,
                    amount_yen=one.amount_yen,
                    payer=one.payer[:200],
                    fingerprint=fingerprint,
                )
                for one, fingerprint in zip(deposits, prints, strict=True)
                if fingerprint not in known
            ),
            batch_size=500,
        )
        record(
            organisation_uuid=None,
            actor_uuid=by.uuid,
            verb="billing.bank_file_read",
            target=digest[:12],
            data={"new": file.new_lines, "known": file.known_lines},
        )
    return Taken(file, file.new_lines, file.known_lines)


def _fingerprints(deposits: Iterable[Deposit]) -> Iterator[str]:
    """By day, amount and payer; of equal ones in a file the first, the second and so on."""
    seen: Counter[tuple[str, int, str]] = Counter()
    for one in deposits:
        what = (one.day.isoformat(), one.amount_yen, plain(one.payer))
        seen[what] += 1
        text = "\0".join([what[0], str(what[1]), what[2], str(seen[what])])
        yield hashlib.sha256(text.encode()).hexdigest()


def _known(prints: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(prints), 500):
        rows = BankLine.objects.filter(fingerprint__in=prints[start : start + 500])
        found |= set(rows.values_list("fingerprint", flat=True))
    return found


def _saved(key: str) -> ColumnSet | None:
    """The row of saved columns; None for a sample."""
    return ColumnSet.objects.filter(uuid=key).first() if is_own(key) else None
