"""What somebody deleted and put again, typed anew or exchanged is the block that was there."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pptx.util import Emu

from terakoya.courseware.fields import fields_of
from terakoya.courseware.formats.pptx.reading import Imported, Loss, State, import_deck
from terakoya.courseware.formats.pptx.reading.geometry import edges, is_in, nearness, sizes
from terakoya.courseware.formats.pptx.reading.shapes import Block
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.layouts.units import EMU
from terakoya.courseware.model import AnySlide, BulletsSlide, Item, Material, TableSlide
from tests.courseware.deck_editing import Edit, drop_shape, edited, page_of, shape_of, text_box
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()
SLIDES = {slide.id: slide for _, slide in BASE.course.text("ja").every_slide()}
Place = tuple[int, int, int, int]


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def bullets_in(material: Material) -> BulletsSlide:
    slides = material.course.text("ja").every_slide()
    slide = next(slide for _, slide in slides if slide.id == "three-elements")
    assert isinstance(slide, BulletsSlide)
    return slide


def slide_in(result: Imported, slide_id: str) -> AnySlide:
    slides = result.material.course.text("ja").every_slide()
    return next(slide for _, slide in slides if slide.id == slide_id)


def place_of(page: Any, block: str) -> Place:
    shape = shape_of(page, block)
    return shape.left, shape.top, shape.width, shape.height


def take_away(page: Any, block: str) -> Place:
    place = place_of(page, block)
    element = shape_of(page, block)._element
    element.getparent().remove(element)
    return place


def typed(page: Any, place: Place, *texts: str) -> None:
    text_box(page, *texts)
    box = page.shapes[-1]
    box.left, box.top, box.width, box.height = map(Emu, place)


def retyped(name: str, block: str, *texts: str, by: int = 0) -> Edit:
    """A block deleted, and a box of its size typed in its place or so much below it."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, name)
        left, top, width, height = take_away(page, block)
        typed(page, (left, top + by, width, height), *texts)

    return edit


def photo(page: Any, left: int, top: int, width: int, alt: str = "自社の受付") -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (80, 60), "teal").save(buffer, "PNG")
    picture = page.shapes.add_picture(
        io.BytesIO(buffer.getvalue()), Emu(left), Emu(top), Emu(width)
    )
    picture._element.nvPicPr.cNvPr.set("descr", alt)


def fields_but(slide_id: str, result: Imported) -> dict[Any, Any]:
    """The fields of a slide that are others than before."""
    before, now = fields_of(SLIDES[slide_id]), fields_of(slide_in(result, slide_id))
    return {path: now.get(path) for path in {*before, *now} if before.get(path) != now.get(path)}


def test_a_box_typed_anew_in_the_place_of_an_item_is_that_item() -> None:
    result = imported(retyped("three-elements", "item-2", "当社の目安を超えて", "両方を見ます。"))
    changed = fields_but("three-elements", result)
    assert changed == {"items.1.head": "当社の目安を超えて", "items.1.text": "両方を見ます。"}
    assert [one.loss for one in result.report.notices] == [Loss.LEGAL_CHANGED]
    assert len(result.report.slides) == len(SLIDES)


def test_a_speech_bubble_typed_anew_is_the_bubble() -> None:
    result = imported(retyped("case-kettle", "bubble", "理由も教えてください。", by=200_000))
    assert fields_but("case-kettle", result) == {"bubble": "理由も教えてください。"}
    assert result.report.notices == ()


def test_a_box_far_from_what_is_gone_is_a_box_of_its_own() -> None:
    result = imported(retyped("three-elements", "item-1", "お知らせです", by=4_000_000))
    slide = slide_in(result, "three-elements")
    before = SLIDES["three-elements"]
    assert isinstance(slide, BulletsSlide)
    assert isinstance(before, BulletsSlide)
    assert slide.items == before.items[1:]
    assert [one.loss for one in result.report.notices] == [
        Loss.UNTRANSLATED,
        Loss.LEGAL_CHANGED,
        Loss.TEXT_BOX,
    ]


def test_a_box_beside_what_is_all_there_stays_a_box() -> None:
    def beside(presentation: Any) -> None:
        page = page_of(presentation, "three-elements")
        typed(page, place_of(page, "item-2"), "付けたし")

    result = imported(beside)
    assert fields_but("three-elements", result) == {}
    assert [one.loss for one in result.report.notices] == [Loss.UNTRANSLATED, Loss.TEXT_BOX]


