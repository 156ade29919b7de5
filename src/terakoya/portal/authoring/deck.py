"""Reading a deck of an organisation, without rows: the course, and what is to be told of a page."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.imports.resource_limits import within_limits
from terakoya.courseware.model import AnySlide, Course, Material, Voice
from terakoya.courseware.revision import picture_names

from ..editions.intake import INTERFACES, DeckPages
from .page_slides import is_page

if TYPE_CHECKING:
    from terakoya.courseware.formats.pptx.reading import Notice

WIDTH: Final = 1280  # pixels of a page's picture: a page that is kept as a picture is this one
SMALL: Final = 496  # twice the size that it is shown at
LONGEST_TITLE: Final = 100
_SLIDE: Final = re.compile(r"ppt/slides/slide\d+\.xml")
# What is gone from a page, or hinders somebody to use it (`page_forms.py` of the reader).
ASKS: Final = frozenset(
    {
        "audio",
        "drawing-gone",
        "huge-picture",
        "linked-picture",
        "no-picture",
        "not-drawn",
        "online-video",
        "title-as-alt",
        "typed-question",
        "unfit-picture",
        "video",
    }
)
# What is settled once somebody has written what a page shows.
UNTIL_DESCRIBED: Final = frozenset({"title-as-alt"})
# Of a page that is shown as it was nothing of these is missing.
SHOWN_IN_PICTURE: Final = frozenset(
    {"drawing-gone", "huge-picture", "linked-picture", "no-picture", "not-drawn", "unfit-picture"}
)
# What no longer holds of a page that is shown in words after all.
KEPT_AS_PICTURE: Final = frozenset(
    {"as-picture", "chosen-picture", "cover", "notes-as-alt", "title-as-alt"}
)
Told = dict[str, Any]


@dataclass(frozen=True)
class Words:
    """Slides in words by their id, of pages that are shown as pictures; and their pictures."""

    slides: Mapping[str, AnySlide]
    media: Mapping[str, bytes]


@dataclass(frozen=True)
class ReadDeck:
    """The course that a deck makes; which slide each page became; what is told of each page."""

    material: Material
    settings: EditionSettings
    slides: Mapping[int, str]
    notices: Mapping[int, list[Told]]
    whole: list[Told]
    words: Words


def page_count(deck: bytes) -> int:
    """How many pages a deck seems to have, by the names of its parts; 0 where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(deck)) as parts:
            return sum(_SLIDE.fullmatch(name) is not None for name in parts.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return 0


def read_deck(deck: bytes, pages: DeckPages, name: str) -> ReadDeck:
    """The course that a deck makes; `name` is that of the file.

    Pages that become pictures are read a second time as words, so that people may choose. Raises
    `UnreadableDeck`, `TooCostly` and `ReadingFailed`, each with a `sentence`.
    """
    from terakoya.courseware.formats.pptx.reading import (
        import_new_deck,  # a reader that few processes need
    )

    found = within_limits(import_new_deck, deck, page_image=pages, file_name=name)
    slides = {page: one.slide for one in found.report.slides for page in one.pages}
    by_page: dict[int, list[Told]] = {
        page: [_told(notice) for notice in one.reasons]
        for one in found.report.slides
        for page in one.pages
    }
    whole: list[Told] = []
    for notice in found.report.notices:
        told = _told(notice)
        known = by_page.get(notice.page or 0)
        if notice.page is None:
            whole.append(told)
        elif known is not None and told not in known:
            known.append(told)
    return ReadDeck(
        found.material,
        found.settings,
        slides,
        by_page,
        whole,
        _in_words(deck, found.material.course, slides, name),
    )


def _in_words(deck: bytes, course: Course, slides: Mapping[int, str], name: str) -> Words:
    """What the pages that became pictures would be in words, with the pictures these show."""
    from terakoya.courseware.formats.pptx.reading import (
        import_new_deck,  # a reader that few processes need
    )

    drawn = {slide.id for _chapter, slide in course.source.slides() if is_page(slide)}
    if not drawn:
        return Words({}, {})
    chosen = frozenset(page for page, slide in slides.items() if slide in drawn)
    found = within_limits(import_new_deck, deck, as_words=chosen, file_name=name)
    written = {
        slide.id: slide
        for _chapter, slide in found.material.course.source.slides()
        if slide.id in drawn and not is_page(slide)
    }
    shown = {file for slide in written.values() for file in picture_names(slide)}
    media = found.material.media
    return Words(written, {file: media[file] for file in sorted(shown) if file in media})


def _told(notice: Notice) -> Told:
    from terakoya.courseware.formats.pptx.reading.report import (
        message_of,  # a reader that few processes need
    )

    return {
        "code": notice.loss.value,
        "asks": notice.loss.value in ASKS,
        **{one: list(message_of(notice, one)) for one in INTERFACES},
    }


def small_picture(picture: bytes) -> bytes:
    """A page's picture for lists, as WebP."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.thumbnail((SMALL, SMALL))
        image.convert("RGB").save(out, "WEBP", quality=75)
    return out.getvalue()


def named(
    course: Course, slug: str, version: str, title: str, voice: Voice | None = None
) -> Course:
    """The course under its own id, with who says its notes."""
    language = course.source.language
    said = course.meta.title[language].strip() or title
    meta = course.meta.model_copy(
        update={
            "id": slug,
            "version": version,
            "title": {language: said[:LONGEST_TITLE]},
            "voices": {language: voice} if voice else {},
        }
    )
    return course.model_copy(update={"meta": meta})
