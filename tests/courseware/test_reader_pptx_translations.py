"""What a deck of one language changes in the others: texts stay where they can, and what has no
place any more is told with its pages.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.reading.report import message_of
from terakoya.courseware.formats.pptx.reading.translations import is_untranslated
from terakoya.courseware.model import AnySlide, BulletsSlide, Item
from tests.courseware.deck_editing import (
    Edit,
    drop_shape,
    duplicate,
    edited,
    page_of,
    renote,
    retype,
    shape_of,
    text_box,
)
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()
ENGLISH = {slide.id: slide for _, slide in BASE.course.text("en").every_slide()}
ITEMS = tuple(f"item-{number}{part}" for number in (1, 2, 3) for part in ("", "-number", "-line"))


def imported(*edits: Edit, language: str = "ja") -> Imported:
    return import_deck(edited(corpus_deck(language), *edits), BASE)


def slide_in(result: Imported, slide_id: str, language: str = "en") -> AnySlide:
    slides = result.material.course.text(language).every_slide()
    return next(slide for _, slide in slides if slide.id == slide_id)


def told(result: Imported) -> list[tuple[int | None, dict[str, str]]]:
    notices = [one for one in result.report.notices if one.loss is Loss.UNTRANSLATED]
    return [(one.page, dict(one.values)) for one in notices]


def drop_items(presentation: Any) -> None:
    page = page_of(presentation, "three-elements")
    here = {shape.name.rpartition(":")[2] for shape in page.shapes}
    drop_shape("three-elements", *(name for name in ITEMS if name in here))(presentation)


def type_own_items(presentation: Any) -> None:
    drop_items(presentation)
    text_box(page_of(presentation, "three-elements"), "要求が正しいか", "店長を呼ぶ")


def test_a_list_that_is_gone_in_the_deck_is_gone_in_the_other_language_and_told() -> None:
    result = imported(drop_items)
    slide = slide_in(result, "three-elements")
    assert isinstance(slide, BulletsSlide)
    assert slide.items == ()
    assert slide.title == ENGLISH["three-elements"].title
    assert told(result) == [(None, {"language": "en", "pages": "2"})]
    (notice,) = (one for one in result.report.notices if one.loss is Loss.UNTRANSLATED)
    assert "英語版に訳されていない文" in message_of(notice, "ja")[0]
    assert "the English version" in message_of(notice, "en")[0]


def test_a_list_that_was_typed_anew_stands_untranslated_and_is_told() -> None:
    result = imported(type_own_items)
    slide = slide_in(result, "three-elements")
    assert isinstance(slide, BulletsSlide)
    assert slide.items == (Item(head="要求が正しいか"), Item(head="店長を呼ぶ"))
    before = ENGLISH["three-elements"]
    assert (slide.title, slide.point, slide.narration) == (
        before.title,
        before.point,
        before.narration,
    )
    assert told(result) == [(None, {"language": "en", "pages": "2"})]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_page_of_another_layout_keeps_the_translations_of_what_it_still_says(
    language: str,
) -> None:
    other = "en" if language == "ja" else "ja"
    before = next(
        s for _, s in BASE.course.text(other).every_slide() if s.id == "ordinance-and-law"
    )
    result = imported(drop_shape("ordinance-and-law", "table"), language=language)
    slide = slide_in(result, "ordinance-and-law", other)
    assert slide.layout != "table"
    assert (slide.title, slide.narration) == (before.title, before.narration)
    assert slide.source_hash == ""
    assert told(result) == [(None, {"language": other, "pages": "3"})]


def test_an_item_that_was_added_among_translated_ones_is_told() -> None:
    def add(presentation: Any) -> None:
        page = page_of(presentation, "three-elements")
        shape = shape_of(page, "item-3")
        page.shapes._spTree.append(deepcopy(shape._element))
        page.shapes[-1].top += shape.height
        frame = page.shapes[-1].text_frame
        frame.text = "四つめ：記録する"

    result = imported(add)
    slide, before = slide_in(result, "three-elements"), ENGLISH["three-elements"]
    assert isinstance(slide, BulletsSlide) and isinstance(before, BulletsSlide)
    assert slide.items == (*before.items, Item(text="四つめ：記録する", head=""))
    assert told(result) == [(None, {"language": "en", "pages": "2"})]


def test_pages_are_told_together_in_a_sentence_with_its_mend() -> None:
    result = imported(drop_items, drop_shape("ordinance-and-law", "table"))
    (notice,) = [one for one in result.report.notices if one.loss is Loss.UNTRANSLATED]
    for language, other in (("ja", "英語版"), ("en", "English")):
        what, mend = message_of(notice, language)
        assert "2–3" in what and other in what + mend


@pytest.mark.parametrize(
    "edit",
    [
        drop_shape("three-elements", "item-2", "item-2-number"),
        retype("three-elements", "item-2", "二つ目は別の話", "説明も別です。"),
        drop_shape("three-elements", "point", "point-tag"),
        drop_shape("case-kettle", "bubble"),
        renote("three-elements", ""),
        duplicate("three-elements", 2),
    ],
)
def test_what_follows_as_ever_is_no_news(edit: Edit) -> None:
    assert told(imported(edit)) == []


def test_a_slide_that_stayed_needs_no_translation() -> None:
    assert not any(is_untranslated(slide, slide) for slide in ENGLISH.values())
