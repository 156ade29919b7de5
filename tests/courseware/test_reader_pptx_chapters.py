"""Chapters that change places in a deck stay chapters, in the deck's order."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from terakoya.courseware.formats.pptx.reading import Imported, Loss, State, import_deck
from terakoya.courseware.formats.pptx.reading.order import chapter_order
from terakoya.courseware.formats.pptx.writing import write_edition_deck
from terakoya.courseware.model import Chapter
from tests.courseware.deck_editing import Edit, edited, move, page_of, remove, shape_of
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()
WHAT, JUDGING, ACTING = BASE.course.text("ja").chapters


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def contents(result: Imported, language: str = "ja") -> dict[str, list[str]]:
    chapters = result.material.course.text(language).chapters
    return {chapter.id: [slide.id for slide in chapter.slides] for chapter in chapters}


def slides_of(chapter: Chapter) -> list[str]:
    return [slide.id for slide in chapter.slides]


def put_before(chapter: Chapter, other: Chapter) -> Edit:
    """Move all pages of a chapter in front of another's."""

    def edit(presentation: Any) -> None:
        ids = presentation.slides._sldIdLst
        names = [slide.name.split(":")[1] for slide in presentation.slides]
        entries = dict(enumerate(ids))
        first = entries[names.index(other.slides[0].id)]
        for number, name in enumerate(names):
            if name in slides_of(chapter):
                first.addprevious(entries[number])

    return edit


def rename(old: str, new: str) -> Edit:
    """Type another chapter line on every page that has it."""

    def edit(presentation: Any) -> None:
        for page in presentation.slides:
            for shape in page.shapes:
                if shape.name.endswith(":kicker") and shape.text_frame.text == old:
                    shape.text_frame.paragraphs[0].runs[0].text = new

    return edit


def without_sections(presentation: Any) -> None:
    for section in list(presentation.part._element.iter()):
        if str(section.tag).endswith("}sectionLst"):
            section.getparent().remove(section)


@pytest.mark.parametrize("others", [(), (without_sections,)])
def test_two_chapters_that_change_places_stay_two_chapters(others: tuple[Edit, ...]) -> None:
    result = imported(put_before(ACTING, JUDGING), *others)
    for language in ("ja", "en"):
        found = contents(result, language)
        assert list(found) == [WHAT.id, ACTING.id, JUDGING.id]
        assert found == {one.id: slides_of(one) for one in (WHAT, JUDGING, ACTING)}
    moved = [one for one in result.report.slides if State.MOVED in one.states]
    assert {one.chapter for one in moved} == {JUDGING.id}  # it has fewer slides than the other
    falls = {"text": ACTING.title, "other": JUDGING.title}
    notices = [(one.loss, dict(one.values)) for one in result.report.notices]
    assert notices == [(Loss.NUMBERS_MIXED, falls)]


def test_chapters_that_were_renumbered_as_well_have_the_titles_of_the_deck() -> None:
    acting, judging = "第2章　受けたときの対応", "第3章　境界線を見分ける"
    result = imported(
        put_before(ACTING, JUDGING),
        rename(ACTING.title, acting),
        rename(JUDGING.title, judging),
        without_sections,
    )
    chapters = result.material.course.text("ja").chapters
    assert [one.title for one in chapters] == [WHAT.title, acting, judging]
    deck = write_edition_deck(result.material, "ja", result.settings)
    again = import_deck(deck, result.material, settings=result.settings)
    assert again.material.course == result.material.course


def test_a_chapter_moved_into_the_middle_of_another_joins_it_and_is_told_as_empty() -> None:
    gone = remove("case-kettle", "case-kettle:answer")
    result = imported(move("two-axes", 2), move("same-wish", 2), gone)
    assert contents(result)[JUDGING.id] == []
    told = [(one.loss, one.values) for one in result.report.notices]
    assert (Loss.CHAPTER_EMPTY, {"title": JUDGING.title}) in told


def test_a_chapter_that_was_deleted_is_not_told_as_empty() -> None:
    result = imported(remove(*slides_of(JUDGING), "case-kettle:answer"))
    assert contents(result)[JUDGING.id] == []
    assert Loss.CHAPTER_EMPTY not in {one.loss for one in result.report.notices}


# -- sections that are no chapters -------------------------------------------------------------


def sections_in(presentation: Any) -> list[Any]:
    every = presentation.part._element.iter()
    return [one for one in every if str(one.tag).endswith("}section")]


