"""Refusals around own courses."""

from __future__ import annotations

from ..common.errors import PortalError


class DeckRefused(PortalError):
    """A file that cannot be taken as it is."""

    code = "deck-refused"
    status = 422


class NoContract(PortalError):
    """The organisation has no running contract, or the operator offers no own courses."""

    code = "no-contract"


class ReadingOver(PortalError):
    """What is to be stopped is over, or what is to be changed is not read yet."""

    code = "reading-over"


class PageRefused(PortalError):
    """A page cannot become what was asked for."""

    code = "page-refused"
    status = 422


class VoiceRefused(PortalError):
    """A voice that does not exist, or nothing for it to say."""

    code = "voice-refused"
    status = 422


class SurveyRefused(PortalError):
    """An item that the survey cannot have."""

    code = "survey-refused"
    status = 422


class DetailsRefused(PortalError):
    """A name, a time or a pass mark that cannot be."""

    code = "details-refused"
    status = 422


class CatalogueRefused(PortalError):
    """An operator's course cannot stand in the catalogue like this."""

    code = "catalogue-refused"
