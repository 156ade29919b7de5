"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlideState(models.TextChoices):
    """What became of a slide in an edition; derived from base and draft, never stored."""

    SAME = "same", _("変更なし")
    EDITED = "edited", _("自社で編集")
    ADDED = "added", _("自社で追加")
    HIDDEN = "hidden", _("自社で非表示")
    TAKEN = "taken", _("新版を取り込み")
    UNDECIDED = "undecided", _("要確認")


class ReleaseState(models.TextChoices):
    """Where a wish to publish stands."""

    WAITING = "waiting", _("承認待ち")
    SCHEDULED = "scheduled", _("公開予定")
    PUBLISHED = "published", _("公開済み")
    REFUSED = "refused", _("差し戻し")
    WITHDRAWN = "withdrawn", _("取り下げ")


OPEN_RELEASES = (ReleaseState.WAITING, ReleaseState.SCHEDULED)


class UpdateState(models.TextChoices):
    """Where an update of the vendor stands in one edition."""

    OPEN = "open", _("未対応")
    TAKEN = "taken", _("取り込み済み")
    KEPT = "kept", _("自社版のまま")
    REPLACED = "replaced", _("次の版に置きかえ")


class UploadKind(models.TextChoices):
    """What an uploaded file is."""

    DECK = "deck", _("スライド（PowerPoint）")
    SURVEY = "survey", _("意識調査（Excel）")
    QUESTIONS = "questions", _("確認テストの問題")


class UploadState(models.TextChoices):
    """Where an uploaded file stands."""

    RECEIVING = "receiving", _("受け取り中")
    WAITING = "waiting", _("順番待ち")
    READING = "reading", _("読み取り中")
    READY = "ready", _("読み取りました")
    FAILED = "failed", _("読み取れませんでした")
    TAKEN = "taken", _("下書きに入れました")
    DROPPED = "dropped", _("使いませんでした")


RUNNING_UPLOADS = (UploadState.RECEIVING, UploadState.WAITING, UploadState.READING)


class PatchState(models.TextChoices):
    """Where an organisation's own deck stands on its way to a newer edition."""

    WAITING = "waiting", _("順番待ち")
    WORKING = "working", _("新版を入れています")
    READY = "ready", _("できました")
    FAILED = "failed", _("できませんでした")
    DROPPED = "dropped", _("消しました")


OPEN_PATCHES = (PatchState.WAITING, PatchState.WORKING)
