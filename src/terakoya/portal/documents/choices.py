"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """Which form a document has."""

    QUOTE = "quote", _("見積書")
    ORDER_CONFIRMATION = "order-confirmation", _("注文請書")
    DELIVERY_NOTE = "delivery-note", _("納品書")
    INVOICE = "invoice", _("請求書")
    RECEIPT = "receipt", _("領収書")
    CREDIT_NOTE = "credit-note", _("返還インボイス")
    CORRECTED_INVOICE = "corrected-invoice", _("修正インボイス")
    COMPLETION_REPORT = "completion-report", _("完了届")
    DELETION_CERTIFICATE = "deletion-certificate", _("削除証明書")
    COST_ANNEX = "cost-annex", _("費用内訳書")


# What an accounting of the buyer's may take tax off by: each names issuer, number, rate and tax.
QUALIFIED = (
    DocumentKind.INVOICE,
    DocumentKind.RECEIPT,
    DocumentKind.CREDIT_NOTE,
    DocumentKind.CORRECTED_INVOICE,
)
# What tells of another document.
ABOUT_ANOTHER = (
    DocumentKind.CREDIT_NOTE,
    DocumentKind.CORRECTED_INVOICE,
    DocumentKind.COST_ANNEX,
)
# What says something and asks for no money.
WITHOUT_LINES = (DocumentKind.COMPLETION_REPORT, DocumentKind.DELETION_CERTIFICATE)


class AccountType(models.TextChoices):
    """預金種目."""

    ORDINARY = "ordinary", _("普通")
    CURRENT = "current", _("当座")
    SAVINGS = "savings", _("貯蓄")
