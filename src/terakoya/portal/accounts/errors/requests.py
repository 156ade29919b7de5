"""Refusals of requests about personal data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .base import AccountsError, UnusableInput


class RequestEmpty(UnusableInput):
    """A request without words."""

    code = "request-empty"
    of_field = "text"
    sentence = _("何をどうしてほしいかを、具体的に書いてください。")


class TooManyRequests(AccountsError):
    """So many requests wait that another one helps nobody."""

    code = "too-many-requests"
    of_field = "text"
    sentence = _("対応中の依頼が%(most)s件あります。回答があるまで、お待ちください。")


class AnswerMissing(UnusableInput):
    """An answer needs its outcome and words that the person reads."""

    code = "answer-missing"
    of_field = "answer"
    sentence = _("結果を選び、ご本人が読む回答を書いてください。")


class RequestAnswered(AccountsError):
    """Somebody else has answered meanwhile."""

    code = "request-answered"
    sentence = _("この依頼には、すでに回答しています。ページを読み込み直してください。")
