"""How much room the files of an organisation take."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, Sum

from ...accounts.models import Organisation
from ...editions.selectors.upload import upload_room
from ..choices import DeckState
from ..models import DeckPiece, OwnCourse


def bytes_used(organisation: Organisation) -> int:
    """The bytes of all files that are here or on their way, those of editions among them."""
    return upload_room(organisation).used


def bytes_of_decks(organisation: Organisation) -> int:
    """The bytes of the files of own courses that are here or on their way."""
    pieces = DeckPiece.objects.filter(own_course=OuterRef("pk"))
    own = OwnCourse.objects.filter(
        Q(Exists(pieces)) | Q(state=DeckState.RECEIVING), organisation=organisation
    )
    mine: int = own.aggregate(sum=Sum("size"))["sum"] or 0
    return mine
