"""Chapters that change places in a deck stay chapters, in the deck's order."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from functools import cache
from itertools import accumulate, islice
from typing import Any

import pytest

from terakoya.courseware.formats.pptx.reading import Imported, Loss, State, import_deck
from terakoya.courseware.formats.pptx.reading.order import Role, chapter_order, openings
from terakoya.courseware.formats.pptx.writing import write_edition_deck, write_pptx
from terakoya.courseware.model import Chapter, ChapterSlide, Material, Picture
from tests.courseware.deck_editing import (
    Edit,
    edited,
    move,
    new_page,
    page_of,
    remove,
    retitle,
    shape_of,
    text_box,
)
from tests.courseware.deck_reading import corpus, corpus_deck
from tests.courseware.test_later_decks import course, deck

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


def put_in_sections(presentation: Any, names: Iterable[str]) -> None:
    """Let each page of the deck be in the section of that name."""
    entries = {one.get("name"): list(one)[-1] for one in sections_in(presentation)}
    kept = [entry for one in entries.values() for entry in one]
    for name, page in zip(names, presentation.slides._sldIdLst, strict=True):
        entry = entries[name].makeelement(kept[0].tag, {"id": page.get("id")})
        entries[name].append(entry)
    for entry in kept:
        entry.getparent().remove(entry)


def follow_pages(presentation: Any) -> None:
    """Sections as PowerPoint saves them: a new page is in that of the page before it."""
    names = {e.get("id"): s.get("name") for s in sections_in(presentation) for e in list(s)[-1]}
    pages = [page.get("id") for page in presentation.slides._sldIdLst]
    named = accumulate(pages, lambda name, page: names.get(page, name), initial="")
    put_in_sections(presentation, islice(named, 1, None))


def keep_by_number(presentation: Any) -> None:
    """Sections as LibreOffice 26.8 saves them: where they began, whatever stands there now."""
    written = [s.get("name") for s in sections_in(presentation) for _entry in list(s)[-1]]
    count = len(presentation.slides._sldIdLst)
    put_in_sections(presentation, (written + written[-1:] * count)[:count])


def drop_sections(presentation: Any) -> None:
    """No sections, as earlier LibreOffices save them."""
    for section in sections_in(presentation):
        section.getparent().remove(section)


@pytest.mark.parametrize("saved", [follow_pages, keep_by_number, drop_sections])
def test_sections_that_nobody_touched_say_nothing_however_a_program_keeps_them(
    saved: Edit,
) -> None:
    own = [new_page(place, lambda page: text_box(page, "当社の話")) for place in (1, 2, 3)]
    edits = (*own, remove(WHAT.slides[2].id), move(JUDGING.slides[1].id, 9))
    result, plain = imported(*edits, saved), imported(*edits, drop_sections)
    assert Loss.SECTION not in {one.loss for one in result.report.notices}
    assert (result.material.course, result.report) == (plain.material.course, plain.report)


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


# -- dividers ----------------------------------------------------------------------------------


@cache
def divided() -> Material:
    """The course with a divider page for each chapter, that of the first behind its opening."""
    texts = []
    for text in BASE.course.texts:
        chapters = []
        for number, chapter in enumerate(text.chapters, 1):
            at = 1 if number == 1 else 0
            slides = (*chapter.slides[:at], divider(number, chapter), *chapter.slides[at:])
            chapters.append(chapter.model_copy(update={"slides": slides}))
        texts.append(text.model_copy(update={"chapters": tuple(chapters)}))
    return replace(BASE, course=BASE.course.model_copy(update={"texts": tuple(texts)}))


def divider(number: int, chapter: Chapter) -> ChapterSlide:
    picture = Picture(file="scene-equal.svg", alt="scene", ground="sky")
    return ChapterSlide(
        id=f"divider-{number}",
        layout="chapter",
        goal=chapter.slides[0].goal,
        title=chapter.slides[-1].title,
        number=number,
        chapters=3,
        picture=picture,
        narration=chapter.slides[0].narration,
    )


@cache
def divided_deck() -> bytes:
    return write_pptx(divided(), "ja")


def torn(*edits: Edit) -> tuple[dict[str, list[str]], list[dict[str, str]]]:
    """The chapters after some edits, and what is told of torn ones."""
    result = import_deck(edited(divided_deck(), *edits), divided())
    told = [dict(n.values) for n in result.report.notices if n.loss is Loss.CHAPTER_TORN]
    return contents(result), told


def test_a_chapter_put_behind_the_opening_begins_at_its_divider_and_what_is_torn_is_told() -> None:
    moved = ["divider-3", *slides_of(ACTING)[:-1]]
    found, told = torn(*[move(name, at) for at, name in enumerate(moved, 1)])
    opening, *rest = slides_of(WHAT)
    assert list(found.items()) == [
        (ACTING.id, [opening, *moved]),
        (WHAT.id, ["divider-1", *rest]),
        (JUDGING.id, ["divider-2", *slides_of(JUDGING), "three-to-do"]),
    ]
    assert told == [
        {"title": WHAT.title, "other": ACTING.title, "pages": "1"},
        {"title": ACTING.title, "other": JUDGING.title, "pages": "17"},
    ]


def test_pages_behind_a_divider_that_was_put_into_a_chapter_belong_to_its_chapter() -> None:
    found, _ = torn(move("divider-3", 3), move("five-steps", 4))
    first, second, *others = slides_of(WHAT)
    assert list(found.items()) == [
        (WHAT.id, [first, "divider-1", second]),
        (ACTING.id, ["divider-3", "five-steps", *others]),
        (JUDGING.id, ["divider-2", *slides_of(JUDGING), *slides_of(ACTING)[1:]]),
    ]


def test_a_divider_moved_alone_opens_nothing_and_is_told() -> None:
    found, told = torn(move("divider-3", 1))
    assert list(found) == [WHAT.id, JUDGING.id, ACTING.id]
    assert found[ACTING.id] == slides_of(ACTING)
    assert told == [{"title": ACTING.title, "other": WHAT.title, "pages": "2"}]


def test_a_deck_with_dividers_that_nobody_changed_is_the_same() -> None:
    result = import_deck(divided_deck(), divided())
    assert result.material.course == divided().course
    assert result.report.notices == ()


@pytest.mark.parametrize(
    ("deck", "found"),
    [
        ("o g A a a B b b C c c", {"a": 2, "b": 5, "c": 8}),
        ("o g C c c A a a B b b", {"c": 2, "a": 5, "b": 8}),
        ("o g A a C c c a B b b", {"a": 2, "c": 4, "b": 8}),
        ("o g C A a a B b b c c", {"a": 3, "b": 6}),  # C was moved alone
        ("o g A a a - B C c c", {"a": 2, "b": 6, "c": 7}),  # nothing else of b is left
        ("c a b", {}),
    ],
)
def test_a_divider_opens_its_chapter_where_slides_of_it_follow(
    deck: str, found: dict[str, int]
) -> None:
    slides = deck.split()
    homes = ["a" if one in "og" else one.lower().strip("-") for one in slides]
    roles = [
        Role.OPENING if one in "og" else Role.DIVIDER if one.isupper() else Role.BODY
        for one in slides
    ]
    assert openings(homes, roles) == found


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


def rename_kickers(old: str, new: str) -> Edit:
    """Type another name of the chapter above the titles of all of its pages."""

    def edit(presentation: Any) -> None:
        for page in presentation.slides:
            for shape in page.shapes:
                if shape.has_text_frame and shape.text_frame.text == old:
                    shape.text_frame.paragraphs[0].runs[0].text = new

    return edit


@pytest.mark.parametrize(
    ("divider", "chapter", "is_told"),
    [
        ("会社への影響", "", True),  # the page that opens the chapter alone
        ("", "第3章　会社への影響", True),  # all of its pages but that one
        ("会社への影響", "第3章　会社への影響", False),
        ("働く人と　会社への影響", "", False),
        ("", "第4章　働く人と会社への影響", False),
    ],
)
def test_divider_and_chapter_of_different_names_are_told(
    divider: str, chapter: str, is_told: bool
) -> None:
    old, was = "第3章　働く人と会社への影響", "働く人と会社への影響"
    edits = [
        *([retitle("chapter-3", divider)] if divider else []),
        *([rename_kickers(old, chapter)] if chapter else []),
    ]
    result = import_deck(edited(deck("later-layouts", "ja"), *edits), course("later-layouts"))
    told = [dict(one.values) for one in result.report.notices if one.loss is Loss.DIVIDER_APART]
    assert told == ([{"text": divider or was, "title": chapter or old}] if is_told else [])
    assert result.material.course.text("ja").chapters[0].title == (chapter or old)


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