def own_section(presentation: Any) -> None:
    """Put the last two pages of the first section, a question and its answer, into their own."""
    first = sections_in(presentation)[0]
    second = deepcopy(first)
    second.set("name", "第1章の2　当社の場合")
    first.addnext(second)
    entries = list(first)[-1]
    for entry in list(entries)[-2:]:
        entries.remove(entry)
    for entry in list(list(second)[-1])[:-2]:
        entry.getparent().remove(entry)


def merge_sections(presentation: Any) -> None:
    """Delete the second section, which puts its pages into the first."""
    first, second, *_ = sections_in(presentation)
    for entry in list(list(second)[-1]):
        list(first)[-1].append(entry)
    second.getparent().remove(second)


def rename_section(presentation: Any) -> None:
    sections_in(presentation)[0].set("name", "第1章　カスハラを知る")


@pytest.mark.parametrize(
    ("change", "section", "chapters"),
    [
        (own_section, "第1章の2　当社の場合", (WHAT,)),
        (merge_sections, WHAT.title, (WHAT, JUDGING)),
    ],
)
def test_a_section_that_is_no_chapter_is_told(
    change: Edit, section: str, chapters: tuple[Chapter, ...]
) -> None:
    result = imported(change)
    assert {one.states for one in result.report.slides} == {(State.SAME,)}
    said = {"text": section, "title": "、".join(one.title for one in chapters)}
    assert [(one.loss, dict(one.values)) for one in result.report.notices] == [(Loss.SECTION, said)]


def test_a_section_that_was_renamed_is_a_chapter_with_another_title() -> None:
    result = imported(rename_section)
    assert result.report.notices == ()


# -- the order itself --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("homes", "order"),
    [
        ("a a b b c c", "abc"),
        ("a a c c b b", "acb"),
        ("c c a a b b", "cab"),
        ("a a c - c b b", "acb"),  # new slides divide nothing
        ("a b b a c c", "abc"),  # it stands in the middle of another
        ("b a a b b c c", "abc"),  # one slide of b went to the front
        ("a a c b b c", "abc"),  # half of it is not the whole
        ("c a a b b c", "abc"),  # nor is its first half
        ("c c c a a b b c", "cab"),
        ("b b a a", "bca"),  # a chapter without slides stays behind the one that it followed
        ("", "abc"),
    ],
)
def test_a_chapter_is_moved_where_most_of_it_stands_together(homes: str, order: str) -> None:
    given = ["" if home == "-" else home for home in homes.split()]
    assert chapter_order(given, list("abc")) == list(order)


def kicker(name: str, text: str) -> Edit:
    """Type another line above the title of one page."""

    def edit(presentation: Any) -> None:
        shape = shape_of(page_of(presentation, name), "kicker")
        shape.text_frame.paragraphs[0].runs[0].text = text

    return edit


def test_a_chapter_renamed_on_one_of_its_pages_keeps_its_name_and_that_is_told() -> None:
    new = "第2章　見分けかた"
    result = imported(kicker("same-wish", new))
    titles = [one.title for one in result.material.course.text("ja").chapters]
    assert titles == [WHAT.title, JUDGING.title, ACTING.title]
    told = [dict(one.values) for one in result.report.notices if one.loss is Loss.CHAPTER_APART]
    assert told == [{"text": new, "title": JUDGING.title, "pages": "7"}]


def test_a_chapter_renamed_on_all_of_its_pages_is_renamed_and_no_page_is_apart() -> None:
    result = imported(rename(JUDGING.title, "第2章　見分けかた"))
    assert result.material.course.text("ja").chapters[1].title == "第2章　見分けかた"
    assert Loss.CHAPTER_APART not in {one.loss for one in result.report.notices}


def test_cases_whose_numbers_no_longer_rise_are_told() -> None:
    first, second = kicker("check-duty", "事例2　窓口"), kicker("case-kettle", "事例1　家電売場")
    values = {"text": "事例2　窓口", "other": "事例1　家電売場"}
    told = [
        (n.page, dict(n.values))
        for n in imported(first, second).report.notices
        if n.loss is Loss.NUMBERS_MIXED
    ]
    assert told == [(9, values)]
    rising = imported(kicker("check-duty", "事例１　窓口"), kicker("case-kettle", "事例3　売場"))
    assert Loss.NUMBERS_MIXED not in {one.loss for one in rising.report.notices}
