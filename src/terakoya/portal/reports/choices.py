"""Closed sets of words in this app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportKind(models.TextChoices):
    """Which table is written."""

    LIST = "list", _("受講の一覧（1人1行）")
    DAYS = "days", _("学習した日と時間（1人1日1行）")


class ExportFile(models.TextChoices):
    """As which kind of file."""

    XLSX = "xlsx", _("Excel（XLSX）")
    CSV = "csv", _("CSV（UTF-8）")
    CP932 = "cp932", _("CSV（Shift_JIS）")
