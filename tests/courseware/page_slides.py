"""The course with one slide of each layout, and a page as it was beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from terakoya.courseware.model import AnySlide, Material, PageSlide, TextSlide
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


def text_slide(language: str, **changes: Any) -> TextSlide:
    """A page of text of a language, to three levels, beside a picture."""
    japanese = language == "ja"
    given = {
        "id": "our-text",
        "layout": "text",
        "goal": "knows",
        "title": "持ち出しの約束" if japanese else "What leaves the house",
        "narration": ["三つの約束です。"] if japanese else ["Three promises."],
        "items": [
            {"text": "紙" if japanese else "Paper"},
            {"level": 1, "text": "{封筒|ふうとう}に入れる" if japanese else "In an envelope"},
            {"level": 2, "text": "のりで閉じる" if japanese else "Glued"},
            {"text": "端末" if japanese else "Machines"},
        ],
        "picture": {"file": "page.png", "alt": "封筒" if japanese else "An envelope"},
        "size": "small",
    }
    return TextSlide.model_validate(given | changes)


def with_page(material: Material, pixels: tuple[int, int] = (640, 360), **changes: Any) -> Material:
    """A course whose first chapter ends with a page as it was, in every language."""
    return _with(material, lambda language: page_slide(language, **changes), pixels)


def with_text(material: Material, pixels: tuple[int, int] = (640, 360), **changes: Any) -> Material:
    """A course whose first chapter ends with a page of text, in every language."""
    return _with(material, lambda language: text_slide(language, **changes), pixels)


def _with(material: Material, made: Callable[[str], AnySlide], pixels: tuple[int, int]) -> Material:
    texts = []
    for text in material.course.texts:
        first, *others = text.chapters
        slides = (*first.slides, made(text.language))
        chapters = (first.model_copy(update={"slides": slides}), *others)
        texts.append(text.model_copy(update={"chapters": chapters}))
    data = photo(size=pixels)
    media = {**material.course.media, "page.png": sha256(data)}
    course = material.course.model_copy(update={"texts": tuple(texts), "media": media})
    return Material(course, {**material.media, "page.png": data})
