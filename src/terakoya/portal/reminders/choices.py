"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunKind(models.TextChoices):
    """Who began a run of reminders."""

    NEW = "new", _("割り当ての案内")
    BY_HAND = "by-hand", _("担当者が送った案内")
    BY_PLAN = "by-plan", _("自動の案内")


class Channel(models.TextChoices):
    """How a reminder reaches a member: always on マイ研修, by mail where there is an address."""

    MAIL = "mail", _("メール")
    PAGE = "page", _("マイ研修のお知らせ")


class ReminderState(models.TextChoices):
    """What became of a reminder."""

    WAITING = "waiting", _("送信待ち")
    SENT = "sent", _("送信済み")
    DROPPED = "dropped", _("不要になり送信せず")


class Weekday(models.IntegerChoices):
    """Days of the week, as `date.weekday` numbers them."""

    MONDAY = 0, _("月曜日")
    TUESDAY = 1, _("火曜日")
    WEDNESDAY = 2, _("水曜日")
    THURSDAY = 3, _("木曜日")
    FRIDAY = 4, _("金曜日")
    SATURDAY = 5, _("土曜日")
    SUNDAY = 6, _("日曜日")
