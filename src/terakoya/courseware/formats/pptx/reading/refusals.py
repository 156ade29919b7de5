"""What is no deck that can be read: one error, a code for each case, and the way to mend it."""

from __future__ import annotations

from enum import StrEnum
from functools import partial

from ....errors import UnreadableSource
from .words import sentence


class Refusal(StrEnum):
    """Why a deck was refused; the sentences are in `languages/`."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    ENCRYPTED = "encrypted"
    LEGACY = "legacy"
    PDF = "pdf"
    WORD = "word"
    EXCEL = "excel"
    OPEN_DOCUMENT = "open-document"
    KEYNOTE = "keynote"
    WRONG_TYPE = "wrong-type"
    BROKEN_ZIP = "broken-zip"
    TWICE = "part-twice"
    DAMAGED = "damaged-part"
    MISSING = "missing-part"
    TOO_MANY_PARTS = "too-many-parts"
    BOMB = "zip-bomb"
    PATH_TRAVERSAL = "path-traversal"
    ENTITY = "external-entity"
    BROKEN_XML = "broken-xml"
    TOO_MANY_SLIDES = "too-many-slides"
    MANY_SHAPES = "many-shapes"
    MANY_CELLS = "many-cells"
    MANY_PICTURES = "many-pictures"
    TOO_MUCH_TEXT = "too-much-text"
    LONG_SHEET = "long-sheet"
    NO_SLIDES = "no-slides"
    ALL_HIDDEN = "all-hidden"
    OTHER_COURSE = "other-course"
    NO_MATCH = "no-match"
    NO_BASE = "no-base"
    UNKNOWN_LANGUAGE = "unknown-language"
    OTHER_LANGUAGE = "other-language"


class UnreadableDeck(UnreadableSource):
    """A deck that was refused as a whole; nothing of it was used.

    `case` tells programs why; `page` counts from 1 where one page is at fault. The text is a
    sentence with the mend; `sentence` says it in the reader's language.
    """

    def __init__(self, case: Refusal, page: int | None = None, **values: object) -> None:
        self.case, self.page, self.values = case, page, values
        super().__init__(self.sentence("en"))

    def __reduce__(self) -> tuple[object, tuple[()]]:
        return partial(type(self), self.case, self.page, **self.values), ()

    @property
    def code(self) -> str:  # type: ignore[override]
        """The code of the case, as the command line and the portal tell it."""
        return f"deck-{self.case.value}"

    def sentence(self, language: str) -> str:
        """Where, what and how to mend it, in one language."""
        return sentence(language, "refusals", self.case.value, self.values, self.page)
