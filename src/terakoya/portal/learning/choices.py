"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EnrolmentKind(models.TextChoices):
    """A whole course, or only what a new revision changed."""

    NORMAL = "normal", _("通常")
    DELTA = "delta", _("差分")


class EventKind(models.TextChoices):
    """What a player reports (docs/algorithms/progress.md)."""

    SEEN = "seen", "seen"
    HEARD = "heard", "heard"
    READ = "read", "read"
    ANSWERED = "answered", "answered"
    SKIPPED = "skipped", "skipped"


class Gate(models.TextChoices):
    """Whether a slide must be heard or read before the test opens."""

    FREE = "free", _("自由に進める")
    GATE = "gate", _("聞くか読むかしてから進む")


class Audience(models.TextChoices):
    """Whom an assignment is for."""

    EVERYONE = "everyone", _("全員")
    CHOSEN = "chosen", _("選んだメンバー")


# What the player offers, as it is written; 2 is the fastest that counts (`progress.FASTEST`).
SPEEDS = ("0.75", "1", "1.25", "1.5", "1.75", "2")
