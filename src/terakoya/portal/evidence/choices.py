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
