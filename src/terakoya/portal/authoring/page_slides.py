"""A slide as a picture of its page, and as words again: pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from terakoya.courseware.inline import plain
from terakoya.courseware.model import AnySlide, ListItem, PageSlide, Picture, TextSlide
from terakoya.courseware.revision import sha256
from terakoya.courseware.text.alternative_text import is_written
from terakoya.courseware.texts import texts_of

MOST_ITEMS: Final = 400
_SLIDES: Final[TypeAdapter[AnySlide]] = TypeAdapter(AnySlide)


def words_of(slide: AnySlide) -> Iterator[str]:
    """What stands on a slide, its narration left out, in the order of reading."""
    for path, words in texts_of(slide):
        if path[0] not in ("narration", "answer_narration", "title", "kicker"):
            yield from (line for line in plain(words).split("\n") if line.strip())


def is_page(slide: AnySlide) -> bool:
    """Whether a slide is a page as it was."""
    return isinstance(slide, PageSlide)


def is_described(slide: AnySlide) -> bool:
    """Whether the picture of a page has a description of its own: its title alone is none."""
    if not isinstance(slide, PageSlide) or slide.picture.alt == slide.title:
        return False
    return is_written(plain(slide.picture.alt))


def as_picture(slide: AnySlide, file: str) -> PageSlide:
    """The slide as the picture of its page, with its words to be read and heard."""
    picture = getattr(slide, "picture", None)
    return PageSlide.model_validate(
        {
            **_common(slide),
            "layout": "page",
            "picture": Picture(file=file, alt=picture.alt if picture is not None else ""),
            "text": tuple(words_of(slide)),
        }
    )


def as_words(slide: AnySlide, kept: Mapping[str, Any] | None) -> AnySlide:
    """The slide in words: as it was read or was before, else its words as items."""
    if kept is not None:
        before = _SLIDES.validate_python(kept)
        return before.model_copy(
            update={"title": slide.title, "narration": slide.narration, "goal": slide.goal}
        )
    lines = [one for one in words_of(slide) if one != plain(slide.title)]
    if len(lines) > MOST_ITEMS:
        lines = [*lines[: MOST_ITEMS - 1], "\n".join(lines[MOST_ITEMS - 1 :])]
    items = tuple(ListItem(text=line) for line in lines)
    return TextSlide.model_validate({**_common(slide), "layout": "text", "items": items})


def file_name(picture: bytes) -> str:
    """What a page's picture is called in the course."""
    return f"page-{sha256(picture)[:16]}.png"


def _common(slide: AnySlide) -> dict[str, object]:
    names = ("id", "goal", "facts", "required", "suits", "kicker", "title", "point", "narration")
    return {name: getattr(slide, name) for name in names}
