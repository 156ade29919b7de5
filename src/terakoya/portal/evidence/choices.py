"""Closed sets of words in this app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PackState(models.TextChoices):
    """How far a pack has come."""

    WAITING = "waiting", _("作成を待っています")
    MAKING = "making", _("作成しています")
    READY = "ready", _("できました")
    FAILED = "failed", _("作成できませんでした")


class Measure(models.TextChoices):
    """What every employer has to do, in the order in which the ministry's leaflet counts it.

    Source: guideline of 26 February 2026 (令和8年厚生労働省告示第51号), applied from
    1 October 2026; facts/customer-harassment.md §5.2.
    """

    POLICY = "policy", _("方針を決めて、管理職を含む全員に知らせる")
    RULE = "rule", _("どう対応するかを前もって決めて、知らせる")
    DESK = "desk", _("相談窓口を決めて、知らせる")
    DESK_STAFF = "desk-staff", _("窓口の担当者が、内容に応じて対応できるようにする")
    FACTS = "facts", _("起きたことを、すばやく正確に確かめる")
    CARE = "care", _("被害を受けた人を守り、いたわる")
    RECURRENCE = "recurrence", _("また起きないようにする")
    VICIOUS = "vicious", _("特に悪質な場合の対処を決めて知らせ、できるようにしておく")
    PRIVACY = "privacy", _("プライバシーを守ることを決めて、知らせる")
    NO_DISADVANTAGE = "no-disadvantage", _("相談を理由に不利益に扱わないことを決めて、知らせる")
