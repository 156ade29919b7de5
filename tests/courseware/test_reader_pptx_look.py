"""The look of a page and what stands beside its content: told once, and never read as content."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from lxml import etree
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Emu

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.writing.theme import FONT
from terakoya.courseware.model import Column, TwoColumnsSlide
from terakoya.courseware.palette import Colour
from tests.courseware.deck_editing import (
    Edit,
    edited,
    page_of,
    renote,
    shape_of,
    text_box,
    with_part,
)
from tests.courseware.deck_reading import A, P, corpus, corpus_deck
from tests.courseware.foreign_decks import photo
from tests.selection import deep

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), corpus())


@cache
def untouched() -> Imported:
    """The deck as it was sold."""
    return imported()


def told(result: Imported) -> list[tuple[Loss, int | None, dict[str, str]]]:
    return [(one.loss, one.page, dict(one.values)) for one in result.report.notices]


def item(presentation: Any) -> Any:
    return shape_of(page_of(presentation, "three-elements"), "item-2")


def run(presentation: Any) -> Any:
    return item(presentation).text_frame.paragraphs[0].runs[0]


def turn(presentation: Any) -> None:
    item(presentation).rotation = 90


def colour_the_ground(presentation: Any) -> None:
    fill = page_of(presentation, "three-elements").background.fill
    fill.solid()
    fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_2


def change_the_font(presentation: Any) -> None:
    run(presentation).font.name = "HGP創英角ﾎﾟｯﾌﾟ体"


def raise_letters(presentation: Any) -> None:
    run(presentation)._r.get_or_add_rPr().set("baseline", "30000")


def outline_letters(presentation: Any, fill: str = "solidFill") -> None:
    properties = run(presentation)._r.get_or_add_rPr()
    line = etree.SubElement(properties, f"{A}ln")
    etree.SubElement(line, f"{A}{fill}")
    properties.insert(0, line)


def test_an_outline_without_a_fill_as_programs_write_it_is_no_look() -> None:
    def save(presentation: Any) -> None:
        outline_letters(presentation, "noFill")
        etree.SubElement(run(presentation)._r.rPr, f"{A}effectLst")

    assert told(imported(save)) == []


def print_on_the_master(presentation: Any) -> None:
    master = presentation.slide_master
    other = page_of(presentation, "three-elements").shapes
    box = other.add_textbox(Emu(0), Emu(0), Emu(900000), Emu(300000))
    box.text_frame.text = "取扱注意"
    master.shapes._spTree.append(box._element)


def put_a_logo_on_the_master(presentation: Any) -> None:
    page = page_of(presentation, "three-elements")
    logo = page.shapes.add_picture(io.BytesIO(photo()), Emu(0), Emu(0), Emu(300000))
    file, master = page.part.related_part(logo._element.blip_rId), presentation.slide_master
    logo._element.blipFill.blip.rEmbed = master.part.relate_to(file, RELATIONSHIP_TYPE.IMAGE)
    master.shapes._spTree.append(logo._element)


PAGE = {"pages": "2"}


@pytest.mark.parametrize(
    ("edit", "loss", "values"),
    [
        (turn, Loss.ROTATION, PAGE),
        (colour_the_ground, Loss.GROUND, PAGE),
        (change_the_font, Loss.OTHER_FONTS, {"fonts": "HGP創英角ﾎﾟｯﾌﾟ体", **PAGE}),
        (raise_letters, Loss.LETTERING, PAGE),
        (outline_letters, Loss.LETTERING, PAGE),
        (put_a_logo_on_the_master, Loss.TEMPLATE_PICTURE, {"pages": "2–11, 13–14"}),
        (print_on_the_master, Loss.TEMPLATE, {"text": "取扱注意", "pages": "2–11, 13–14"}),
    ],
)
def test_a_look_that_does_not_come_back_is_told_once(
    edit: Callable[[Any], None], loss: Loss, values: dict[str, str]
) -> None:
    result = imported(edit)
    assert told(result) == [(loss, None, values)]
    assert result.material == untouched().material


def test_an_untouched_deck_has_nothing_to_tell_of_its_look() -> None:
    assert told(untouched()) == []


def test_letters_of_a_formula_are_kept_and_that_is_told() -> None:
    def formula(presentation: Any) -> None:
        paragraph = item(presentation).text_frame.paragraphs[0]._p
        math = etree.SubElement(paragraph, f"{{{MATH}}}oMath")
        letters = etree.SubElement(etree.SubElement(math, f"{{{MATH}}}r"), f"{{{MATH}}}t")
        letters.text = "x+1"
        paragraph.insert(1, math)

    result = imported(formula)
    assert (Loss.FORMULA, None, PAGE) in told(result)
    slides = result.material.course.text("ja").every_slide()
    slide: Any = next(one for _, one in slides if one.id == "three-elements")
    assert "x+1" in slide.items[1].head


def hide(shape: Any) -> None:
    shape._element.nvSpPr.cNvPr.set("hidden", "1")


def test_a_box_hidden_on_its_page_is_left_out_and_told() -> None:
    def add(presentation: Any) -> None:
        page = page_of(presentation, "three-elements")
        text_box(page, "店舗では店長へ")
        hide(page.shapes[-1])

    result = imported(add)
    assert told(result) == [(Loss.HIDDEN_SHAPE, 2, {"text": "店舗では店長へ"})]
    assert result.material == untouched().material


def test_a_text_of_ours_hidden_on_its_page_stays_and_is_told() -> None:
    result = imported(lambda presentation: hide(item(presentation)))
    assert [(loss, page) for loss, page, _ in told(result)] == [(Loss.HIDDEN_FIELD, 2)]
    assert result.material == untouched().material


def number_by_hand(written: str) -> Edit:
    """Type a page number on every page, at one place."""

    def edit(presentation: Any) -> None:
        for number, page in enumerate(presentation.slides, 1):
            box = page.shapes.add_textbox(Emu(0), Emu(6500000), Emu(900000), Emu(300000))
            box.text_frame.text = written.format(number)

    return edit


@pytest.mark.parametrize("written", ["{}", "p.{}", *deep("- {} -", "{} / 15", "{}ページ")])
def test_page_numbers_that_were_typed_are_furniture(written: str) -> None:
    result = imported(number_by_hand(written))
    assert [loss for loss, _, _ in told(result)] == [Loss.FURNITURE]
    assert result.material == untouched().material


def test_numbers_with_words_are_content() -> None:
    result = imported(number_by_hand("資料{}を見る"))
    assert Loss.FURNITURE not in {loss for loss, _, _ in told(result)}


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("【講師メモ：ここで3分休む】", True),
        ("詳しくは https://intra.example.jp/ を見ます。", True),
        ("※ここは早口にしない", True),
        ("当社では（店舗も）同じです。", False),
    ],
)
def test_directions_in_the_notes_are_told_since_they_are_spoken(line: str, is_told: bool) -> None:
    result = imported(renote("same-day", line))
    remarks = [one for one in told(result) if one[0] is Loss.SPOKEN_REMARK]
    assert remarks == ([(Loss.SPOKEN_REMARK, 12, {"text": line})] if is_told else [])


def exchange(*parts: str) -> Edit:
    """Exchange words of the two sides of `same-wish`."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, "same-wish")
        for part in parts:
            left, right = (shape_of(page, f"{side}-{part}") for side in ("left", "right"))
            names = left.name, right.name
            right.name, left.name = names
            left.left, right.left = right.left, left.left

    return edit


