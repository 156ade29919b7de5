"""Pages of a company's own: a sentence beside a table, and pages that have no title."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pptx.util import Emu, Pt

from terakoya.courseware.formats.marked_text.line import Line
from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.reading.content import prominent
from terakoya.courseware.formats.pptx.reading.shapes import Block
from terakoya.courseware.model import AnySlide, BulletsSlide, Item, PictureSlide, TableSlide
from tests.courseware.deck_editing import Edit, edited, new_page, text_box
from tests.courseware.deck_reading import corpus, corpus_deck
from tests.courseware.foreign_decks import photo
from tests.courseware.laws import law

BASE = corpus()
ROWS = (("窓口", "時間"), ("相談室", "9時〜17時"))


def own_page(fill: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), new_page(2, fill)), BASE)


def new_slide(result: Imported) -> AnySlide:
    known = {slide.id for _, slide in BASE.course.text("ja").every_slide()}
    slides = result.material.course.text("ja").every_slide()
    (slide,) = [slide for _, slide in slides if slide.id not in known]
    return slide


def told(result: Imported) -> dict[Loss, dict[str, str]]:
    silent = (Loss.EMPTY_NOTES, Loss.OVERFLOW, Loss.UNTRANSLATED)
    return {one.loss: dict(one.values) for one in result.report.notices if one.loss not in silent}


def without_title(page: Any) -> None:
    for shape in list(page.placeholders):
        shape._element.getparent().remove(shape._element)


def line(page: Any, text: str, top: int, size: int | None = None) -> None:
    text_box(page, *text.split("\n"))
    box = page.shapes[-1]
    box.top, box.height = Emu(top), Emu(600_000)
    for paragraph in box.text_frame.paragraphs:
        paragraph.runs[0].font.size = size and Pt(size)


def table(page: Any) -> None:
    frame = page.shapes.add_table(2, 2, Emu(900_000), Emu(2_600_000), Emu(9_000_000), Emu(900_000))
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            frame.table.cell(row, column).text = text


@pytest.mark.parametrize(
    ("sentence", "field"),
    [("年末年始は、休みです。", "point"), ("出典：当社の就業規則", "source")],
)
def test_a_sentence_beside_a_table_is_its_point_or_its_source(sentence: str, field: str) -> None:
    def fill(page: Any) -> None:
        page.shapes.title.text = "当社の受付時間"
        line(page, sentence, 1_700_000)
        table(page)

    result = own_page(fill)
    slide = new_slide(result)
    assert isinstance(slide, TableSlide)
    assert (slide.title, slide.columns) == ("当社の受付時間", ("時間",))
    assert {"point": slide.point, "source": slide.source} == {
        "point": "",
        "source": "",
        field: sentence,
    }
    assert told(result) == {}


@pytest.mark.parametrize("sentence", ["一つ目の文です。\n二つ目の文です。", "長い文です。" * 11])
def test_more_than_one_short_sentence_beside_a_table_is_no_structured_slide(sentence: str) -> None:
    def fill(page: Any) -> None:
        page.shapes.title.text = "当社の受付時間"
        line(page, sentence, 1_700_000)
        table(page)

    assert set(told(own_page(fill))) == {Loss.PICTURES_OFF}


def test_without_a_title_the_line_in_the_largest_letters_is_the_title() -> None:
    def fill(page: Any) -> None:
        without_title(page)
        line(page, "会社からのお知らせ", 1_000_000)
        line(page, "一人で抱えない\n上司に話す", 2_000_000)
        line(page, "困ったら電話", 4_000_000, 40)

    result = own_page(fill)
    slide = new_slide(result)
    assert isinstance(slide, BulletsSlide)
    assert slide.title == "困ったら電話"
    heads = ("会社からのお知らせ", "一人で抱えない", "上司に話す")
    assert slide.items == tuple(Item(head=head) for head in heads)
    assert told(result) == {Loss.TITLE_TAKEN: {"text": "困ったら電話"}}


def test_the_only_line_beside_a_picture_is_the_title_and_the_silent_picture_is_told() -> None:
    def fill(page: Any) -> None:
        without_title(page)
        made = page.shapes.add_picture(io.BytesIO(photo()), Emu(4_000_000), Emu(1_000_000))
        made._element.nvPicPr.cNvPr.set("descr", "")
        line(page, "ご清聴ありがとうございました", 4_000_000)

    result = own_page(fill)
    slide = new_slide(result)
    assert isinstance(slide, PictureSlide)
    assert (slide.title, slide.text) == ("ご清聴ありがとうございました", ())
    assert told(result) == {Loss.TITLE_TAKEN: {"text": slide.title}, Loss.NO_ALT: {}}


def test_where_no_line_stands_out_the_first_words_do_for_a_title_and_it_is_told() -> None:
    def fill(page: Any) -> None:
        without_title(page)
        line(page, "一人で抱えない\n上司に話す", 2_000_000)

    result = own_page(fill)
    slide = new_slide(result)
    assert isinstance(slide, BulletsSlide)
    assert (slide.title, len(slide.items)) == ("一人で抱えない", 2)
    assert told(result) == {Loss.NO_TITLE: {}}


def test_a_page_without_words_has_its_number_for_a_title_and_it_is_told() -> None:
    def fill(page: Any) -> None:
        without_title(page)
        made = page.shapes.add_picture(io.BytesIO(photo()), Emu(4_000_000), Emu(1_000_000))
        made._element.nvPicPr.cNvPr.set("descr", "倉庫の写真")

    result = own_page(fill)
    (page,) = (one.pages[0] for one in result.report.slides if one.slide == new_slide(result).id)
    assert new_slide(result).title == f"{page}ページ"
    assert told(result) == {Loss.NO_TITLE: {}}


def test_a_title_that_is_there_is_the_title_whatever_is_larger() -> None:
    def fill(page: Any) -> None:
        page.shapes.title.text = "お知らせ"
        line(page, "困ったら電話", 2_000_000, 60)

    result = own_page(fill)
    assert new_slide(result).title == "お知らせ"
    assert told(result) == {}


def letters(*texts: str, size: int | None = None) -> Block:
    """A text box with paragraphs in letters of one size; `None` leaves it unsaid."""
    said = "" if size is None else f' sz="{size}"'
    runs = "".join(f"<a:p><a:r><a:rPr{said}/><a:t>{text}</a:t></a:r></a:p>" for text in texts)
    main = "http://schemas.openxmlformats.org/drawingml/2006/main"
    show = "http://schemas.openxmlformats.org/presentationml/2006/main"
    box = f'<p:sp xmlns:p="{show}" xmlns:a="{main}"><p:txBody>{runs}</p:txBody></p:sp>'
    lines = tuple(Line.of(text) for text in texts)
    element = etree.fromstring(box)
    return Block("", "text", lines, levels=(0,) * len(lines), element=element)


boxes = st.lists(
    st.builds(
        lambda texts, size: letters(*texts, size=size),
        st.lists(st.text("あいう", min_size=1, max_size=3), min_size=1, max_size=3),
        st.sampled_from([None, 1200, 1800, 4000]),
    ),
    max_size=4,
)


@given(boxes)
@law
def test_no_words_are_lost_whatever_becomes_the_title(bodies: list[Block]) -> None:
    title, rest = prominent(bodies)
    left = Counter(line.text for block in rest for line in block.lines)
    assert left + Counter([title] if title else []) == Counter(
        line.text for block in bodies for line in block.lines
    )
    assert all(len(block.lines) == len(block.levels) > 0 for block in rest)


def test_letters_of_unsaid_size_are_as_large_as_usual() -> None:
    assert prominent([letters("小", size=1200), letters("並")])[0] == "並"
    assert prominent([letters("大", "大", size=2400), letters("並")])[0] == ""
    assert prominent([letters("並"), letters("並も", size=1800)])[0] == "並"
    assert prominent([]) == ("", [])
