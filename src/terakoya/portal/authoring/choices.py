"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeckState(models.TextChoices):
    """Where the file of an own course stands."""

    RECEIVING = "receiving", _("受け取り中")
    WAITING = "waiting", _("順番待ち")
    READING = "reading", _("読み込み中")
    READY = "ready", _("読み込みました")
    FAILED = "failed", _("読み込めませんでした")
    DROPPED = "dropped", _("やめました")


RUNNING = (DeckState.RECEIVING, DeckState.WAITING, DeckState.READING)


class SampleState(models.TextChoices):
    """Where the sample of a voice stands."""

    WAITING = "waiting", _("順番待ち")
    SAYING = "saying", _("音声を作っています")
    READY = "ready", _("聞けます")
    FAILED = "failed", _("音声を作れませんでした")


SAMPLES_RUNNING = (SampleState.WAITING, SampleState.SAYING)


class PageState(models.TextChoices):
    """What became of a page; derived from the draft and from what was decided."""

    WORDS = "words", _("テキストで再現")
    PICTURE = "picture", _("ページの絵として")
    OPEN = "open", _("要確認")


class CourseState(models.TextChoices):
    """Where an own course stands in the list."""

    PUBLISHED = "published", _("公開中")
    DRAFT = "draft", _("下書き")
    READING = "reading", _("読み込み中")
    FAILED = "failed", _("読み込めませんでした")
    OPEN = "open", _("要確認")


class Order(models.TextChoices):
    """In which order the list stands."""

    CHANGED = "changed", _("直した日が新しい順")
    NAME = "name", _("名前順")
    MADE = "made", _("作った日が新しい順")
