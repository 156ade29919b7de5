"""Lists of a deck: the numbers that a program writes are words, levels and columns stay."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from terakoya.courseware.formats.pptx.reading import import_new_deck
from terakoya.courseware.formats.pptx.reading.lines import numbers_in
from terakoya.courseware.model import AnySlide, BulletsSlide, PageSlide, TextSlide
from tests.courseware.foreign_decks import Fill, foreign, photo, words

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
Line = tuple[int, str, str]  # level, attributes of the number (empty: none), text


def body(*lines: Line) -> Any:
    shown = "".join(
        f"<a:p><a:pPr lvl='{level}'>{f'<a:buAutoNum {number}/>' if number else ''}</a:pPr>"
        f"<a:r><a:t>{text}</a:t></a:r></a:p>"
        for level, number, text in lines
    )
    return etree.fromstring(f"<a:txBody xmlns:a='{A}'><a:bodyPr/>{shown}<a:p/></a:txBody>")


PERIOD, CIRCLE, LETTER = ("type='arabicPeriod'", "type='circleNumDbPlain'", "type='alphaLcPeriod'")


@pytest.mark.parametrize(
    ("lines", "numbers"),
    [
        ([(0, PERIOD, "一"), (0, PERIOD, "二")], ("1. ", "2. ")),
        ([(0, CIRCLE, "一"), (0, CIRCLE, "二")], ("① ", "② ")),
        ([(0, LETTER, "一"), (0, LETTER, "二")], ("a. ", "b. ")),
        ([(0, f"{PERIOD} startAt='3'", "三"), (0, f"{PERIOD} startAt='3'", "四")], ("3. ", "4. ")),
        # What stands deeper begins anew below each; other paragraphs of the level end a list.
        (
            [(0, PERIOD, "一"), (1, PERIOD, "い"), (0, PERIOD, "二"), (1, PERIOD, "ろ")],
            ("1. ", "1. ", "2. ", "1. "),
        ),
        ([(0, PERIOD, "一"), (1, "", "文"), (0, PERIOD, "二")], ("1. ", "", "2. ")),
        ([(0, PERIOD, "一"), (0, "", "文"), (0, PERIOD, "一")], ("1. ", "", "1. ")),
        ([(0, PERIOD, " "), (0, PERIOD, "一")], ("1. ",)),
    ],
)
def test_numbers_count_as_the_program_counts(lines: list[Line], numbers: tuple[str, ...]) -> None:
    assert numbers_in(body(*lines)) == numbers


def counted(kind: str, *paragraphs: str) -> Fill:
    def fill(page: Any) -> None:
        words("手順", *paragraphs)(page)
        for paragraph in page.placeholders[1].text_frame.paragraphs:
            properties = paragraph._p.get_or_add_pPr()
            etree.SubElement(properties, f"{{{A}}}buAutoNum", type=kind)

    return fill


def slide_of(fill: Fill, *, can_draw: bool = True) -> AnySlide:
    made = import_new_deck(foreign((1, fill)), page_image=lambda _page: b"" if can_draw else None)
    ((_, slide),) = made.material.course.source.slides()
    return slide


def test_a_list_that_the_program_numbers_is_counted() -> None:
    slide = slide_of(counted("arabicPeriod", "電源を切る", "ふたを開ける"))
    assert isinstance(slide, BulletsSlide)
    assert [item.head for item in slide.items] == ["電源を切る", "ふたを開ける"]


def test_words_in_a_box_of_their_own_are_no_part_of_the_last_item() -> None:
    def fill(page: Any) -> None:
        counted("arabicPeriod", "電源を切る", "ふたを開ける")(page)
        box = page.shapes.add_textbox(0, 6_000_000, 4_000_000, 400_000)
        box.text_frame.text = "総務部まで"

    slide = slide_of(fill)
    assert isinstance(slide, TextSlide)
    said = [(0, "1. 電源を切る"), (0, "2. ふたを開ける"), (0, "総務部まで")]
    assert [(item.level, item.text) for item in slide.items] == said


def test_letters_stay_before_their_paragraphs() -> None:
    slide = slide_of(counted("alphaLcPeriod", "電源を切る", "ふたを開ける"))
    assert isinstance(slide, TextSlide)
    assert [item.text for item in slide.items] == ["a. 電源を切る", "b. ふたを開ける"]


@pytest.mark.parametrize("shape", [52, 51])  # a chevron, and the plate that a row begins with
def test_the_steps_of_a_process_keep_their_look(shape: int) -> None:
    def fill(page: Any) -> None:
        words("流れ", "受け付ける")(page)
        page.shapes.add_shape(shape, 0, 0, 900_000, 900_000).text_frame.text = "受付"

    made = import_new_deck(foreign((1, fill)), page_image=lambda _page: photo())
    ((_, slide),) = made.material.course.source.slides()
    assert isinstance(slide, PageSlide) and {*slide.text} == {"受付", "受け付ける"}


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        (("装置の使い方", *"あいうえ"), [*"あいうえ"]),
        (("1. あ", "2. い", "3. う", "4. え", "5. お"), [*"あいうえお"]),
    ],
)
def test_words_that_a_page_is_called_by_are_not_said_twice(
    lines: tuple[str, ...], items: list[str]
) -> None:
    def fill(page: Any) -> None:
        box = page.shapes.add_textbox(0, 0, 9_000_000, 3_000_000).text_frame
        box.text = "\n".join(lines)

    made = import_new_deck(foreign((6, fill)), page_image=lambda _page: photo())
    ((_, slide),) = made.material.course.source.slides()
    heads = slide.items if isinstance(slide, BulletsSlide | TextSlide) else ()
    assert slide.title == lines[0]
    assert [getattr(one, "head", getattr(one, "text", "")) for one in heads] == items


@pytest.mark.parametrize(
    ("left", "levels"),
    [(["頭", "一", "二"], [0, 1, 1]), (["頭", "\t一", "次", "\t二"], [0, 1, 0, 1])],
)
def test_a_column_has_its_first_line_as_head_or_its_own_levels(
    left: list[str], levels: list[int]
) -> None:
    def fill(page: Any) -> None:
        page.shapes.title.text = "比べる"
        for number, lines in enumerate((left, ["右", "三"])):
            box = page.shapes.add_textbox(number * 5_000_000, 2_000_000, 4_000_000, 3_000_000)
            box.text_frame.text = "\n".join(line.lstrip("\t") for line in lines)
            for line, paragraph in zip(lines, box.text_frame.paragraphs, strict=True):
                paragraph.level = line.count("\t")

    slide = slide_of(fill)
    assert isinstance(slide, TextSlide)
    assert [item.level for item in slide.items] == [*levels, 0, 1]


def test_a_list_without_numbers_is_not_counted_even_where_its_page_cannot_be_drawn() -> None:
    plain = slide_of(words("要点", "急がない", "迷わない"))

    def fill(page: Any) -> None:
        words("要点", "急がない", "\t迷わない")(page)
        page.shapes.add_shape(33, 0, 0, 900_000, 900_000)  # an arrow
        page.shapes.add_shape(33, 0, 900_000, 900_000, 900_000)

    drawing = slide_of(fill)
    assert isinstance(plain, TextSlide) and isinstance(drawing, TextSlide)
    assert [(item.level, item.text) for item in drawing.items] == [(0, "急がない"), (1, "迷わない")]
