"""使い方: ten questions of officers, each with its answer and the page where it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class OfficerQuestion:
    """A question, its answer in sentences, and where to go."""

    question: StrOrPromise
    answer: Sequence[StrOrPromise]
    url_name: str
    button: StrOrPromise


QUESTIONS: Final = (
    OfficerQuestion(
        _("メンバーは、どうやって登録しますか。"),
        (
            _("名簿のExcelかCSVを読み込むのが、いちばん早い方法です。"),
            _("取り込む前に、変わるところと直すところを確かめられます。"),
            _("人数が少なければ、1人ずつ登録するか、招待リンクを配れます。"),
        ),
        "accounts:invite",
        _("招待の方法を見る"),
    ),
    OfficerQuestion(
        _("メールのない人は、どうやって受講しますか。"),
        (
            _("会社コードと社員番号でログインできます。"),
            _("最初のパスワードは、印刷した用紙か参加コードで決めてもらいます。"),
            _("用紙は、部署ごとにまとめて印刷できます。"),
        ),
        "accounts:slips",
        _("用紙を印刷する"),
    ),
    OfficerQuestion(
        _("研修を割り当てるには、どうしますか。"),
        (
            _("研修、対象の人、期限を選びます。"),
            _("対象は、全員、部署、グループ、選んだ人から選べます。"),
            _("あとから入った人も、条件に合えば自動で対象になります。"),
        ),
        "learning:assignment-list",
        _("割り当ての一覧を見る"),
    ),
    OfficerQuestion(
        _("期限を過ぎた人に、どう知らせますか。"),
        (
            _("受講状況で「期限超過」を選び、リマインドを送ります。"),
            _("同じ人への案内は、3日に1回までです。"),
            _("案内の日を決めておくと、自動でも送ります。"),
        ),
        "reports:status",
        _("受講状況を見る"),
    ),
    OfficerQuestion(
        _("期限を延ばしたり、免除したりするには、どうしますか。"),
        (
            _("受講状況で人を選び、「期限を延ばす・免除する」を押します。"),
            _("免除には理由が要ります。理由は受講記録一式にも残ります。"),
            _("期限を過ぎても、受講は続けられます。"),
        ),
        "reports:status",
        _("受講状況を見る"),
    ),
    OfficerQuestion(
        _("パスワードを忘れた人には、どうしますか。"),
        (
            _("メールのある人は、ログイン画面から自分で決め直せます。"),
            _("メールのない人には、メンバーのページで参加コードを発行します。"),
            _("パスワードそのものは、だれにも見えません。"),
        ),
        "accounts:member-list",
        _("メンバーを見る"),
    ),
    OfficerQuestion(
        _("異動や退職があったときは、どうしますか。"),
        (
            _("新しい名簿を読み込むか、メンバーのページで部署や退職日を直します。"),
            _("前の部署での記録は、そのときの部署のまま残ります。"),
            _("退職した人の受講枠は、別の人に引き継げます。"),
        ),
        "accounts:member-list",
        _("メンバーを見る"),
    ),
    OfficerQuestion(
        _("意識調査で、だれが何と答えたか分かりますか。"),
        (
            _("分かりません。1人ずつの回答は、どこにも残りません。"),
            _("5名未満の部署の結果は、表示しません。"),
            _("回答しなくても、受講と修了には影響しません。"),
        ),
        "surveys:wave-list",
        _("意識調査を見る"),
    ),
    OfficerQuestion(
        _("教材を自社に合わせて直せますか。"),
        (
            _("自社版を作ると、文章や事例、相談窓口を自社のものにできます。"),
            _("提供元の教材が新しくなると、更新の知らせが届きます。"),
            _("受講中の人は、始めたときの版で最後まで受けます。"),
        ),
        "editions:edition-list",
        _("自社版を見る"),
    ),
    OfficerQuestion(
        _("研修をしたことを、どうやって示せますか。"),
        (
            _("受講記録一式には、だれがいつ何を学んだかが入ります。"),
            _("一覧だけなら、受講状況からExcelやCSVに書き出せます。"),
            _("見たことと書き出したことは、監査ログに残ります。"),
        ),
        "evidence:pack-list",
        _("受講記録一式を作る"),
    ),
)
