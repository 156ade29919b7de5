"""A deck whose shapes lost their names, as in Google Slides, comes back as what was changed."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from pptx.util import Emu

from terakoya.courseware.fields import fields_of
from terakoya.courseware.formats.pptx.reading import Imported, State, import_deck
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.model import AnySlide, BulletsSlide, Item
from tests.courseware.deck_editing import (
    Edit,
    drop_every_carrier,
    edited,
    new_page,
    page_of,
    remove,
    rename_every_shape,
    renote,
    retitle,
    retype,
    shape_of,
    text_box,
)
from tests.courseware.deck_reading import corpus, corpus_deck, opened, with_variant

BASE = corpus()


LOSSES = [(rename_every_shape,), (rename_every_shape, drop_every_carrier)]


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def slides_of(course: Any) -> dict[str, AnySlide]:
    return {slide.id: slide for _, slide in course.text("ja").every_slide()}


def changes_in(result: Imported) -> dict[str, dict[str, Any]]:
    """Every field that is another one now, by slide."""
    before, found = slides_of(BASE.course), {}
    for slide_id, slide in slides_of(result.material.course).items():
        was, now = fields_of(before[slide_id]), fields_of(slide)
        changed = {path: now.get(path) for path in was | now if was.get(path) != now.get(path)}
        if changed:
            found[slide_id] = changed
    return found


@pytest.mark.parametrize("lost", LOSSES)
def test_a_deck_with_other_names_alone_is_the_same_course(lost: tuple[Edit, ...]) -> None:
    result = imported(*lost)
    assert result.material == BASE
    assert {one.states for one in result.report.slides} == {(State.SAME,)}
    assert {one.loss.value for one in result.report.notices} <= {"many-by-likeness"}


@pytest.mark.parametrize("lost", LOSSES)
def test_edits_in_a_deck_without_names_are_edited_fields(lost: tuple[Edit, ...]) -> None:
    def cell(presentation: Any) -> None:
        shape_of(page_of(presentation, "ordinance-and-law"), "table").table.cell(
            1, 1
        ).text = "店の決まり"

    result = imported(
        retitle("three-elements", "3つの要素を見る"),
        retype("check-duty", "choice-c", "うちの店だけ"),
        retype("check-duty:answer", "answer-choice-c", "うちの店だけ", "全国が対象です。"),
        retype("case-kettle", "question", "店長ならどうする？"),
        cell,
        *lost,
    )
    assert changes_in(result) == {
        "three-elements": {"title": "3つの要素を見る"},
        "check-duty": {"choices.c.text": "うちの店だけ", "choices.c.why": "全国が対象です。"},
        "case-kettle": {"question": "店長ならどうする？"},
        "ordinance-and-law": {"rows.0.cells.0": "店の決まり"},
    }
    told = {one.loss.value for one in result.report.notices}
    assert told - {"many-by-likeness"} == {"legal-changed"}


def test_a_contact_page_without_names_keeps_its_lines_and_takes_the_new_one() -> None:
    contact = next(s.id for s in slides_of(BASE.course).values() if s.layout == "contact")
    result = imported(retype(contact, "promise-1", "相談した人を、守ります。"), rename_every_shape)
    assert changes_in(result) == {contact: {"promises.0": "相談した人を、守ります。"}}


def test_a_slide_whose_id_begins_like_that_of_a_page_of_the_author_is_ours() -> None:
    base = with_variant(
        with_variant(BASE, "same-day", "ja", id="own-day"), "same-day", "en", id="own-day"
    )
    result = import_deck(edited(write_pptx(base, "ja"), rename_every_shape), base)
    assert result.report.of("own-day").states == (State.SAME,)


def write_a_case_anew(name: str) -> Edit:
    """Give every text of a page of the case to another story, and its title and notes."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, name)
        for number, shape in enumerate(page.shapes):
            if shape.has_text_frame and shape.text_frame.text and not shape.is_placeholder:
                shape.text_frame.text = f"レジ袋{number}枚"
            if shape.has_table:
                for row in shape.table.rows:
                    row.cells[1].text = "夕方の駐車場"
        page.shapes.title.text_frame.text = "駐車場にて"
        page.notes_slide.notes_text_frame.text = "夕方、駐車場で起きたことです。"

    return edit


