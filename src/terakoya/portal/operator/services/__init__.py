"""What operators decide about organisations; each is one transaction with its audit entry."""

from .openings import has_opened, open_customer
from .suspension import end_suspension, give_notice, open_suspension, suspend

__all__ = [
    "end_suspension",
    "give_notice",
    "has_opened",
    "open_customer",
    "open_suspension",
    "suspend",
]
