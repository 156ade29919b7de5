"""What operators decide about organisations; each is one transaction with its audit entry."""

from .openings import has_opened, open_customer

__all__ = ["has_opened", "open_customer"]
