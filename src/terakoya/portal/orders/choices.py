"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrderStatus(models.TextChoices):
    """Where an order stands."""

    PLACED = "placed", _("申込済み")
    WAITING = "waiting", _("承認待ち")
    DECLINED = "declined", _("お断り")
    CANCELLED = "cancelled", _("取消済み")


class QuotePurpose(models.TextChoices):
    """What is ordered by a quote: something new, more seats of a contract, or its next term."""

    NEW = "new", _("新しいお申し込み")
    SEATS = "seats", pgettext_lazy("document", "受講枠の追加")
    TERM = "term", pgettext_lazy("document", "契約の更新")


class QuoteState(models.TextChoices):
    """Whether something may be ordered by a quote."""

    VALID = "valid", _("有効")
    EXPIRED = "expired", _("期限切れ")
    ORDERED = "ordered", _("申込済み")


class LicenceKind(models.TextChoices):
    """Who may use a manuscript; all but the first are sold by quote and name whom they are for."""

    ENTITY = "entity", _("1法人")
    GROUP = "group", _("グループ会社")
    RESELLER = "reseller", _("再販売")
    TRAINER = "trainer", _("研修講師")


class HoldRule(models.TextChoices):
    """By which rule an application waits for the seller."""

    SEATS = "seats", _("受講枠の数")
    SUM = "sum", _("合計金額")
    WAITING = "waiting", _("承認待ちと同じ住所かドメイン")
    OVERDUE = "overdue", _("期限を過ぎた請求と同じ住所かドメイン")
    BLOCKED = "blocked", _("承認が必要なドメイン")
    FREE_MAIL = "free-mail", _("フリーメール")


class ExportState(models.TextChoices):
    """Where a file stands that a worker makes."""

    WAITING = "waiting", _("順番待ち")
    WORKING = "working", _("ファイルを作っています")
    READY = "ready", _("できました")
    FAILED = "failed", _("作れませんでした")
    DROPPED = "dropped", _("やめました")


OPEN_EXPORTS = (ExportState.WAITING, ExportState.WORKING)


class ExportRefusal(models.TextChoices):
    """Why a file could not be made, as its page says it."""

    NO_VIDEO = (
        "no-video",
        _("このサーバーには、動画を作る部品が入っていません。運営者にお問い合わせください。"),
    )
    NO_FILE = "no-file", _("この教材からは、この形のファイルを作れません。")
    STOPPED = (
        "stopped",
        _(
            "ファイルを作る途中で止まりました。もう一度作ってください。"
            "繰り返すときは、お問い合わせください。"
        ),
    )
