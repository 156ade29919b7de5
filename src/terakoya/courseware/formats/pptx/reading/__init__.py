"""A deck → a course: what is visible comes from the deck, everything else from the base.

The rules, with worked examples, are in `docs/algorithms/pptx-reader.md`.
"""

from __future__ import annotations

from collections.abc import Mapping

from ....edition import NO_SETTINGS, EditionSettings
from ....layouts.identity import Part
from ....model import Material
from .assemble import Import, Imported
from .new_course import NewCourse, language_of
from .new_slides import PageImage
from .notices import Loss, Notice
from .refusals import Refusal, UnreadableDeck
from .report import FidelityReport, PageForm, SlideReport, State
from .sheets import DeckSource, read_deck
from .spoken_language import language_by_words

__all__ = [
    "FidelityReport",
    "Imported",
    "Loss",
    "Notice",
    "PageForm",
    "Refusal",
    "SlideReport",
    "State",
    "UnreadableDeck",
    "hidden_pages",
    "import_deck",
    "import_new_deck",
    "refuse_without_base",
    "revision_of_deck",
]


def import_deck(
    deck: bytes,
    base: Material,
    language: str | None = None,
    *,
    settings: EditionSettings = NO_SETTINGS,
    choices: Mapping[int, str | None] | None = None,
    page_image: PageImage | None = None,
    as_pictures: frozenset[int] = frozenset(),
    as_words: frozenset[int] = frozenset(),
) -> Imported:
    """The course that a changed deck holds.

    `base` is the course that the deck was made from, `settings` those of the edition that it
    is, if any. `language` is that of the deck, and must not contradict what the deck says.
    `choices` say for pages (from 1) which slide of the base they show (`None`: a new one) where
    somebody decided.
    `page_image` draws a page as PNG, for pages that no layout can hold (`PageImage`); left out,
    such pages are in words alone, and the report says that nobody asked for pictures.
    `as_pictures` and `as_words` are as for a deck that was never ours; a page that an earlier
    import made a picture stays one.

    Raises `UnreadableDeck` when it is none, is hostile, or is of another course or language.
    """
    source = read_deck(deck)
    spoken = _language(source, base, language)
    course = source.properties.get("terakoya:course", "")
    if course and course != base.course.meta.id:
        raise UnreadableDeck(Refusal.OTHER_COURSE, found=course, wanted=base.course.meta.id)
    return Import(
        source, base, spoken, settings, choices or {}, page_image, as_pictures, as_words
    ).run()


def import_new_deck(
    deck: bytes,
    language: str | None = None,
    *,
    page_image: PageImage | None = None,
    as_pictures: frozenset[int] = frozenset(),
    as_words: frozenset[int] = frozenset(),
    file_name: str = "",
) -> Imported:
    """A course of one language from a deck that was never ours.

    `language` is that of the deck; left out, its words say it. `page_image` draws a page as PNG;
    left out, nothing is drawn.
    `as_pictures` and `as_words` are the pages (from 1) of which somebody said what they shall be:
    the page as it was, or its words. Of all others the page itself decides, and the report says
    for each what it became and why (`SlideReport.form`).
    The course has the name of the file where no page of it says a title.

    Raises `UnreadableDeck` when it is none, is hostile, has no page that is shown, or was made
    from a course of ours.
    """
    source = read_deck(deck)
    if source.properties.get("terakoya:course"):
        raise _without_base(source)
    if all(sheet.hidden for sheet in source.sheets):
        raise UnreadableDeck(Refusal.ALL_HIDDEN)
    made = NewCourse(
        source, language or language_of(source), page_image, as_pictures, as_words, file_name
    )
    material, settings, report = made.run()
    pages = {one.slide: {Part.MAIN: one.pages[0]} for one in report.slides}
    return Imported(material, settings, report, pages)


def revision_of_deck(deck: bytes) -> str:
    """The id of the revision that a deck was made from; empty where it does not say so.

    Raises `UnreadableDeck`.
    """
    return read_deck(deck).properties.get("terakoya:revision", "")


def hidden_pages(deck: bytes) -> tuple[int, ...]:
    """The pages of a deck that it hides, from 1.

    Raises `UnreadableDeck`.
    """
    return tuple(one.page for one in read_deck(deck).sheets if one.hidden)


def refuse_without_base(deck: bytes) -> UnreadableDeck:
    """The refusal of a deck whose base nobody named; it says which course the deck says.

    Raises `UnreadableDeck` itself when it is none.
    """
    return _without_base(read_deck(deck))


def _without_base(source: DeckSource) -> UnreadableDeck:
    said = source.properties
    course, revision = said.get("terakoya:course", "?"), said.get("terakoya:revision", "?")
    return UnreadableDeck(Refusal.NO_BASE, course=course, revision=revision[:12])


def _language(source: DeckSource, base: Material, wanted: str | None) -> str:
    """The language of a deck: what the file says of itself, else what its words are."""
    known = base.course.meta.languages
    said = source.properties.get("terakoya:language", "")
    said = said or language_by_words(source, base.course)
    if wanted and said and wanted != said:
        raise UnreadableDeck(Refusal.OTHER_LANGUAGE, found=said, wanted=wanted)
    language = said or wanted or known[0]
    if language not in known:
        raise UnreadableDeck(Refusal.UNKNOWN_LANGUAGE, language=language, known=", ".join(known))
    return language
