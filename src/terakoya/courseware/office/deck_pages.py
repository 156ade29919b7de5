"""The pages of one deck as pictures: LibreOffice draws each portion once, however many are asked.

What it cannot draw within its memory and time is divided until the pages that are at fault stand
alone, so that one dear page costs no other its picture.
"""

from __future__ import annotations

import tempfile
import weakref
import zipfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Final

from ..errors import CoursewareError, MissingPart, UnreadableSource
from . import Write as Write
from . import find_office, pdf_pictures, safe_pdf
from .deck_copy import without_outside
from .portions import DividedDeck, Portion

WIDE: Final = 1600  # pixels of a page that a course keeps
SMALL: Final = 640  # pixels of a page in a list or a report
SECONDS: Final = 300.0  # by the clock, for one portion: a machine may be busy with other things
MOST_SECONDS_LOST: Final = 120.0  # of computing without result: the pages left stay undrawn
_PARTS: Final = 6  # that a portion is divided into when it cannot be drawn


class DeckPages:
    """The pages of a deck, drawn when somebody asks for them.

    There is none where LibreOffice is not here, or cannot draw the page.
    """

    def __init__(self, deck: bytes) -> None:
        self._bytes = deck
        self._deck: DividedDeck | None = None
        self._waiting: list[Portion] = []
        self._drawn: dict[int, bytes] = {}  # the PDF that holds a page
        self._lost = 0.0
        self._last: tuple[int, bytes] = (0, b"")

    def __call__(self, page: int) -> bytes | None:
        """The picture of one page (from 1) for a course.

        `None` where no program is here that draws, nothing (`b""`) where it cannot draw this page.
        """
        if not find_office():
            return None
        if self._last[0] != page:  # a reader asks first whether there is one
            self._last = page, dict(self.drawn([page], width=WIDE)).get(page, b"")
        return self._last[1]

    def drawn(
        self, pages: Collection[int] | None = None, *, width: int = SMALL
    ) -> Iterator[tuple[int, bytes]]:
        """The pictures of some pages, or of all, one after the other."""
        if not find_office() or not (deck := self._divided()):
            return
        for page in range(1, deck.page_count + 1) if pages is None else pages:
            try:
                yield from pdf_pictures(self._pdf_of(deck, page), width=width, pages=[page]).items()
            except (ImportError, MissingPart):
                return
            except CoursewareError:  # the report says what the page holds, without its picture
                continue

    def pdf(self, page: int) -> bytes:
        """A PDF in which a page (from 1) stands under its number; pages far from it may be blank.

        Raises `MissingPart` without LibreOffice, `UnreadableSource` where it cannot draw the page.
        """
        deck = self._divided()
        if deck is None:
            raise UnreadableSource("The deck cannot be opened. → Save it again in PowerPoint.")
        return self._pdf_of(deck, page)

    def _divided(self) -> DividedDeck | None:
        if self._deck is None and self._bytes:
            with ExitStack() as opened:
                copy = opened.enter_context(tempfile.TemporaryFile())
                # It stays as long as there are pages to draw.
                weakref.finalize(self, opened.pop_all().close)
            try:
                copy.write(without_outside(self._bytes))
                self._deck = DividedDeck(copy)
                self._waiting = list(self._deck.portions)
            except (CoursewareError, zipfile.BadZipFile):  # told by whoever reads the deck
                pass
            self._bytes = b""
        return self._deck

    def _pdf_of(self, deck: DividedDeck, page: int) -> bytes:
        """The PDF that holds a page; raises `UnreadableSource` where it cannot be drawn."""
        while page not in self._drawn:
            around = [one for one in self._waiting if one.first <= page <= one.last]
            if not around or page in deck.too_rich or self._lost > MOST_SECONDS_LOST:
                raise UnreadableSource(f"LibreOffice could not draw page {page}. → Simplify it.")
            portion = around[0]
            self._waiting.remove(portion)
            began = _computed()
            try:
                pdf = safe_pdf(partial(deck.write, portion), portion.count, seconds=SECONDS)
            except UnreadableSource:
                self._lost += _computed() - began
                if portion.count > 1:
                    self._waiting += portion.divided(_PARTS)
            else:
                self._drawn |= dict.fromkeys(range(portion.first, portion.last + 1), pdf)
        return self._drawn[page]


def _computed() -> float:
    """How many seconds the programs computed that this process started, as far as it is told."""
    try:
        import resource  # not on Windows
    except ImportError:
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
