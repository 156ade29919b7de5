"""What was lost or undone in silence is done or told: pages half hidden, links, chapter lines."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from terakoya.courseware.formats.pptx.reading import Imported, Loss, State, import_deck
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.texts import texts_of
from tests.courseware.deck_editing import (
    Edit,
    drop_shape,
    edited,
    new_page,
    page_of,
    retitle,
    retype,
    shape_of,
    text_box,
)
from tests.courseware.deck_reading import corpus, corpus_deck, lines_in, opened

BASE = corpus()


@cache
def pages() -> list[str]:
    """Their names, in order."""
    return [slide.name.removeprefix("cw:") for slide in opened(corpus_deck("ja")).slides]


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def told(result: Imported) -> list[tuple[Loss, int | None, dict[str, str]]]:
    return [(one.loss, one.page, dict(one.values)) for one in result.report.notices]


def number_of(page: str) -> int:
    return pages().index(page) + 1


def hide(*pages: str) -> Edit:
    def edit(presentation: Any) -> None:
        for name in pages:
            page_of(presentation, name)._element.set("show", "0")

    return edit


# -- hidden pages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", ["check-duty", "check-duty:answer", "case-kettle", "case-kettle:answer"]
)
def test_one_page_of_two_hidden_hides_nothing_and_is_told(page: str) -> None:
    result = imported(hide(page))
    assert result.settings.hidden == ()
    assert {one.states for one in result.report.slides} == {(State.SAME,)}
    assert told(result) == [(Loss.HALF_HIDDEN, number_of(page), {})]


def test_both_pages_hidden_hide_the_slide_without_a_word() -> None:
    result = imported(hide("case-kettle", "case-kettle:answer"))
    assert [one.slide for one in result.settings.hidden] == ["case-kettle"]
    assert told(result) == []


# -- links -------------------------------------------------------------------------------------


def link(page: str, block: str, *addresses: str) -> Edit:
    """Make the first words of a block a link, and add an empty one for each further address."""

    def edit(presentation: Any) -> None:
        paragraph = shape_of(page_of(presentation, page), block).text_frame.paragraphs[0]
        for number, address in enumerate(addresses):
            run = paragraph.add_run() if number else paragraph.runs[0]
            run.hyperlink.address = address

    return edit


def test_the_addresses_of_a_page_are_told_in_one_notice() -> None:
    rules, mail = "ftp://mihon.example/rules", "mailto:desk@mihon.example?bcc=a@b.example"
    result = imported(link("three-elements", "item-1", rules, mail, rules))
    text = f"{rules}、{mail.removeprefix('mailto:')}"
    assert told(result) == [(Loss.LINK, number_of("three-elements"), {"text": text})]


def test_an_address_that_a_course_leads_to_stays_on_its_words() -> None:
    rules = "https://mihon.example/rules"
    result = imported(link("three-elements", "item-1", rules))
    assert Loss.LINK not in {one.loss for one in result.report.notices}
    found = (slide for _, slide in result.material.course.text("ja").every_slide())
    texts = [text for slide in found for _, text in texts_of(slide)]
    assert sum(f"]({rules})" in text for text in texts) == 1


def test_a_link_on_a_company_value_is_told() -> None:
    result = imported(link("where-to-ask", "desk", "https://mihon.example/desk"))
    text = {"text": "https://mihon.example/desk"}
    assert told(result) == [(Loss.LINK, number_of("where-to-ask"), text)]


@pytest.mark.parametrize(
    ("words", "is_told"), [("相談窓口 desk@mihon.example", False), ("相談窓口", True)]
)
def test_a_link_on_a_company_value_that_says_its_address_is_not_lost(
    words: str, is_told: bool
) -> None:
    def type_it(presentation: Any) -> None:
        frame = shape_of(page_of(presentation, "where-to-ask"), "desk").text_frame
        frame.paragraphs[0].runs[0].text = words

    result = imported(type_it, link("where-to-ask", "desk", "mailto:desk@mihon.example"))
    links = [one.values["text"] for one in result.report.notices if one.loss is Loss.LINK]
    assert links == (["desk@mihon.example"] if is_told else [])


def test_an_address_that_stands_in_the_words_is_not_lost() -> None:
    def type_it(presentation: Any) -> None:
        frame = shape_of(page_of(presentation, "three-elements"), "item-1").text_frame
        frame.paragraphs[0].runs[0].text = "mihon.example/rules を見る"

    result = imported(type_it, link("three-elements", "item-1", "https://mihon.example/rules/"))
    assert Loss.LINK not in {one.loss for one in result.report.notices}


def test_a_link_of_a_shape_is_told_and_so_is_one_to_another_page() -> None:
    def edit(presentation: Any) -> None:
        page = page_of(presentation, "same-day")
        shape_of(page, "picture").click_action.hyperlink.address = "https://mihon.example/"
        other = shape_of(page_of(presentation, "two-axes"), "title")
        other.click_action.target_slide = page

    assert told(imported(edit)) == [
        (Loss.JUMP, None, {"pages": str(number_of("two-axes"))}),
        (Loss.LINK, number_of("same-day"), {"text": "https://mihon.example/"}),
    ]


# -- the line above the title ------------------------------------------------------------------


def test_chapter_lines_that_were_deleted_come_back_and_are_told_once() -> None:
    result = imported(
        drop_shape("three-elements", "kicker"),
        drop_shape("ordinance-and-law", "kicker"),
        drop_shape("same-wish", "kicker"),
        drop_shape("case-kettle:answer", "answer-kicker"),
    )
    pages = f"2–3, {number_of('same-wish')}, {number_of('case-kettle:answer')}"
    assert told(result) == [(Loss.KICKER_GONE, None, {"pages": pages})]
    assert {one.states for one in result.report.slides} == {(State.SAME,)}


def test_a_line_of_the_slides_own_that_was_deleted_is_an_edit_and_told() -> None:
    result = imported(drop_shape("case-kettle", "kicker"))
    assert [one.path for one in result.report.of("case-kettle").edits] == ["kicker"]
    page = str(number_of("case-kettle"))
    assert (Loss.KICKER_GONE, None, {"pages": page}) in told(result)


# -- signs of marks ----------------------------------------------------------------------------


def test_typed_signs_of_marks_come_back_as_they_were_typed_and_are_told_once() -> None:
    typed = "{土下座|どげざ} と **強調** と [x](http://y.example)"
    wide = "｛土下座|どげざ｝ と ＊＊強調＊＊ と ［x］(http://y.example)"
    result = imported(
        retype("three-elements", "item-1", "要求", typed),
        retitle("same-day", "**払う**"),
        new_page(4, lambda page: text_box(page, "{a|b}")),
    )
    deck = write_pptx(result.material, "ja")
    assert lines_in(deck, "three-elements", "item-1") == ["要求", wide]
    assert [one for one in told(result) if one[0] is Loss.SIGNS_WIDENED] == [
        (Loss.SIGNS_WIDENED, None, {"pages": "2, 5, 13"})
    ]


def test_the_same_signs_are_told_only_where_they_are_new() -> None:
    deck = edited(corpus_deck("ja"), retype("three-elements", "item-1", "**強調**"))
    first = import_deck(deck, BASE)
    again = import_deck(deck, first.material, settings=first.settings)
    assert again.material.course == first.material.course
    assert Loss.SIGNS_WIDENED not in {one.loss for one in again.report.notices}
