"""The refusal of what comes too often."""

from __future__ import annotations

import math

from django.utils.translation import gettext_lazy as _

from ..common.errors import PortalError
from .rules import Limit

_MOST_MINUTES = 90


class TooOften(PortalError):
    """A limit is used up; the sentence says when to try again."""

    code = "too-often"
    status = 429

    def __init__(self, limit: Limit, seconds: float) -> None:
        wait = max(1, math.ceil(seconds))
        super().__init__(waiting_sentence(wait))
        self.limit, self.retry_after = limit, wait


def waiting_sentence(seconds: float) -> str:
    """That it was too often, and how long to wait, in minutes or hours."""
    minutes = max(1, math.ceil(seconds / 60))
    if minutes <= _MOST_MINUTES:
        text = _(
            "短い間に回数が多かったため、止めています。あと%(minutes)s分たつと、もう一度試せます。"
        )
        return str(text % {"minutes": minutes})
    text = _(
        "短い間に回数が多かったため、止めています。あと%(hours)s時間たつと、もう一度試せます。"
    )
    return str(text % {"hours": math.ceil(minutes / 60)})
