"""ヘルプ: five questions each of learners, officers and owners; 使い方 has five more."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from .officer_questions import QUESTIONS, OfficerQuestion

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_LEARNERS: Final = (
    OfficerQuestion(
        _("ログインできないときは、どうしますか。"),
        (
            _("メールアドレスか、会社コードと社員番号でログインします。"),
            _("会社コードは、ポスターや案内に書いてあります。"),
            _("パスワードを忘れたら、メールのある方はログイン画面から決め直せます。"),
            _("メールのない方は、研修担当者に参加コードをもらってください。"),
        ),
        "accounts:sign-in",
        _("ログイン画面を開く"),
    ),
    OfficerQuestion(
        _("途中でやめても、続きから受けられますか。"),
        (
            _("はい。見たところまで、自動で保存します。"),
            _("別の端末でログインしても、続きから始められます。"),
            _("期限を過ぎても、受講は続けられます。"),
        ),
        "learning:my",
        _("マイ研修を開く"),
    ),
    OfficerQuestion(
        _("確認テストに合格しなかったら、どうなりますか。"),
        (
            _("何度でも受けられます。"),
            _("見直すスライドが出たときは、読んでからもう一度受けます。"),
            _("正解は、合格したあとに出ます。"),
        ),
        "learning:my",
        _("マイ研修を開く"),
    ),
    OfficerQuestion(
        _("修了証は、どこにありますか。"),
        (
            _("修了すると、マイ研修の「修了した研修」に出ます。"),
            _("PDFで保存でき、番号で本物かどうかを確かめられます。"),
        ),
        "learning:my",
        _("マイ研修を開く"),
    ),
    OfficerQuestion(
        _("意識調査の回答は、会社に分かりますか。"),
        (
            _("分かりません。1人ずつの回答は、どこにも残りません。"),
            _("5名未満の部署の結果は、表示しません。"),
            _("回答しなくても、受講と修了には影響しません。"),
        ),
        "web:privacy",
        _("プライバシーポリシーを読む"),
    ),
)
_OWNERS: Final = (
    OfficerQuestion(
        _("受講枠の数と空きは、どこで分かりますか。"),
        (
            _("「契約・請求書」に、契約ごとの受講枠と、使っている数が出ます。"),
            _("退職や異動で空いた枠は、別の人に引き継げます。"),
            _("枠が足りなくても、受講中の人が止まることはありません。"),
        ),
        "orders:order-list",
        _("契約・請求書を見る"),
    ),
    OfficerQuestion(
        _("支払いは、いつ、どのようにしますか。"),
        (
            _("請求書払い（銀行振込）です。"),
            _("契約期間の全額を、最初の月の末日に請求します。"),
            _("翌月の末日までにお振り込みください。"),
            _("請求書は、契約者と請求先に、メールに添付してお送りします。"),
            _("請求先と発注番号は、請求書の発行まで「契約・請求書」で変えられます。"),
        ),
        "orders:order-list",
        _("契約・請求書を見る"),
    ),
    OfficerQuestion(
        _("契約が終わると、記録はどうなりますか。"),
        (
            _("受講は止まりますが、結果と修了証は引き続き見られます。"),
            _("受講記録は5年間、請求書は10年間保管します。"),
            _("途中だった受講は、契約し直すと続きから始められます。"),
        ),
        "orders:order-list",
        _("契約・請求書を見る"),
    ),
    OfficerQuestion(
        _("契約者や研修担当者を、増やしたり替えたりできますか。"),
        (
            _("メンバーのページで、役割「契約者」や「研修担当者」を付けます。"),
            _("契約者を替えるときは、先に新しい人に付けてから外します。"),
            _("契約者は、いつも1人以上必要です。"),
        ),
        "accounts:member-list",
        _("メンバーを見る"),
    ),
    OfficerQuestion(
        _("ログインを、もっと安全にできますか。"),
        (
            _("契約者と研修担当者は、2段階の確認を設定できます。"),
            _("認証アプリのコードか、パスキーで確かめます。"),
            _("設定すると、パスワードが知られても、ほかの人は入れません。"),
        ),
        "accounts:second-factor",
        _("2段階の確認を設定する"),
    ),
)


@dataclass(frozen=True)
class HelpPart:
    """The questions of one kind of reader; `for_officers`: its buttons lead to pages of theirs."""

    key: str
    title: StrOrPromise
    questions: Sequence[OfficerQuestion]
    for_officers: bool = True


PARTS: Final = (
    HelpPart("learner", _("受講する方"), _LEARNERS, for_officers=False),
    HelpPart("officer", _("研修担当者の方"), QUESTIONS[:5]),
    HelpPart("owner", _("契約者の方"), _OWNERS),
)


def found_parts(typed: str, parts: Iterable[HelpPart] = PARTS) -> list[HelpPart]:
    """What holds every word that was typed, whatever its width and case; all where none was."""
    words = _plain(typed).split()
    found = [
        HelpPart(
            part.key,
            part.title,
            [one for one in part.questions if all(word in _words_of(one) for word in words)],
            part.for_officers,
        )
        for part in parts
    ]
    return [part for part in found if part.questions]


def _words_of(one: OfficerQuestion) -> str:
    return _plain(" ".join([str(one.question), *map(str, one.answer)]))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
