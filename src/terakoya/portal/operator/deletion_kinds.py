"""What a certificate of deletion counts: the rules of deletion gathered into kinds, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

FILES: Final = "blobs"  # what is counted beside the rules


@dataclass(frozen=True)
class Kind:
    """A line of the certificate: what it is called, and the rules that it counts."""

    label: Any
    rules: tuple[str, ...]


KINDS: Final = (
    Kind(_("メンバー（氏名・社員番号・メールアドレス・役割）"), ("members",)),
    Kind(_("部署（名前と階層）"), ("departments", "cost-splits")),
    Kind(_("受講の記録（進み方・確認テスト・修了証）"), ("learning-records", "group-sessions")),
    Kind(_("受講者のメモ"), ("notes",)),
    Kind(
        _("研修の割り当て"),
        (
            "assignments",
            "chosen-members",
            "chosen-departments",
            "chosen-groups",
            "exemptions",
            "extensions",
            "arrivals",
            "recurrences",
            "assignment-defaults",
            "groups",
        ),
    ),
    Kind(_("受講枠を使った記録"), ("seat-holders", "grants")),
    Kind(_("規程などと、その確認の記録"), ("acknowledgements", "policies")),
    Kind(
        _("受講の案内の記録"),
        (
            "reminders",
            "reminder-runs",
            "reminder-pauses",
            "reminder-plans",
            "reminder-settings",
        ),
    ),
    Kind(_("意識調査と集計の結果"), ("surveys",)),
    Kind(
        _("自社版の教材と、その履歴"),
        (
            "editions",
            "edition-revisions",
            "releases",
            "updates",
            "uploads",
            "patched-decks",
            "own-revisions",
            "offers",
        ),
    ),
    Kind(_("自社の教材"), ("own-courses", "own-decks")),
    Kind(_("受講記録一式と措置台帳"), ("evidence-packs", "measure-statements")),
    Kind(_("書き出したファイル"), ("made-files", "built-files", "data-exports")),
    Kind(_("画像・音声などのファイル"), (FILES,)),
    Kind(_("問い合わせのやりとり"), ("inquiries",)),
    Kind(_("請求先の控え"), ("billing-address",)),
    Kind(_("招待リンクと名簿の取り込み"), ("ended-links", "rosters", "roster-sources")),
    Kind(_("お知らせ"), ("notices", "notice-readings")),
    Kind(_("メールの送信の記録"), ("messages", "bounces")),
    Kind(_("監査ログの内容"), ("audit-payloads",)),
)


def counted(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Each kind with how many rows of it were deleted; also those of which there were none."""
    return [(str(one.label), sum(counts.get(rule, 0) for rule in one.rules)) for one in KINDS]
