"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member may be beyond a learner (product.md §1)."""

    OWNER = "owner", _("契約者")
    OFFICER = "officer", _("研修担当者")
    SUPERVISOR = "supervisor", _("所属長")
    AUDITOR = "auditor", _("監査者")
