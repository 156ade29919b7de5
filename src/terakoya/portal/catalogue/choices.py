"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RevisionKind(models.TextChoices):
    """Why a revision was published (product.md §3, changes.yaml)."""

    FIRST = "first", _("初版")
    TYPO = "typo", _("誤字・表記")
    IMPROVEMENT = "improvement", _("内容の改善")
    LEGAL = "legal", _("法改正対応")


class Item(models.TextChoices):
    """What is sold (product.md §5)."""

    ONLINE = "online", _("オンライン研修")
    MANUSCRIPT = "manuscript", _("教材原稿")


class OwnCourseAccess(models.TextChoices):
    """Who may take an organisation's own courses (product.md §5)."""

    SEAT = "seat", _("研修の受講枠を持つ人")
    EVERYONE = "everyone", _("契約のある会社・団体の全員")
    NOBODY = "nobody", _("だれも受講できない")
