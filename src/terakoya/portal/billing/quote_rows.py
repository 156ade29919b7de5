"""The quotes of an organisation as its page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..accounts.models import Member
from ..orders.choices import QuoteState
from ..orders.models import Quote
from ..orders.quote_words import quote_subject
from ..orders.selectors.quotes import quote_state, quotes_of

# The tone of each state; nothing here is red, since nothing here is an error.
_TONES: Final = {QuoteState.VALID: "info", QuoteState.EXPIRED: "", QuoteState.ORDERED: "ok"}


@dataclass(frozen=True)
class QuoteRow:
    """A quote, what it is of, and whether something may be ordered by it."""

    quote: Quote
    subject: str
    state: QuoteState

    @property
    def tone(self) -> str:
        """The tone of its chip."""
        return _TONES[self.state]


def quote_rows(officer: Member) -> list[QuoteRow]:
    """The newest quotes of the officer's organisation; one statement."""
    return [QuoteRow(one, quote_subject(one), quote_state(one)) for one in quotes_of(officer)]
