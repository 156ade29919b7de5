"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import portions


class PaymentTerms(models.TextChoices):
    """When an order is billed."""

    WHOLE_TERM = portions.WHOLE_TERM, _("一括前払い")
    MONTHLY = portions.MONTHLY, _("月払い")
    AFTER_ACCEPTANCE = portions.AFTER_ACCEPTANCE, _("検収後払い")


class SplitBasis(models.TextChoices):
    """By what an annex of the invoice splits it over departments."""

    NONE = "none", _("内訳を付けない")
    SEATS = "seats", _("使っている受講枠の数で分ける")
    SHARES = "shares", _("入力した割合で分ける")


class InvoiceState(models.TextChoices):
    """Where an invoice stands; reckoned from its changes and payments, never stored."""

    OPEN = "open", _("入金待ち")
    OVERDUE = "overdue", _("期限を過ぎています")
    PARTLY = "partly", _("一部入金")
    PAID = "paid", _("入金済み")
    REFUND = "refund", _("返金が必要")
    CANCELLED = "cancelled", _("全額返還済み")


class ChangeKind(models.TextChoices):
    """By which document an issued invoice was changed."""

    CORRECTED = "corrected", _("修正")
    CREDITED = "credited", _("返還")


class LineState(models.TextChoices):
    """What became of a line of a bank's file."""

    WAITING = "waiting", _("確認待ち")
    MATCHED = "matched", _("入金にしました")
    IGNORED = "ignored", _("入金ではありません")


class ColumnsFor(models.TextChoices):
    """For which program a set of columns is."""

    BANK = "bank", _("銀行の入金明細")
    JOURNAL = "journal", _("会計ソフトの仕訳")


class Encoding(models.TextChoices):
    """How a file of text is written."""

    CP932 = "cp932", _("Shift_JIS（Windows）")
    UTF8 = "utf-8", _("UTF-8")