@pytest.mark.parametrize("width", [1_000_000, 3_000_000])
def test_a_photo_in_the_place_of_a_picture_is_that_picture(width: int) -> None:
    def exchange(presentation: Any) -> None:
        page = page_of(presentation, "case-kettle")
        left, top, wide, high = take_away(page, "picture")
        photo(page, left + (wide - width) // 2, top + high // 2 - width * 3 // 8, width)

    result = imported(exchange)
    changed = fields_but("case-kettle", result)
    assert set(changed) == {"picture.file", "picture.alt"}
    assert changed["picture.alt"] == "自社の受付"
    assert changed["picture.file"] in result.material.media
    assert result.report.notices == ()


def test_a_table_pasted_instead_of_ours_is_the_table() -> None:
    def paste(presentation: Any) -> None:
        page = page_of(presentation, "ordinance-and-law")
        left, top, width, _ = take_away(page, "table")
        frame = page.shapes.add_table(2, 2, Emu(left), Emu(top), Emu(width), Emu(900_000))
        for number, text in enumerate(("分け方", "当社の例", "理由がない", "返金")):
            frame.table.cell(number // 2, number % 2).text = text

    result = imported(paste)
    slide = slide_in(result, "ordinance-and-law")
    assert isinstance(slide, TableSlide)
    assert (slide.corner, slide.columns) == ("分け方", ("当社の例",))
    assert [(row.head, row.cells) for row in slide.rows] == [("理由がない", ("返金",))]
    told = [one.loss for one in result.report.notices]
    assert told == [Loss.UNTRANSLATED, Loss.FACTS_KEPT]  # the law of the old one may not fit


def own_bullets(*texts: str) -> Edit:
    """All designed items deleted, and one box typed over their whole room."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, "three-elements")
        names = [shape.name.rpartition(":")[2] for shape in page.shapes]
        gone = [name for name in names if name.startswith("item-")]
        drop_shape("three-elements", *gone)(presentation)
        text_box(page, *texts)
        for number, paragraph in enumerate(page.shapes[-1].text_frame.paragraphs):
            paragraph.level = 1 if texts[number].endswith("。") else 0

    return edit


def test_bullets_typed_instead_of_the_designed_ones_are_the_items() -> None:
    result = imported(
        own_bullets("要求が正しいか", "値段を見ます。", "言い方はどうか", "店長を呼ぶ")
    )
    slide = slide_in(result, "three-elements")
    assert isinstance(slide, BulletsSlide)
    assert slide.items == (
        Item(head="要求が正しいか", text="値段を見ます。"),
        Item(head="言い方はどうか"),
        Item(head="店長を呼ぶ"),
    )
    assert (slide.title, slide.point) == (
        SLIDES["three-elements"].title,
        SLIDES["three-elements"].point,
    )
    assert [one.loss for one in result.report.notices] == [Loss.LEGAL_CHANGED]
    assert len(result.report.slides) == len(SLIDES)


def test_own_bullets_come_back_the_same_from_the_same_deck() -> None:
    deck = edited(corpus_deck("ja"), own_bullets("要求が正しいか", "言い方はどうか"))
    first = import_deck(deck, BASE)
    again = import_deck(deck, first.material, settings=first.settings)
    assert again.material.course == first.material.course
    assert {one.states for one in again.report.slides} == {(State.SAME,)}


def test_more_own_bullets_than_a_slide_holds_are_kept_after_it() -> None:
    result = imported(own_bullets(*(f"{number}つめ" for number in range(9))))
    slide = slide_in(result, "three-elements")
    assert isinstance(slide, BulletsSlide)
    assert slide.items == ()
    assert Loss.TEXT_BOX in {one.loss for one in result.report.notices}


@pytest.mark.parametrize("alt", ["自社の車庫", ""])
def test_a_photo_beside_items_that_had_none_is_their_picture(alt: str) -> None:
    bare = imported(drop_shape("three-elements", "picture")).material
    assert bullets_in(bare).picture is None
    deck = edited(
        write_pptx(bare, "ja"),
        lambda deck: photo(page_of(deck, "three-elements"), 8_800_000, 1_700_000, 2_600_000, alt),
    )
    result = import_deck(deck, bare)
    slide = bullets_in(result.material)
    assert slide.picture is not None
    assert slide.picture.alt == alt
    assert slide.picture.file in result.material.media
    assert slide.items == bullets_in(bare).items
    assert len(result.report.slides) == len(SLIDES)
    losses = {one.loss for one in result.report.notices} - {Loss.OVERFLOW}
    assert losses == (set() if alt else {Loss.NO_ALT})


sides = st.integers(0, 1280 * EMU)
shapes = st.builds(
    lambda x, y, w, h: Block("", "text", x=x, y=y, w=w, h=h), sides, sides, sides, sides
)


@given(shapes, shapes)
def test_nearness_and_sizes_are_shares_that_both_shapes_have_alike(
    one: Block, other: Block
) -> None:
    for share in (nearness, sizes):
        assert 0 <= share(one, other) == share(other, one) <= 1
    assert nearness(one, one) == 1
    assert (nearness(one, other) == 1) == (edges(one) == edges(other))
    assert is_in(one, one)
