"""What somebody parted in two shapes is one again: a figure and its unit, the rows of a table."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from terakoya.courseware.formats.pptx.reading import Loss, import_deck
from terakoya.courseware.model import AnySlide, ChartSlide, Material
from tests.courseware.deck_editing import Edit, edited, page_of, shape_of
from tests.courseware.deck_reading import corpus, corpus_deck
from tests.courseware.test_later_decks import course, deck


def part_table(name: str, block: str, kept: int, *, head: bool = False) -> Edit:
    """Copy a table, and leave the first rows in the one and the rest in the other."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, name)
        first = shape_of(page, block)
        page.shapes._spTree.append(deepcopy(first._element))
        second = list(page.shapes)[-1]
        second.name, second.top = "表 9", first.top + 2_400_000
        for row in list(first.table._tbl.tr_lst)[kept:]:
            first.table._tbl.remove(row)
        for row in list(second.table._tbl.tr_lst)[int(head) : kept]:
            second.table._tbl.remove(row)

    return edit


def part_above(name: str, block: str, kept: int) -> Edit:
    """Copy a table above itself: the copy has the head and the first rows, ours the others."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, name)
        ours = shape_of(page, block)
        page.shapes._spTree.append(deepcopy(ours._element))
        copy = list(page.shapes)[-1]
        copy.name, copy.top = "表 9", ours.top - 1_200_000
        for row in list(copy.table._tbl.tr_lst)[kept:]:
            copy.table._tbl.remove(row)
        for row in list(ours.table._tbl.tr_lst)[1:kept]:
            ours.table._tbl.remove(row)

    return edit


def part_unit(unit: str) -> Edit:
    """Put the unit of the large number into a box of its own behind it."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, "one-in-ten")
        figure = shape_of(page, "figure")
        figure.width //= 2
        page.shapes._spTree.append(deepcopy(figure._element))
        copy = list(page.shapes)[-1]
        copy.name, copy.left = "テキスト ボックス 50", figure.left + figure.width
        figure.text_frame.text, copy.text_frame.text = "10.8", unit

    return edit


def slides_of(material: Material) -> list[AnySlide]:
    return [slide for _, slide in material.course.text("ja").every_slide()]


@pytest.mark.parametrize(
    "edit",
    [
        part_table("five-steps", "steps", 3),
        part_table("five-steps", "steps", 4),
        part_table("ordinance-and-law", "table", 2),
        part_table("ordinance-and-law", "table", 2, head=True),
        part_above("ordinance-and-law", "table", 2),
    ],
)
def test_table_parted_in_two_is_one_again(edit: Edit) -> None:
    result = import_deck(edited(corpus_deck("ja"), edit), corpus())
    assert result.report.notices == ()
    assert slides_of(result.material) == slides_of(corpus())


def test_copy_of_a_table_in_other_words_is_kept_for_itself() -> None:
    def edit(presentation: Any) -> None:
        page = page_of(presentation, "five-steps")
        table = deepcopy(shape_of(page, "steps")._element)
        page.shapes._spTree.append(table)
        copy = list(page.shapes)[-1]
        copy.name = "表 9"
        for row in copy.table.rows:
            row.cells[1].text = row.cells[2].text = "別の手順"

    result = import_deck(edited(corpus_deck("ja"), edit), corpus())
    assert Loss.EXTRA_TABLE in {one.loss for one in result.report.notices}


def test_copy_of_a_table_beside_its_changed_original_is_kept_for_itself() -> None:
    def edit(presentation: Any) -> None:
        page = page_of(presentation, "five-steps")
        ours = shape_of(page, "steps")
        page.shapes._spTree.append(deepcopy(ours._element))
        list(page.shapes)[-1].name = "表 9"
        ours.table.rows[0].cells[2].text = "書き直した手順"

    result = import_deck(edited(corpus_deck("ja"), edit), corpus())
    assert Loss.EXTRA_TABLE in {one.loss for one in result.report.notices}


@pytest.mark.parametrize(("unit", "figure"), [("％", "10.8%"), ("倍", "10.8倍")])
def test_unit_in_a_box_behind_its_figure_is_part_of_it(unit: str, figure: str) -> None:
    base = course("later-layouts")
    result = import_deck(edited(deck("later-layouts", "ja"), part_unit(unit)), base)
    slide = next(one for one in slides_of(result.material) if one.id == "one-in-ten")
    assert isinstance(slide, ChartSlide)
    assert slide.figure.replace("％", "%") == figure
    assert len(slides_of(result.material)) == len(slides_of(base))


@pytest.mark.parametrize("words", ["人に一人です", "※", "注"])
def test_sentence_or_mark_behind_a_figure_is_no_unit(words: str) -> None:
    base = course("later-layouts")
    result = import_deck(edited(deck("later-layouts", "ja"), part_unit(words)), base)
    assert len(slides_of(result.material)) == len(slides_of(base)) + 1
