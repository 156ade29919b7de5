"""The root of every refusal a person can meet."""

from __future__ import annotations

from typing import Any


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
