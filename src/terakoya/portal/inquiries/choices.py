"""What inquiries are about, and where they stand."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class InquiryKind(models.TextChoices):
    """What somebody asks for; the desk routes by it."""

    QUOTE = "quote", _("見積もり（101名以上、複数年など）")
    DESIGN = "design", _("新しい教材の設計")
    CUSTOMISE = "customise", _("教材のカスタマイズ")
    OWN_SLIDES = "own-slides", _("自社のスライドからの教材づくり")
    USE = "use", _("使い方・画面の不具合")
    OTHER = "other", _("その他")


class InquiryState(models.TextChoices):
    """Whose turn it is."""

    UNANSWERED = "unanswered", _("未返信")
    ANSWERED = "answered", _("返信済み")
    QUOTED = "quoted", _("見積もりの返事待ち")
    CLOSED = "closed", _("完了")
    SPAM = "spam", _("迷惑")


class Direction(models.TextChoices):
    """Who sees a message, and who wrote it."""

    IN = "in", _("お客様から")
    OUT = "out", _("お客様へ")
    NOTE = "note", _("社内メモ")


class Channel(models.TextChoices):
    """The way a message came."""

    FORM = "form", _("問い合わせページ")
    MAIL = "mail", _("メール")
    PORTAL = "portal", _("管理画面")
    DESK = "desk", _("運営者の画面")


class LeftOut(models.TextChoices):
    """Why a file that came was not kept."""

    KIND = "kind", _("受け取れない種類のもの")
    CONTENT = "content", _("中身がファイル名の種類と違うもの")
    MACROS = "macros", _("マクロを含むもの")
    SIZE = "size", _("大きすぎるもの（合わせて10MBまで）")
    NUMBER = "number", _("多すぎるもの（10個まで）")
    EMPTY = "empty", _("中身のないもの")
    ROOM = "room", _("迷惑フォルダーに入りきらないもの")


# Asked by companies alone, so that the company's name is needed.
OF_COMPANIES: Final = frozenset(
    {InquiryKind.QUOTE, InquiryKind.DESIGN, InquiryKind.CUSTOMISE, InquiryKind.OWN_SLIDES}
)
