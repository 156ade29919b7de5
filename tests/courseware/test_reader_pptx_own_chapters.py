"""A run of own pages under a section or a line of its own is a chapter."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from pptx.util import Emu

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.writing import write_edition_deck
from terakoya.courseware.model import AnySlide, BulletsSlide
from tests.courseware.deck_editing import Edit, edited, new_page, text_box
from tests.courseware.deck_reading import corpus, corpus_deck

from .test_reader_pptx_chapters import contents, sections_in

BASE = corpus()
WHAT, JUDGING, ACTING = BASE.course.text("ja").chapters
LINE = "第7章　当社の場合"
SHEETS = 6  # pages of the first chapter, its question and answer included


def own_page(to: int, title: str, line: str = LINE) -> Edit:
    """Insert a page of their own with a line above its title."""

    def fill(page: Any) -> None:
        page.shapes.title.text_frame.text = title
        if line:
            box = page.shapes.add_textbox(Emu(450000), Emu(330000), Emu(5000000), Emu(300000))
            box.text_frame.text = line
        text_box(page, f"{title}：まず店長を呼びます。", "一人で答えないでください。")

    return new_page(to, fill)


def section(name: str, start: int, count: int) -> Edit:
    """Put some pages (from 0) into a section of their own, as office programs do."""

    def edit(presentation: Any) -> None:
        ids = [one.get("id") for one in presentation.slides._sldIdLst][start : start + count]
        first = sections_in(presentation)[0]
        for one in sections_in(presentation):
            listed = list(one)[-1]
            for entry in [e for e in listed if e.get("id") in ids]:
                listed.remove(entry)
        own = deepcopy(first)
        own.set("name", name)
        entries = list(own)[-1]
        model = deepcopy(entries[0])
        for entry in list(entries):
            entries.remove(entry)
        for number in ids:
            entry = deepcopy(model)
            entry.set("id", number)
            entries.append(entry)
        first.addnext(own)

    return edit


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def own_chapter(result: Imported) -> tuple[str, list[AnySlide]]:
    chapters = result.material.course.text("ja").chapters
    [own] = [one for one in chapters if one.id.startswith("own-chapter-")]
    assert [one.id for one in chapters] == [WHAT.id, own.id, JUDGING.id, ACTING.id]
    return own.title, list(own.slides)


TWO = (own_page(SHEETS, "レジの前で"), own_page(SHEETS + 1, "電話で"))
BY_SECTION = (
    own_page(SHEETS, "レジの前で", ""),
    own_page(SHEETS + 1, "電話で", ""),
    section(LINE, SHEETS, 2),
)


@pytest.mark.parametrize("edits", [TWO, BY_SECTION], ids=["line", "section"])
def test_own_pages_under_a_name_of_their_own_are_a_chapter(edits: tuple[Edit, ...]) -> None:
    result = imported(*edits)
    title, slides = own_chapter(result)
    assert (title, [one.title for one in slides]) == (LINE, ["レジの前で", "電話で"])
    assert Loss.SECTION not in {one.loss for one in result.report.notices}
    first = slides[0]
    assert isinstance(first, BulletsSlide)
    words = [item.head or item.text for item in first.items]
    assert words == ["レジの前で：まず店長を呼びます。", "一人で答えないでください。"]
    in_english = [one.title for one in result.material.course.text("en").chapters]
    assert LINE in in_english


@pytest.mark.parametrize("edits", [TWO, BY_SECTION], ids=["line", "section"])
def test_a_chapter_of_their_own_comes_back_as_it_is(edits: tuple[Edit, ...]) -> None:
    deck = edited(corpus_deck("ja"), *edits)
    first = import_deck(deck, BASE)
    again = import_deck(deck, first.material, settings=first.settings)
    assert again.material.course == first.material.course
    drawn = write_edition_deck(first.material, "ja", first.settings)
    rebuilt = import_deck(drawn, first.material, settings=first.settings)
    assert contents(rebuilt) == contents(first)


def test_own_pages_within_a_chapter_divide_none() -> None:
    result = imported(own_page(2, "レジの前で"), own_page(3, "電話で"))
    assert list(contents(result)) == [WHAT.id, JUDGING.id, ACTING.id]


def test_one_own_page_with_a_line_that_is_no_number_makes_no_chapter() -> None:
    result = imported(own_page(SHEETS, "レジの前で", "店長より"))
    assert list(contents(result)) == [WHAT.id, JUDGING.id, ACTING.id]


def test_the_line_of_the_chapter_around_it_is_no_sentence_of_an_own_page() -> None:
    result = imported(own_page(2, "レジの前で", WHAT.title))
    [own] = [s for _, s in result.material.course.text("ja").slides() if s.id.startswith("own-")]
    assert isinstance(own, BulletsSlide)
    assert WHAT.title not in [item.head or item.text for item in own.items]