def sides(result: Imported, language: str = "ja") -> tuple[Column, Column]:
    slides = result.material.course.text(language).every_slide()
    slide = next(one for _, one in slides if one.id == "same-wish")
    assert isinstance(slide, TwoColumnsSlide)
    return slide.left, slide.right


WORDS = ("head", "quote", "points")


def test_the_judgement_of_a_side_goes_with_its_words() -> None:
    result = imported(exchange(*WORDS))
    for language in ("ja", "en"):
        before, after = sides(untouched(), language), sides(result, language)
        for side, was in zip(after, reversed(before), strict=True):
            assert (side.judgement, side.head, side.points) == (was.judgement, was.head, was.points)
    assert [loss for loss, _, _ in told(result)] == [Loss.COLUMNS_EXCHANGED]


def drag(*parts: str) -> Edit:
    """Drag what stands on each of the two sides of `same-wish` to the other side."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, "same-wish")
        for part in parts:
            left, right = (shape_of(page, f"{side}{part}") for side in ("left", "right"))
            left.left, right.left = right.left, left.left

    return edit


DRAGGED = tuple(f"-{one}" for one in WORDS)


@pytest.mark.parametrize("parts", [DRAGGED, ("", "-bar", "-mark", "-face", *DRAGGED)])
def test_sides_that_were_dragged_are_where_they_stand(parts: tuple[str, ...]) -> None:
    result = imported(drag(*parts))
    for language in ("ja", "en"):
        assert sides(result, language) == tuple(reversed(sides(untouched(), language)))
    assert [loss for loss, _, _ in told(result)] == [Loss.COLUMNS_EXCHANGED]


def test_words_typed_over_and_dragged_back_are_where_they_were() -> None:
    result = imported(exchange(*WORDS), drag(*DRAGGED))
    for after, before in zip(sides(result), sides(untouched()), strict=True):
        assert (after.judgement, after.head) == (before.judgement, before.head)
    assert told(result) == []


def change_the_theme(deck: bytes) -> bytes:
    """Another accent colour and another font in the theme of the pages."""

    def change(data: bytes) -> bytes:
        accent = Colour.PRIMARY.value.encode()
        return data.replace(accent, b"006B3C").replace(FONT.encode(), "メイリオ".encode())

    return with_part(deck, "ppt/theme/theme1.xml", change)


def test_another_theme_is_told_once_and_changes_nothing() -> None:
    result = import_deck(change_the_theme(corpus_deck("ja")), corpus())
    assert told(result) == [(Loss.DESIGN, None, {"text": "#006B3C、メイリオ"})]
    assert result.material.course == corpus().course


def test_heads_that_changed_sides_alone_are_told_and_turn_no_judgement() -> None:
    result = imported(exchange("head"))
    judgements = [one.judgement for one in sides(result)]
    assert judgements == [one.judgement for one in sides(untouched())]
    assert [loss for loss, _, _ in told(result)] == [Loss.HEADS_EXCHANGED]


def draw_by_pen(presentation: Any) -> None:
    """A drawing by pen as newer programs write it, in a form that is read nowhere here."""
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    tree = page_of(presentation, "three-elements").shapes._spTree
    either = etree.SubElement(tree, f"{{{space}}}AlternateContent")
    choice = etree.SubElement(either, f"{{{space}}}Choice", Requires="p14")
    etree.SubElement(choice, f"{P}contentPart")
    etree.SubElement(either, f"{{{space}}}Fallback")


def relabel(presentation: Any) -> None:
    table = shape_of(page_of(presentation, "case-kettle"), "facts").table
    table.cell(0, 0).text_frame.paragraphs[0].runs[0].text = "お客様の要望"


def renumber(presentation: Any) -> None:
    shape = shape_of(page_of(presentation, "three-elements"), "item-1-number")
    shape.text_frame.paragraphs[0].runs[0].text = "その一"


@pytest.mark.parametrize(
    ("edit", "notice"),
    [
        (draw_by_pen, (Loss.SHAPE, 2, {"text": "", "alt": ""})),
        (relabel, (Loss.FIXED_WORD, 9, {"text": "お客様の要望"})),
        (renumber, (Loss.FIXED_WORD, 2, {"text": "その一"})),
    ],
)
def test_what_a_layout_gives_itself_or_cannot_show_is_told(
    edit: Edit, notice: tuple[Loss, int, dict[str, str]]
) -> None:
    result = imported(edit)
    assert told(result) == [notice]
    assert result.material == untouched().material
