"""What happens elsewhere and concerns inquiries."""

from __future__ import annotations

from typing import Any

from ..orders.models import Quote
from .services.desk import close_ordered


def close_what_was_ordered(quote: Quote, **_signal: Any) -> None:
    """An order was placed by a quote: the inquiry that it came from waits for nobody."""
    close_ordered(quote)
