"""The pages of one deck as pictures: LibreOffice runs once, whatever is asked for and how large."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from ..errors import CoursewareError
from . import deck_pdf, find_office, pdf_pictures

WIDE: Final = 1600  # pixels of a page that a course keeps
SMALL: Final = 640  # pixels of a page in a list or a report


class DeckPages:
    """The pages of a deck, drawn when somebody asks for the first of them.

    There is none where LibreOffice is not here, or cannot draw the deck.
    """

    def __init__(self, deck: bytes) -> None:
        self._deck = deck
        self._pdf: bytes | None = None

    def __call__(self, page: int) -> bytes | None:
        """The picture of one page (from 1) for a course, or `None`."""
        return next((picture for _page, picture in self.drawn([page], width=WIDE)), None)

    def drawn(
        self, pages: Collection[int] | None = None, *, width: int = SMALL
    ) -> Iterator[tuple[int, bytes]]:
        """The pictures of some pages, or of all, one after the other."""
        pdf = self._as_pdf()
        if pdf and pages is None:
            yield from pdf_pictures(pdf, width=width).items()
        for page in (pages or ()) if pdf else ():
            try:
                yield from pdf_pictures(pdf, width=width, pages=[page]).items()
            except (ImportError, CoursewareError):
                return

    def _as_pdf(self) -> bytes:
        if self._pdf is None:
            try:
                self._pdf = deck_pdf(self._deck) if find_office() else b""
            except CoursewareError:  # the report says what the pages hold, without pictures
                self._pdf = b""
        return self._pdf
