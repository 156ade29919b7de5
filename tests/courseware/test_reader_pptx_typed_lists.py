"""Lists that somebody typed: the layout numbers them, and several items may share one box."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.model import BulletsSlide, Item
from tests.courseware.deck_editing import (
    Edit,
    drop_shape,
    edited,
    new_page,
    page_of,
    retype,
    shape_of,
    text_box,
)
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def slide(result: Imported, slide_id: str, language: str = "ja") -> Any:
    slides = (one for _, one in result.material.course.text(language).every_slide())
    return next(one for one in slides if one.id.startswith(slide_id))


def untranslated(result: Imported) -> list[str]:
    return [one.values["pages"] for one in result.report.notices if one.loss is Loss.UNTRANSLATED]


def typed(*texts: str) -> tuple[Item, ...]:
    def fill(page: Any) -> None:
        page.shapes.title.text_frame.text = "3つの約束"
        text_box(page, *texts)

    made = slide(imported(new_page(3, fill)), "own-")
    assert isinstance(made, BulletsSlide)
    return made.items


@pytest.mark.parametrize(
    ("texts", "items"),
    [
        (("1. 聞く", "2. 記録する"), (("聞く", ""), ("記録する", ""))),
        (("①聞く", "②記録する", "③話す"), (("聞く", ""), ("記録する", ""), ("話す", ""))),
        (
            ("１．聞く", "２．記録する", "・日時も", "３．話す"),
            (("聞く", ""), ("記録する", "・日時も"), ("話す", "")),
        ),
        (("・聞く", "・記録する"), (("聞く", ""), ("記録する", ""))),
        (("聞く", "・最後まで", "話す"), (("聞く", "・最後まで"), ("話す", ""))),
        # What only looks like a number of a list stays.
        (
            ("1.5倍になりました", "2.5倍になりました"),
            (("1.5倍になりました", ""), ("2.5倍になりました", "")),
        ),
        (("2. 記録する", "3. 話す"), (("2. 記録する", ""), ("3. 話す", ""))),
        (
            ("110番に通報する", "119番に通報する"),
            (("110番に通報する", ""), ("119番に通報する", "")),
        ),
        (("-5度", "寒い日"), (("-5度", ""), ("寒い日", ""))),
    ],
)
def test_numbers_that_the_layout_draws_are_taken_off(
    texts: tuple[str, ...], items: tuple[tuple[str, str], ...]
) -> None:
    assert typed(*texts) == tuple(Item(head=head, text=text) for head, text in items)


def put_into_one_box(presentation: Any) -> None:
    """Put the words of all items into the first one's box and delete the others."""
    page = page_of(presentation, "three-elements")
    first = shape_of(page, "item-1").text_frame
    for number in (2, 3):
        box = shape_of(page, f"item-{number}")
        for paragraph in box.text_frame.paragraphs:
            first._txBody.append(deepcopy(paragraph._p))
        box._element.getparent().remove(box._element)


def test_items_put_into_one_box_stay_items_in_every_language() -> None:
    result = imported(put_into_one_box)
    assert result.material.course == BASE.course
    assert untranslated(result) == []


def test_a_text_that_became_part_of_another_has_no_translation_left_and_is_told() -> None:
    one, other, _ = slide(imported(), "three-to-do").groups
    words = (one.head, f"{one.text}また、{other.text}")
    result = imported(retype("three-to-do", "item-1", *words), drop_shape("three-to-do", "item-2"))
    assert len(slide(result, "three-to-do", "en").groups) == 2
    assert untranslated(result) == ["14"]


def test_an_item_that_was_deleted_is_gone_in_every_language_and_needs_no_translation() -> None:
    result = imported(drop_shape("three-elements", "item-2"))
    assert len(slide(result, "three-elements", "en").items) == 2
    assert untranslated(result) == []
