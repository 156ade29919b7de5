"""Closed sets of words in this app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OpeningReason(models.TextChoices):
    """Why an operator opens a customer's page; the customer reads it."""

    INQUIRY = "inquiry", _("お問い合わせへの対応")
    CONTRACT = "contract", _("契約・請求の確認")
    FAULT = "fault", _("障害の調査")
    OTHER = "other", _("その他")
