"""What each kind of document is called, and the sentence before its lines."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from .choices import DocumentKind


@dataclass(frozen=True)
class Wording:
    """The words of a kind: heading, what stands below it, labels of number and sum, a sentence."""

    heading: str
    number: str
    amount: str = ""
    lead: str = ""
    subheading: str = ""


def wording_of(kind: DocumentKind, *, is_qualified: bool = True) -> Wording:
    """The words of a kind in the language that is on; only a registered issuer's is qualified."""
    below = {
        DocumentKind.INVOICE: _("適格請求書"),
        DocumentKind.CREDIT_NOTE: _("適格返還請求書（返還インボイス）"),
        DocumentKind.CORRECTED_INVOICE: _("修正した適格請求書（修正インボイス）"),
    }
    return replace(_words()[kind], subheading=below.get(kind, "") if is_qualified else "")


def _words() -> dict[DocumentKind, Wording]:
    return {
        DocumentKind.QUOTE: Wording(
            _("見積書"), _("見積番号"), _("お見積金額（税込）"), _("次のとおりお見積りします。"),
        ),
        DocumentKind.ORDER_CONFIRMATION: Wording(
            _("注文請書"), _("請書番号"), _("ご注文金額（税込）"),
            _("次のとおりご注文をお受けしました。"),
        ),
        DocumentKind.DELIVERY_NOTE: Wording(
            _("納品書"), _("納品番号"), _("納品金額（税込）"), _("次のとおり納品しました。"),
        ),
        DocumentKind.INVOICE: Wording(
            _("請求書"), _("請求番号"), _("ご請求金額（税込）"), _("次のとおりご請求します。"),
        ),
        DocumentKind.RECEIPT: Wording(
            _("領収書"), _("領収番号"), _("領収金額（税込）"), _("次の金額を領収しました。"),
        ),
        DocumentKind.CREDIT_NOTE: Wording(
            _("返還請求書"), _("返還番号"), _("返還する金額（税込）"),
            _("次のとおり、代金を返還（値引き）します。"),
        ),
        DocumentKind.CORRECTED_INVOICE: Wording(
            _("修正請求書"), _("修正番号"), _("訂正後のご請求金額（税込）"),
            _("元の請求書を、次のとおり訂正します。"),
        ),
        DocumentKind.COMPLETION_REPORT: Wording(
            _("完了届"), _("完了届の番号"), _("完了した分の金額（税込）"),
            _("次のとおり完了しました。"),
        ),
        DocumentKind.DELETION_CERTIFICATE: Wording(
            _("削除証明書"), _("証明書の番号"), "", "",
        ),
        DocumentKind.COST_ANNEX: Wording(
            _("費用内訳書"), _("内訳書の番号"), _("内訳の合計（税込）"),
            _("元の書類の金額を、次のとおり部署ごとに分けました。"),
        ),
    }  # fmt: skip
