"""Refusals of the operator's desk, each with its sentence."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from ..common.errors import PortalError


class OperatorError(PortalError):
    """A refusal whose sentence belongs to its class; details fill the sentence's places."""

    status = 422
    sentence: ClassVar[Any] = ""
    of_field: ClassVar[str] = ""

    def __init__(self, **details: Any) -> None:
        sentence = self.sentence % details if details else self.sentence
        super().__init__(sentence, field=self.of_field, **details)


class ReasonMissing(OperatorError):
    """The customer reads why their page was opened."""

    code = "reason-missing"
    of_field = "words"
    sentence = _("「その他」のときは、理由を入力してください。お客様の監査ログに表示されます。")
