"""Boxes that somebody copied on their page and typed over: no word of theirs is lost unsaid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.model import ContactSlide, Material
from terakoya.courseware.texts import texts_of
from tests.courseware.deck_editing import edited, page_of, retype, shape_of
from tests.courseware.deck_reading import CORPUS, corpus, corpus_deck, opened
from tests.courseware.test_closing_forms import closing, closing_deck, slides

_DOWN = 300_000  # EMU


@cache
def later() -> Material:
    return read_folder(Path(CORPUS).with_name("later-layouts"))


@cache
def later_deck(language: str) -> bytes:
    return write_pptx(later(), language)


COURSES: dict[str, tuple[Callable[[], Material], Callable[[str], bytes]]] = {
    "every layout": (corpus, corpus_deck),
    "later layouts": (later, later_deck),
    "closing forms": (closing, closing_deck),
}


def copy_box(page: Any, block: str, *texts: str, down: int = _DOWN) -> None:
    """Copy a box on its page, name and all, and type other words into the copy."""
    page.shapes._spTree.append(deepcopy(shape_of(page, block)._element))
    copy = list(page.shapes)[-1]
    copy.top += down
    copy.text_frame.text = "\n".join(texts)


def said(result: Imported) -> str:
    """All that the slides of the edition say, and all that the report tells."""
    slides = [slide for _, slide in result.material.course.source.every_slide()]
    texts = [text for slide in slides for _, text in texts_of(slide)]
    told = [text for one in result.report.notices for text in one.values.values()]
    return "\n".join([*texts, *told])


def boxes(deck: bytes) -> dict[str, list[str]]:
    """The boxes of ours on each page by their blocks."""
    return {
        page.name.removeprefix("cw:"): [
            shape.name.split(":", 2)[2]
            for shape in page.shapes
            if shape.name.count(":") == 2 and shape.has_text_frame
        ]
        for page in opened(deck).slides
    }


def rounds(deck: bytes) -> Iterator[dict[str, str]]:
    """The boxes of all pages, one of each page at a time."""
    named = boxes(deck)
    for number in range(max(map(len, named.values()))):
        yield {page: blocks[number] for page, blocks in named.items() if number < len(blocks)}


@pytest.mark.parametrize("course", COURSES)
def test_words_typed_into_the_copy_of_any_box_are_kept_or_told(course: str) -> None:
    base, deck = COURSES[course][0](), COURSES[course][1]("ja")
    lost = []
    for chosen in rounds(deck):
        marks = {page: f"写し{number}番" for number, page in enumerate(chosen)}

        def copy(presentation: Any, chosen: Any = chosen, marks: Any = marks) -> None:
            for page, block in chosen.items():
                copy_box(page_of(presentation, page), block, marks[page])

        words = said(import_deck(edited(deck, copy), base))
        lost += [(page, chosen[page]) for page, mark in marks.items() if mark not in words]
    assert lost == []


def test_third_card_of_the_contact_keeps_its_words_beside_its_number() -> None:
    contact = next(one for one in slides(closing(), "ja") if isinstance(one, ContactSlide))

    def add(presentation: Any) -> None:
        page = page_of(presentation, contact.id)
        copy_box(page, "police-9110", "本社運行管理", "24時間", down=1_371_600)
        copy_box(page, "police-9110-tel", "03-1234-5678", down=1_371_600)

    result = import_deck(edited(closing_deck("ja"), add), closing())
    every = [one for _, one in result.material.course.text("ja").slides()]
    at = every.index(contact)
    words = [text for _, text in texts_of(every[at + 1]) if text]
    assert words[1:] == ["本社運行管理", "24時間", "03-1234-5678"]


def test_words_typed_into_a_ground_are_kept_beside_those_of_the_layout() -> None:
    result = import_deck(
        edited(corpus_deck("ja"), retype("three-to-do", "item-2-ground", "店長へ")), corpus()
    )
    told = [(one.loss, one.values["text"]) for one in result.report.notices if one.page]
    assert told == [(Loss.TEXT_BOX, "店長へ")]


def test_choice_added_in_other_words_on_its_answer_is_told() -> None:
    def add(presentation: Any) -> None:
        for page, block, text in (
            ("check-duty", "choice-a", "場合による"),
            ("check-duty:answer", "answer-choice-a", "場合によります"),
        ):
            copy_box(page_of(presentation, page), block, text)

    result = import_deck(edited(corpus_deck("ja"), add), corpus())
    told = [dict(one.values) for one in result.report.notices if one.loss is Loss.TWO_TEXTS]
    assert told == [{"text": "場合による", "other": "場合によります"}]


@pytest.mark.parametrize(
    ("text", "is_told"), [("3ページ", False), ("講師用", True), (f"{'#' * 40}x", True)]
)
def test_words_typed_into_the_place_of_the_page_number_are_told(text: str, is_told: bool) -> None:
    result = import_deck(edited(corpus_deck("ja"), retype("same-day", "number", text)), corpus())
    told = [one.values["text"] for one in result.report.notices if one.loss is Loss.FOOTER]
    assert told == ([text] if is_told else [])
