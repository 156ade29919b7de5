"""The look of words: bold comes back, and what does not is told once for the deck."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.reading.report_page import report_html
from terakoya.courseware.model import BulletsSlide
from terakoya.courseware.palette import NOT_ON_SHEETS, Colour
from tests.courseware.deck_editing import Edit, edited, new_page, page_of, shape_of, text_box
from tests.courseware.deck_reading import corpus, corpus_deck
from tests.selection import deep

Look = Callable[[Any], None]
BULLETS = next(s for _, s in corpus().course.text("ja").slides() if isinstance(s, BulletsSlide))


def painted(colour: str) -> Look:
    """Gives words a colour of their own."""
    rgb: Callable[[str], object] = RGBColor.from_string

    def look(font: Any) -> None:
        font.color.rgb = rgb(colour)

    return look


red = painted("FF0000")


def green_of_the_theme(font: Any) -> None:
    font.color.theme_color = MSO_THEME_COLOR.ACCENT_2


def underlined(font: Any) -> None:
    font.underline = True


def italic(font: Any) -> None:
    font.italic = True


def bold(font: Any) -> None:
    font.bold = True


def in_paragraph(name: str, block: str, number: int, look: Look, letters: int = 3) -> Edit:
    """Give the first letters of a paragraph another look, as somebody does who selects them."""

    def edit(presentation: Any) -> None:
        shape = shape_of(page_of(presentation, name), block)
        run = shape.text_frame.paragraphs[number].runs[0]
        words = run.text
        rest = deepcopy(run._r)
        run._r.addnext(rest)
        run.text = words[:letters]
        look(run.font)
        shape.text_frame.paragraphs[number].runs[1].text = words[letters:]

    return edit


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), corpus())


def told(result: Imported) -> list[dict[str, str]]:
    return [dict(one.values) for one in result.report.notices if one.loss is Loss.LETTERING]


def item(look: Look, letters: int = 3) -> Edit:
    return in_paragraph(BULLETS.id, "item-1", 1, look, letters)


@pytest.mark.parametrize("look", [red, green_of_the_theme, underlined, italic])
def test_a_look_that_does_not_come_back_is_told_with_its_page(look: Look) -> None:
    result = imported(item(look))
    assert result.material.course == corpus().course
    assert told(result) == [{"pages": "2"}]


def test_a_whole_text_in_another_colour_is_told_and_a_whole_deck_in_others_is_a_template() -> None:
    def everything(presentation: Any) -> None:
        for page in presentation.slides:
            for shape in page.shapes:
                for paragraph in shape.text_frame.paragraphs if shape.has_text_frame else ():
                    for run in paragraph.runs:
                        red(run.font)

    assert told(imported(item(red, 300))) == [{"pages": "2"}]
    assert told(imported(everything)) == []


COLOURS = sorted(NOT_ON_SHEETS)


@pytest.mark.parametrize("colour", [*COLOURS[:2], *deep(*COLOURS[2:])])
def test_a_colour_of_pages_and_workbooks_is_somebody_elses_on_a_sheet(colour: str) -> None:
    assert told(imported(item(painted(colour), 300))) == [{"pages": "2"}]


def test_a_colour_of_our_sheets_is_no_look_of_somebodys() -> None:
    assert told(imported(item(painted(Colour.OK_INK.value), 300))) == []


def test_all_pages_are_in_one_notice() -> None:
    assert told(imported(item(red), in_paragraph("same-wish", "title", 0, italic))) == [
        {"pages": "2, 7"}
    ]


def test_bold_comes_back_and_the_report_says_which_words_are_bold_now() -> None:
    result = imported(item(bold))
    slide = next(s for _, s in result.material.course.text("ja").slides() if s.id == BULLETS.id)
    assert isinstance(slide, BulletsSlide)
    assert slide.items[0].text.startswith("**")
    assert told(result) == []
    html = report_html(result.report, "ja")
    assert "（太字）" in html
    assert "太字なし" in html
    first = slide.items[0].text.split("**")[1]
    assert f"<ins>{first}</ins>" in html


def test_untouched_and_stressed_words_are_no_news_and_bold_on_a_new_page_is() -> None:
    def half_bold(page: Any) -> None:
        text_box(page, "夜は")
        other = page.shapes[-1].text_frame.paragraphs[0].add_run()
        other.text = "2人で対応する"
        other.font.bold = True

    assert told(imported()) == []
    assert told(imported(new_page(3, half_bold))) == [{"pages": "4"}]
