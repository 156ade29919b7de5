"""よくある質問 on the storefront, with their answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..common.money import yen


@dataclass(frozen=True)
class FrequentQuestion:
    """What visitors ask, and the answer."""

    question: str
    answer: str


def frequent_questions(
    *, seat_yen: int, manuscript_yen: int, cancelling: str
) -> list[FrequentQuestion]:
    """The questions with the present prices, tax included."""
    return [
        FrequentQuestion(
            _("申し込んでから、いつ受講を始められますか。"),
            _(
                "申し込みを確定すると、すぐに始められます。"
                "メールアドレスの確認がすむと、ほかの人も招待できます。"
            ),
        ),
        FrequentQuestion(
            _("何名、何か月から申し込めますか。"),
            _(
                "1名・1か月から申し込めます。料金は1名・1か月で%(price)s（税込）です。"
                "101名からは、見積もりをご依頼ください。"
            )
            % {"price": yen(seat_yen)},
        ),
        FrequentQuestion(
            _("支払いは、いつ、どのようにしますか。"),
            _(
                "請求書払い（銀行振込）です。契約期間の全額を、最初の月末に請求します。"
                "お支払いは、翌月末までです。"
            ),
        ),
        FrequentQuestion(
            _("契約は、自動で更新されますか。"),
            _(
                "お選びいただいたときだけ、自動で更新します。選ばなければ、契約期間の終わりで終わります。"
            ),
        ),
        FrequentQuestion(
            _("取り消しや解約はできますか。"),
            cancelling,
        ),
        FrequentQuestion(
            _("メールアドレスのない人も、受講できますか。"),
            _(
                "受講できます。会社コードと社員番号でログインします。"
                "名簿に載せた人に、参加コードを渡してください。"
            ),
        ),
        FrequentQuestion(
            _("教材を、自社に合わせて直せますか。"),
            _(
                "直せます。相談窓口などの会社の情報は、入力するだけで教材に入ります。"
                "PowerPointとExcelの教材原稿は、1法人%(price)s（税込）です。"
            )
            % {"price": yen(manuscript_yen)},
        ),
        FrequentQuestion(
            _("法律や条例が変わったときは、どうなりますか。"),
            _("変更に合わせて、教材を新しい版にします。受講中の人は、始めた版のまま修了できます。"),
        ),
        FrequentQuestion(
            _("意識調査の答えは、会社に見えますか。"),
            _(
                "1人ずつの答えは保存しません。答えは暗号化したまま数えます。"
                "表に出すのは、5名以上の回答がそろったまとまりだけです。"
            ),
        ),
    ]
