"""Refusals around notices to customers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .base import UnusableInput


class NoticeDaysUnusable(UnusableInput):
    """A notice that would never be shown."""

    code = "notice-days-unusable"
    of_field = "until_on"
    sentence = _("終わりの日は、始まりの日と今日より前にできません。")
