"""Refusals around the legal pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .base import AccountsError, UnusableInput


class LegalDayTooEarly(UnusableInput):
    """A version that would hold before anybody could know."""

    code = "legal-day-too-early"
    of_field = "valid_from"
    sentence = _("%(day)s以後の日にしてください。利用規約は、1か月以上前に知らせる約束です。")


class LegalDayTaken(AccountsError):
    """Two versions from one day."""

    code = "legal-day-taken"
    of_field = "valid_from"
    sentence = _("この日からの版は、すでに公開しています。別の日にしてください。")


class LegalTextHolds(AccountsError):
    """A version that holds, or that somebody accepted, stays."""

    code = "legal-text-holds"
    status = 409
    sentence = _("この版は取り下げられません。すでに有効か、同意した人がいます。")