@pytest.mark.parametrize(
    ("page", "field"), [("case-kettle", "title"), ("case-kettle:answer", "answer_title")]
)
def test_a_page_written_anew_beside_its_other_page_is_found(page: str, field: str) -> None:
    result = imported(write_a_case_anew(page), rename_every_shape, drop_every_carrier)
    assert {one.states for one in result.report.slides} == {(State.SAME,), (State.EDITED,)}
    assert set(changes_in(result)) == {"case-kettle"}
    assert changes_in(result)["case-kettle"][field] == "駐車場にて"


def test_a_new_page_behind_a_question_whose_answer_is_gone_stays_new() -> None:
    def say(page: Any) -> None:
        page.shapes.title.text_frame.text = "朝礼で話すこと"
        text_box(page, "昨日のことを伝える", "名前は出さない")

    at = [slide.name for slide in opened(corpus_deck("ja")).slides].index("cw:case-kettle")
    result = imported(
        new_page(at + 1, say), remove("case-kettle:answer"), rename_every_shape, drop_every_carrier
    )
    assert [one.states for one in result.report.slides if one.pages == (at + 2,)] == [(State.NEW,)]


def put_an_item_below(presentation: Any) -> None:
    """One more item with its number in the list of the page, as a copy of the last."""
    page = page_of(presentation, "three-elements")
    for block, texts in (
        ("item-3", ("四つめ：記録する", "日時を書く。")),
        ("item-3-number", ("4",)),
    ):
        element = deepcopy(shape_of(page, block)._element)
        page.shapes._spTree.append(element)
        copy = page.shapes[-1]
        copy.top += copy.height
        for paragraph, text in zip(copy.text_frame.paragraphs, texts, strict=True):
            for run in paragraph.runs[1:]:
                paragraph._p.remove(run._r)
            paragraph.runs[0].text = text


def test_an_item_put_below_the_others_is_one_more_item() -> None:
    items = base_items()
    result = imported(put_an_item_below, rename_every_shape)
    assert changes_in(result) == {
        "three-elements": {
            f"items.{len(items)}.head": "四つめ：記録する",
            f"items.{len(items)}.text": "日時を書く。",
        }
    }
    assert [one.loss.value for one in result.report.notices] == ["untranslated"]


def base_items() -> tuple[Item, ...]:
    slide = slides_of(BASE.course)["three-elements"]
    assert isinstance(slide, BulletsSlide) and len(slide.items) == 3
    return slide.items


def test_the_only_text_that_was_moved_and_written_anew_is_still_that_field() -> None:
    def carry_away(presentation: Any) -> None:
        shape = shape_of(page_of(presentation, "case-kettle"), "question")
        shape.left, shape.top = Emu(0), Emu(0)
        shape.width, shape.height = Emu(2000000), Emu(400000)
        shape.text_frame.text = "みなさんなら"

    result = imported(carry_away, rename_every_shape)
    assert changes_in(result) == {"case-kettle": {"question": "みなさんなら"}}


NO_TRACE = (rename_every_shape, drop_every_carrier)


@pytest.mark.parametrize(
    "notes", [("This page was narrated anew, in other words.", "They share nothing."), ("",)]
)
@pytest.mark.parametrize("slide", ["three-elements", "ordinance-and-law", "same-day"])
def test_a_page_without_any_trace_is_known_whatever_its_notes_say(
    slide: str, notes: tuple[str, ...]
) -> None:
    result = imported(renote(slide, *notes), *NO_TRACE)
    assert set(changes_in(result)) == {slide}
    assert {path.partition(".")[0] for path in changes_in(result)[slide]} == {"narration"}
    assert result.report.of(slide).states == (State.EDITED,)


def test_a_page_without_any_trace_whose_notes_and_words_are_new_is_known_by_its_title() -> None:
    result = imported(
        renote("three-elements", "まったく別の話を、初めから終わりまで読みます。"),
        *(
            retype("three-elements", f"item-{number}", f"別の見出し{number}", "別の説明。")
            for number in (1, 2, 3)
        ),
        *NO_TRACE,
    )
    assert {one.states for one in result.report.slides} == {(State.SAME,), (State.EDITED,)}
    assert set(changes_in(result)) == {"three-elements"}
    assert changes_in(result)["three-elements"]["items.1.head"] == "別の見出し2"


def test_a_title_alone_makes_no_page_of_the_author_one_of_ours() -> None:
    title = slides_of(BASE.course)["three-elements"].title

    def say(page: Any) -> None:
        page.shapes.title.text_frame.text = title
        text_box(page, "昨日のことを伝える", "名前は出さない")

    result = imported(new_page(1, say), remove("three-elements"), *NO_TRACE)
    assert State.DELETED in result.report.of("three-elements").states
