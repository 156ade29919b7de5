"""Refusals around an application."""

from __future__ import annotations

from ..common.errors import PortalError


class IncompleteApplication(PortalError):
    """A step before the final check is not filled in."""

    code = "incomplete-application"


class NothingToExport(PortalError):
    """The chosen contents have no slide of the kind that the file is made of."""

    code = "nothing-to-export"
    status = 422


class SeatsOutOfRange(PortalError):
    """Seats are sold from 1 to 100; more is a quote request."""

    code = "seats-out-of-range"
    status = 422


class ExportRefused(PortalError):
    """A file that cannot be made now."""

    code = "export-refused"


class SameApplication(PortalError):
    """One with the same contents came in a short time ago; it may be meant all the same."""

    code = "same-application"


class PriceChanged(PortalError):
    """The price changed between the final check and the click."""

    code = "price-changed"


class ContractOver(PortalError):
    """The contract has ended or was cancelled; says how to go on."""

    code = "contract-over"


class TooLateToCancel(PortalError):
    """The days in which a contract may be cancelled free of charge are over."""

    code = "too-late-to-cancel"


class QuoteUsed(PortalError):
    """An order was placed by this quote already."""

    code = "quote-used"


class QuoteExpired(PortalError):
    """The prices of this quote hold no longer."""

    code = "quote-expired"


class OrderDecided(PortalError):
    """An order that waits no longer, or a decision without its reason."""

    code = "order-decided"
