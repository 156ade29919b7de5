"""What every refusal of this app is."""

from __future__ import annotations

from typing import Any, ClassVar

from ...common.errors import PortalError


class AccountsError(PortalError):
    """A refusal whose sentence belongs to its class; details fill the sentence's places."""

    sentence: ClassVar[Any] = ""
    of_field: ClassVar[str] = ""

    def __init__(self, *, field: str | None = None, **details: Any) -> None:
        sentence = self.sentence % details if details else self.sentence
        super().__init__(sentence, field=self.of_field if field is None else field, **details)


class UnusableInput(AccountsError):
    """Something typed that cannot be taken as it is."""

    status = 422
