"""The root of every refusal a person can meet."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


class PortalError(Exception):
    """A refusal: a translatable sentence that says where and how to mend it, and a code.

    `field` names the form field it belongs to (empty: the form as a whole); `status` is the
    HTTP status for machines; `retry_after` says after how many seconds it may be tried again.
    """

    code = "refused"
    status = 409
    retry_after: int | None = None

    def __init__(self, message: Any, *, field: str = "", **details: Any) -> None:
        super().__init__(message)
        self.message, self.field, self.details = message, field, details

    def __str__(self) -> str:
        return str(self.message)


class BadInput(PortalError):
    """What no page of ours sends: a number that is none, an id without shape, a zero byte."""

    code = "bad-input"
    status = 400

    def __init__(self, message: Any = None, *, field: str = "") -> None:
        sentence = _(
            "送られた内容を読み取れませんでした。前のページを読み込み直して、もう一度お試しください。"
        )
        super().__init__(message or sentence, field=field)
