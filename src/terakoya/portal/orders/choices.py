"""Closed sets of words in this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderStatus(models.TextChoices):
    """Where an order stands."""

    PLACED = "placed", _("申込済み")
    CANCELLED = "cancelled", _("取消済み")
