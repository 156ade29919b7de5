"""The summary on paper: what the pack proves and what not, the denominators, how to verify it."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from terakoya.courseware.drawing.fonts import printable
from terakoya.courseware.drawing.typesetting import typeset_pdf
from terakoya.evidence.signatures import shown_fingerprint

from ..audit.selectors import key_folder
from ..common.dates import full_day, full_moment
from ..learning.selectors.policies import policy_versions
from .ledger import LedgerRow, ledger_of
from .models import EvidencePack
from .records import COMPLETED, Record, denominators_of

_TEMPLATE = Path(__file__).with_name("summary.typ")
MOST_DEPARTMENTS = 60  # more stand in the workbook alone


def write_summary(
    pack: EvidencePack, records: list[Record], title: str, made_at: dt.datetime
) -> bytes:
    """Typeset the summary as a tagged PDF."""
    values = {
        "language": pack.language,
        "title": _("受講記録一式（監査用）"),
        "organisation": printable(pack.organisation.name),
        "course": printable(title),
        "facts": _facts(pack, made_at),
        "proves": _proves(),
        "proves_not": _proves_not(),
        "counts": _counts(pack, records),
        "departments": _departments(records),
        "ledger": _ledger(pack),
        "revisions": _revisions(records),
        "verify": _verify(),
        "labels": _labels(),
    }
    inputs = {"summary": json.dumps(values, ensure_ascii=False)}
    return typeset_pdf(_template(), inputs, written_at=made_at)


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")


def _labels() -> dict[str, str]:
    return {
        "proves": _("この一式が示すこと"),
        "proves_not": _("この一式が示さないこと"),
        "counts": _("人数"),
        "departments": _("部署ごと（修了日か基準日の部署）"),
        "department": _("部署"),
        "in_scope": _("対象"),
        "completed": _("修了"),
        "revisions": _("学んだ教材の版"),
        "people": _("人数"),
        "version": _("版"),
        "revision": _("版の識別番号（SHA-256）"),
        "verify": _("確かめ方"),
        "ledger": _("措置台帳（作成した日の時点）"),
        "ledger_note": _("記録されたことだけを示します。措置が十分かどうかは、示しません。"),
        "measure": _("措置"),
        "state": _("状態"),
        "material": _("記録と資料"),
    }


def _facts(pack: EvidencePack, made_at: dt.datetime) -> list[tuple[str, str]]:
    due = pack.assignment.due_on
    return [
        (_("会社・団体"), printable(pack.organisation.name)),
        (_("基準日"), _("%(day)sの終わりの時点") % {"day": full_day(pack.as_of)}),
        (_("割り当てた日"), full_day(pack.assignment.created_at)),
        (_("期限"), full_day(due) if due else _("なし")),
        (_("作成した日時"), full_moment(made_at)),
    ]


def _proves() -> list[str]:
    return [
        _("だれが、いつ、どの版の教材で学び、確認テストに合格したかの記録です。"),
        _("「修了」は、割り当てで決めた進み方で学び、確認テストに合格したことを示します。"),
        _("記録は監査ログにあります。1件ごとに前の記録とつながり、最後に電子署名があります。"),
        _("あとから記録を変えると、確かめたときに分かります。"),
    ]


def _proves_not() -> list[str]:
    return [
        _("受講の記録であり、措置義務の履行を証明するものではありません。"),
        _("画面の前に本人がいたことまでは、示しません。"),
        _("正答率と学習時間は、作成したときの値です。監査ログには入っていません。"),
        _("意識調査の答えは、入っていません。"),
    ]


def _counts(pack: EvidencePack, records: list[Record]) -> list[tuple[str, str]]:
    found = denominators_of(records)
    policy = []
    versions = policy_versions(pack.assignment)
    if versions:
        asked = max(one.number for one in versions if one.asks_again)
        confirmed = sum(one.is_in_scope and (one.policy_version or 0) >= asked for one in records)
        label = _("方針「%(title)s」の確認") % {"title": printable(versions[0].policy.title)}
        policy = [(label, _of(confirmed, found.in_scope))]
    return [
        (_("対象"), _people(found.in_scope)),
        (_("修了"), _of(found.completed, found.in_scope)),
        (_("受講中"), _of(found.running, found.in_scope)),
        (_("未開始"), _of(found.new, found.in_scope)),
        (_("休職中（修了していない人）"), _of(found.on_leave, found.in_scope)),
        (_("免除（理由は一覧にあります）"), _people(found.exempt)),
        (_("対象外の人の記録（退職など）"), _people(found.left)),
        *policy,
    ]


def _people(number: int) -> str:
    return _("%(n)d名") % {"n": number}


def _of(part: int, whole: int) -> str:
    percent = part * 100 / whole if whole else 0.0
    return _("%(n)d名（%(percent).1f%%）") % {"n": part, "percent": percent}


def _departments(records: list[Record]) -> list[tuple[str, int, int]]:
    everybody, done = Counter[str](), Counter[str]()
    for one in records:
        if one.is_in_scope:
            everybody[one.department] += 1
            done[one.department] += one.state == COMPLETED
    return [
        (printable(name or _("部署なし")), everybody[name], done[name])
        for name in sorted(everybody)[:MOST_DEPARTMENTS]
    ]


def _ledger(pack: EvidencePack) -> list[tuple[str, str, str]]:
    return [
        (str(row.measure.label), row.state_words, printable("\n".join(_told(row))))
        for row in ledger_of(pack.organisation)
    ]


def _told(row: LedgerRow) -> Iterator[str]:
    if row.record:
        yield row.record
    for one in row.statements:
        if one.withdrawn_at is None:
            yield f"{full_day(one.taken_on)} {one.material}"


def _revisions(records: list[Record]) -> list[tuple[str, str, int]]:
    found = Counter((one.version, one.revision) for one in records if one.revision)
    return [(version, digits, count) for (version, digits), count in sorted(found.items())]


def _verify() -> dict[str, Any]:
    address = settings.BASE_URL.rstrip("/") + reverse("learning:verify-form")
    return {
        "steps": [
            _("このZIPを、展開せずにパソコンに保存します。"),
            _("下の指紋が、確認ページと修了証にある指紋と同じかを見ます：%(address)s")
            % {"address": address},
            _("次のコマンドで確かめます。インターネットは要りません。"),
        ],
        "command": 'terakoya verify evidence.zip --fingerprint "…"',
        "fingerprint": shown_fingerprint(key_folder().fingerprint()),
    }
