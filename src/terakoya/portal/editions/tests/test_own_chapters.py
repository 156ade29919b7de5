"""A chapter that a deck brought comes into the draft with the first of its slides."""

from __future__ import annotations

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.formats.pptx.reading import import_deck
from terakoya.portal.editions.editing.own_deck import deck_state
from terakoya.portal.editions.editing.transplant import taken_over
from tests.courseware.deck_editing import Edit, edited, remove
from tests.courseware.deck_reading import corpus, corpus_deck
from tests.courseware.test_reader_pptx_own_chapters import LINE, TWO

ORIGIN = Content(course=corpus().course)


def read(*edits: Edit) -> Content:
    deck = edited(corpus_deck("ja"), *TWO, *edits)
    found = import_deck(deck, corpus())
    return Content(course=found.material.course, settings=found.settings)


def chapters(state: Content) -> list[tuple[str, list[str]]]:
    text = state.course.text("ja")
    return [(one.title, [slide.title for slide in one.slides][:2]) for one in text.chapters]


def own_slides(state: Content) -> list[str]:
    slides = state.course.text("ja").slides()
    return [f"slide/{slide.id}" for _, slide in slides if slide.id.startswith("own-")]


def test_the_chapter_stands_in_the_draft_where_it_stands_in_the_file() -> None:
    came = read()
    state = taken_over(ORIGIN, ORIGIN, came, own_slides(came))
    assert chapters(state) == chapters(came)
    assert chapters(state)[1] == (LINE, ["レジの前で", "電話で"])
    english = [one.title for one in state.course.text("en").chapters]
    assert english.index(LINE) == 1


def test_no_slide_taken_brings_no_chapter() -> None:
    assert chapters(taken_over(ORIGIN, ORIGIN, read(), ["slide/opening"])) == chapters(ORIGIN)


def test_the_deck_keeps_its_own_pages_and_gets_none_that_its_author_took_out() -> None:
    state = deck_state(ORIGIN, ORIGIN, read(remove("same-day")))
    assert own_slides(state) == own_slides(read())
    assert [one.slide for one in state.settings.hidden] == ["same-day"]
