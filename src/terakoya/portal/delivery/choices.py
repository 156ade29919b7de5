"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BounceKind(models.TextChoices):
    """Why a mail came back."""

    UNKNOWN = "unknown", _("このアドレスは存在しません。")
    FULL = "full", _("受信箱がいっぱいか、一時的に受け取れません。")
    POLICY = "policy", _("相手のメールサーバーが受け取りを断りました。")
