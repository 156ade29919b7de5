"""What an update adds to a deck of another page size lies where the deck's own pages lie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from terakoya.courseware.formats.pptx.reading import import_deck
from terakoya.courseware.formats.pptx.reading.page_size import HEIGHT, WIDTH, PageFit, page_fit
from terakoya.courseware.formats.pptx.reading.shapes import Block
from terakoya.courseware.formats.pptx.reading.xml import A
from tests.courseware.deck_editing import (
    Edit,
    drop_every_carrier,
    edited,
    page_of,
    rename_every_shape,
    text_box,
)
from tests.courseware.deck_reading import corpus_deck, opened
from tests.selection import deep

from .test_writer_pptx_patch import (
    BASE,
    assert_comes_back,
    slide_of,
    updated,
    vendor,
)

STANDARD = (9_144_000, 6_858_000)  # 4:3
NEW = [
    slide_of(old).model_copy(update={"id": new})
    for old, new in (
        ("three-elements", "new-bullets"),
        ("ordinance-and-law", "new-table"),
        ("case-kettle", "new-case"),
    )
]


def resized(size: tuple[int, int], way: str) -> Edit:
    """Bring a deck to another page size.

    `fit` shrinks everything alike, as PowerPoint does; `stretch` each side for itself, as
    LibreOffice does, and leaves the letters; `pages` leaves the layouts; `page` changes no shape.
    """

    def edit(presentation: Any) -> None:
        old = presentation.slide_width, presentation.slide_height
        presentation.slide_width, presentation.slide_height = size
        across, down = (new / was for new, was in zip(size, old, strict=True))
        if way == "fit":
            across = down = min(across, down)
        left, top = (size[0] - old[0] * across) / 2, (size[1] - old[1] * down) / 2
        for root in _roots(presentation, way):
            for one in root.iter(f"{A}xfrm"):
                _move(one, (across, down), (left, top))
            for run in root.iter(f"{A}rPr", f"{A}defRPr") if way != "stretch" else ():
                if run.get("sz"):
                    run.set("sz", str(round(int(run.get("sz") or 0) * min(across, down))))

    return edit


def _roots(presentation: Any, way: str) -> Iterator[etree._Element]:
    if way != "page":
        yield from (slide._element for slide in presentation.slides)
    for master in presentation.slide_masters if way in ("fit", "stretch") else ():
        yield from (master._element, *(layout._element for layout in master.slide_layouts))


def _move(one: etree._Element, scale: tuple[float, float], shift: tuple[float, float]) -> None:
    offset, extent = one.find(f"{A}off"), one.find(f"{A}ext")
    if offset is None or extent is None:
        return
    for name, side, by, start in zip(("x", "y"), ("cx", "cy"), scale, shift, strict=True):
        offset.set(name, str(round(int(offset.get(name) or 0) * by + start)))
        extent.set(side, str(round(int(extent.get(side) or 0) * by)))


def added_shapes(deck: bytes, slide_id: str) -> list[Any]:
    """The shapes of a slide's pages, their titles too; where the number stands is the layout's."""
    name = f"cw:{slide_id}"
    pages = [one for one in opened(deck).slides if one._element.cSld.get("name") == name]
    shapes = [shape for page in pages for shape in page.shapes if shape.width]
    return [shape for shape in shapes if block_of(shape) not in ("number", "answer-number")]


def block_of(shape: Any) -> str:
    """The block that a shape is, by its name `cw:slide:block`."""
    return str(shape.name).split(":")[-1]


SMALL = (9_144_000, 5_143_500)
WAYS = [
    (STANDARD, "fit"),
    (STANDARD, "pages"),
    pytest.param(STANDARD, "stretch", marks=pytest.mark.deep),
    pytest.param(STANDARD, "page", marks=pytest.mark.deep),
    pytest.param(SMALL, "fit", marks=pytest.mark.deep),
]


@pytest.mark.parametrize(("size", "way"), WAYS)
def test_new_pages_lie_within_pages_of_another_size(size: tuple[int, int], way: str) -> None:
    deck = edited(corpus_deck("ja"), resized(size, way))
    _, after, settings, patched = updated(deck, vendor(*NEW, after="three-elements"))
    for slide in NEW:
        shapes = added_shapes(patched.deck, slide.id)
        assert shapes
        assert max(shape.left + shape.width for shape in shapes) <= size[0]
        assert max(shape.top + shape.height for shape in shapes) <= size[1]
    assert {(one.kind, one.slide) for one in patched.notices} == {
        ("fitted", slide.id) for slide in NEW
    }
    assert_comes_back(patched, after, settings)


@pytest.mark.parametrize("way", ["stretch", *deep("fit", "pages")])
def test_a_new_page_lies_as_the_one_that_it_was_copied_from(way: str) -> None:
    deck = edited(corpus_deck("ja"), resized(STANDARD, way))
    _, _, _, patched = updated(deck, vendor(NEW[0], after="three-elements"))
    old, new = (
        {block_of(shape): shape for shape in added_shapes(patched.deck, one)}
        for one in ("three-elements", "new-bullets")
    )
    for name in ("item-1", "item-3", "point"):
        assert new[name].left == pytest.approx(old[name].left, abs=20_000)
        assert new[name].top == pytest.approx(old[name].top, abs=20_000)
        assert new[name].width == pytest.approx(old[name].width, abs=20_000)


def test_letters_shrink_with_the_page_and_pictures_keep_their_shape() -> None:
    deck = edited(corpus_deck("ja"), resized(STANDARD, "stretch"))
    _, _, _, patched = updated(deck, vendor(NEW[0], after="three-elements"))
    ours, theirs = (
        added_shapes(corpus_deck("ja"), "three-elements"),
        added_shapes(patched.deck, "new-bullets"),
    )
    sizes = [
        [
            run.font.size.pt
            for shape in shapes
            if shape.has_text_frame and not shape.is_placeholder
            for paragraph in shape.text_frame.paragraphs
            for run in paragraph.runs
        ]
        for shapes in (ours, theirs)
    ]
    assert sizes[1] == pytest.approx([size * 0.75 for size in sizes[0]], abs=0.1)
    before, now = (next(s for s in shapes if s.shape_type == 13) for shapes in (ours, theirs))
    assert now.width / now.height == pytest.approx(before.width / before.height, abs=0.01)


def test_pages_of_our_own_size_are_added_as_they_are_drawn() -> None:
    _, _, _, patched = updated(corpus_deck("ja"), vendor(NEW[0], after="three-elements"))
    assert patched.notices == ()
    ours = [(s.left, s.top, s.width) for s in added_shapes(corpus_deck("ja"), "three-elements")]
    assert [(s.left, s.top, s.width) for s in added_shapes(patched.deck, "new-bullets")] == ours


def test_shift_and_scale_are_those_of_most_shapes_and_of_the_page_where_these_leave_it() -> None:
    own = [
        Block("", "text", x=n * 400_000, y=n * 300_000, w=1_500_000, h=1_200_000) for n in range(20)
    ]

    def half(block: Block) -> Block:
        return Block(
            "", "text", x=block.x // 2 + 99, y=block.y // 2, w=block.w // 2, h=block.h // 2
        )

    moved = [Block("", "text", x=1, y=1, w=1, h=1), *map(half, own[1:])]
    fit = page_fit(WIDTH // 2 + 200, HEIGHT // 2, list(zip(own, moved, strict=True)))
    assert fit is not None
    assert (fit.x.scale, fit.x.shift, fit.y.scale, fit.size) == (0.5, 99, 0.5, 0.5)
    unmoved = page_fit(WIDTH // 2, HEIGHT, list(zip(own, own, strict=True)))
    assert isinstance(unmoved, PageFit)
    assert (unmoved.x.scale, unmoved.y.scale) == (0.5, 1.0)
    assert page_fit(WIDTH + 100, HEIGHT, []) is None


@pytest.mark.parametrize("way", ["fit", *deep("stretch")])
def test_pages_of_another_size_that_lost_their_names_come_back(way: str) -> None:
    edits = (resized(STANDARD, way), rename_every_shape, drop_every_carrier)
    result = import_deck(edited(corpus_deck("ja"), *edits), BASE)
    assert result.material.course == BASE.course
    assert result.report.notices == ()


@pytest.mark.parametrize("way", ["stretch", *deep("fit")])
def test_a_new_title_in_a_box_in_the_title_place_is_the_title_on_such_pages(way: str) -> None:
    def into_a_box(presentation: Any) -> None:
        page = page_of(presentation, "three-elements")
        title = page.shapes.title
        text_box(page, "まったく別の題名")
        box = page.shapes[-1]
        box.left, box.top, box.width, box.height = (
            title.left,
            title.top,
            title.width,
            title.height,
        )
        title._element.getparent().remove(title._element)

    edits = (into_a_box, resized(STANDARD, way), rename_every_shape, drop_every_carrier)
    result = import_deck(edited(corpus_deck("ja"), *edits), BASE)
    slides = {slide.id: slide for _, slide in result.material.course.source.slides()}
    assert slides["three-elements"].title == "まったく別の題名"
