"""The course with one slide of each layout, and a page as it was beside them."""

from __future__ import annotations

from typing import Any

from terakoya.courseware.model import Material, PageSlide
from terakoya.courseware.revision import sha256
from tests.courseware.foreign_decks import photo

WORDS = {
    "ja": ("受付から店長へ、店長から本部へ。", "{会計|かいけい}は10分以内に知らせる。"),
    "en": ("From the desk to the manager.", "Accounts are told within 10 minutes."),
}


def page_slide(language: str, **changes: Any) -> PageSlide:
    """A page of a language; its picture is `page.png`."""
    given = {
        "id": "our-page",
        "layout": "page",
        "goal": "knows",
        "title": "連絡の流れ" if language == "ja" else "Who tells whom",
        "narration": ["連絡の順番です。"] if language == "ja" else ["Who tells whom."],
        "picture": {"file": "page.png", "alt": ""},
        "text": WORDS[language],
    }
    return PageSlide.model_validate(given | changes)


def with_page(material: Material, size: tuple[int, int] = (640, 360), **changes: Any) -> Material:
    """A course whose first chapter ends with a page as it was, in every language."""
    texts = []
    for text in material.course.texts:
        first, *others = text.chapters
        slides = (*first.slides, page_slide(text.language, **changes))
        chapters = (first.model_copy(update={"slides": slides}), *others)
        texts.append(text.model_copy(update={"chapters": chapters}))
    data = photo(size=size)
    media = {**material.course.media, "page.png": sha256(data)}
    course = material.course.model_copy(update={"texts": tuple(texts), "media": media})
    return Material(course, {**material.media, "page.png": data})
