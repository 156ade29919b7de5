"""What the page of packs shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ..accounts.models import Member
from ..learning.models import Assignment
from .choices import PackState
from .models import EvidencePack, EvidencePiece

SHOWN: Final = 20


@dataclass(frozen=True)
class PackRow:
    """A pack with the title of what it is about."""

    pack: EvidencePack
    title: str

    @property
    def is_ready(self) -> bool:
        """Whether it can be taken away."""
        return self.pack.state == PackState.READY

    @property
    def is_underway(self) -> bool:
        """Whether a worker makes it, or will."""
        return self.pack.state in {PackState.WAITING, PackState.MAKING}


def pack_rows(reader: Member, titled: Iterable[tuple[Assignment, str]]) -> list[PackRow]:
    """The newest packs of the organisation; one statement."""
    titles = {one.pk: title for one, title in titled}
    packs = EvidencePack.objects.filter(organisation_id=reader.organisation_id)
    return [
        PackRow(pack, titles.get(pack.assignment_id, ""))
        for pack in packs.select_related("by")[:SHOWN]
    ]


def bytes_of(pack: EvidencePack) -> Iterator[bytes]:
    """The bytes of a finished pack, a piece at a time."""
    pieces = EvidencePiece.objects.filter(pack=pack).order_by("number")
    for piece in pieces.values_list("content", flat=True).iterator(chunk_size=1):
        yield bytes(piece)
