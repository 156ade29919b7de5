"""Files kept in pieces, so that 200 MB need no shared disk and no memory at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Manager

from .models import FilePiece

PIECE: Final = 4 * 1024 * 1024


def keep_pieces(pieces: Manager[Any], contents: Iterable[bytes], *, organisation: int) -> None:
    """Store a file as it comes; `pieces` are those of the row that it belongs to."""
    for number, content in enumerate(contents):
        pieces.create(organisation_id=organisation, number=number, content=content)


def whole_file(pieces: Iterable[FilePiece]) -> bytes:
    """The file whose pieces these are, in their order; nothing where they are gone."""
    return b"".join(bytes(one.content) for one in pieces)
