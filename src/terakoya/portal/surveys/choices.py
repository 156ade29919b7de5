"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WaveKind(models.TextChoices):
    """When, around a course, the same items are asked."""

    BEFORE = "before", _("事前")
    AFTER = "after", _("事後")
    DAY90 = "day90", _("90日後")


class Medium(models.TextChoices):
    """How a wave is answered; never in both ways."""

    ONLINE = "online", _("オンライン（無記名）")
    PAPER = "paper", _("紙・Excel（回収した人は回答を見られます）")


class Axis(models.TextChoices):
    """What a wave's table is divided by; one axis a wave, chosen before it opens."""

    DEPARTMENTS = "departments", _("部署")
    NONE = "none", _("会社全体のみ")


class WaveState(models.TextChoices):
    """How far a wave is."""

    PREPARING = "preparing", _("準備中")
    OPEN = "open", _("受付中")
    KEYLESS = "keyless", _("鍵が見つかりません")
    CLOSING = "closing", _("集計中")
    CLOSED = "closed", _("終了")
