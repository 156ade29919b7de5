"""Reading a deck of an organisation, without rows: the course, and what is to be told of a page."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.imports.resource_limits import within_limits
from terakoya.courseware.model import Course, Material

from ..editions.intake import INTERFACES, DeckPages

if TYPE_CHECKING:
    from terakoya.courseware.formats.pptx.reading import Notice

WIDTH: Final = 1280  # pixels of a page's picture: a page that is kept as a picture is this one
SMALL: Final = 496  # twice the size that it is shown at
LONGEST_TITLE: Final = 100
_SLIDE: Final = re.compile(r"ppt/slides/slide\d+\.xml")
_RANGE: Final = re.compile(r"(\d+)(?:–(\d+))?")
# What somebody has to look at before learners see the page: something of it is not there.
ASKS: Final = frozenset(
    {
        "audio",
        "drawing-gone",
        "extra-picture",
        "extra-table",
        "formula",
        "huge-picture",
        "left-out",
        "linked-picture",
        "ole",
        "picture-gone",
        "smart-art-gone",
        "typed-question",
        "unfit-picture",
        "video",
    }
)
# Of a page that is shown as it was nothing of these is missing.
SHOWN_IN_PICTURE: Final = frozenset(
    {
        "drawing-gone",
        "extra-picture",
        "extra-table",
        "formula",
        "left-out",
        "linked-picture",
        "ole",
        "picture-gone",
        "smart-art-gone",
        "unfit-picture",
    }
)
Told = dict[str, Any]


@dataclass(frozen=True)
class ReadDeck:
    """The course that a deck makes; which slide each page became; what is told of each page."""

    material: Material
    settings: EditionSettings
    slides: Mapping[int, str]
    notices: Mapping[int, list[Told]]
    whole: list[Told]
    drawn: frozenset[int] = field(default_factory=frozenset)


def page_count(deck: bytes) -> int:
    """How many pages a deck seems to have, by the names of its parts; 0 where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(deck)) as parts:
            return sum(_SLIDE.fullmatch(name) is not None for name in parts.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return 0


def read_deck(deck: bytes, pages: DeckPages) -> ReadDeck:
    """The course that a deck makes.

    Raises `UnreadableDeck`, `TooCostly` and `ReadingFailed`, each with a `sentence`.
    """
    from terakoya.courseware.formats.pptx.reading import (
        import_new_deck,  # a reader that few processes need
    )

    drawn: set[int] = set()

    def draw(page: int) -> bytes | None:
        picture = pages(page)
        if picture is not None:
            drawn.add(page)
        return picture

    found = within_limits(import_new_deck, deck, page_image=draw)
    slides = {page: one.slide for one in found.report.slides for page in one.pages}
    by_page: dict[int, list[Told]] = defaultdict(list)
    whole: list[Told] = []
    for notice in found.report.notices:
        told = _told(notice)
        concerned = list(_pages_of(notice))
        for page in concerned:
            by_page[page].append(told)
        if not concerned:
            whole.append(told)
    return ReadDeck(found.material, found.settings, slides, dict(by_page), whole, frozenset(drawn))


def _told(notice: Notice) -> Told:
    from terakoya.courseware.formats.pptx.reading.report import (
        message_of,  # a reader that few processes need
    )

    return {
        "code": notice.loss.value,
        "asks": notice.loss.value in ASKS,
        **{one: list(message_of(notice, one)) for one in INTERFACES},
    }


def _pages_of(notice: Notice) -> Iterator[int]:
    """The page of a notice, or those of one that is told once of several."""
    if notice.page is not None:
        yield notice.page
        return
    for first, last in _RANGE.findall(str(dict(notice.values).get("pages", ""))):
        yield from range(int(first), int(last or first) + 1)


def small_picture(picture: bytes) -> bytes:
    """A page's picture for lists, as WebP."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.thumbnail((SMALL, SMALL))
        image.convert("RGB").save(out, "WEBP", quality=75)
    return out.getvalue()


def named(course: Course, slug: str, version: str, title: str) -> Course:
    """The course under its own id, in every place that names it."""
    language = course.source.language
    said = course.meta.title[language].strip() or title
    meta = course.meta.model_copy(
        update={
            "id": slug,
            "version": version,
            "title": {language: said[:LONGEST_TITLE]},
        }
    )
    return course.model_copy(update={"meta": meta})
