"""A run of own pages under a section or a line of its own is a chapter."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.reading.chapter_names import ChapterName, ChapterNames
from terakoya.courseware.formats.pptx.reading.report import message_of
from terakoya.courseware.formats.pptx.writing import write_edition_deck, write_pptx
from terakoya.courseware.model import AnySlide, BulletsSlide
from terakoya.courseware.text.alignment import folded
from tests.courses import flagship_material
from tests.courseware.deck_editing import (
    Edit,
    duplicate,
    edited,
    new_page,
    retype,
    shape_of,
    text_box,
)
from tests.courseware.deck_reading import corpus, corpus_deck, opened
from tests.courseware.own_decks import lose_names, without_properties

from .test_reader_pptx_chapters import contents, sections_in

BASE = corpus()
WHAT, JUDGING, ACTING = BASE.course.text("ja").chapters
LINE = "第7章　当社の場合"
OWN = "own-chapter-"
TITLES = ("レジの前で", "電話で")
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


def written(to: int, title: str, *, at: int = 0, heading: str = "", first: str = "") -> Edit:
    """Insert a page that names its chapter in a box at some height, in its title or its text."""

    def fill(page: Any) -> None:
        page.shapes.title.text_frame.text = f"{heading}{title}"
        if at:
            box = page.shapes.add_textbox(Emu(450000), Emu(at), Emu(5000000), Emu(300000))
            box.text_frame.text = first
            first_words: tuple[str, ...] = ()
        else:
            first_words = (first,) if first else ()
        text_box(page, *first_words, f"{title}：まず店長を呼びます。", "一人で答えないでください。")

    return new_page(to, fill)


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


FORMS: dict[str, dict[str, Any]] = {
    "below the title": {"at": 1_500_000, "first": LINE},
    "in line with the title": {"at": 600_000, "first": LINE},
    "in two lines": {"at": 330_000, "first": LINE.replace("　", "\n")},
    "at the foot": {"at": 6_500_000, "first": LINE},
    "first line of the text": {"first": LINE},
    "first line of the title": {"heading": f"{LINE}\v"},
}


@pytest.mark.parametrize("pasted", [False, True], ids=["ours", "pasted"])
@pytest.mark.parametrize("form", FORMS)
def test_a_numbered_name_makes_a_chapter_wherever_it_stands(form: str, pasted: bool) -> None:
    pages = [written(SHEETS + n, title, **FORMS[form]) for n, title in enumerate(TITLES)]
    deck = edited(corpus_deck("ja"), *pages, *([lose_names()] if pasted else []))
    result = import_deck(without_properties(deck) if pasted else deck, BASE)
    title, slides = own_chapter(result)
    assert (title, [one.title for one in slides]) == (LINE, list(TITLES))
    for one, said in zip(slides, TITLES, strict=True):
        assert isinstance(one, BulletsSlide)
        words = [item.head or item.text for item in one.items]
        assert words == [f"{said}：まず店長を呼びます。", "一人で答えないでください。"]


def test_a_page_that_lists_chapters_names_none() -> None:
    listed = written(SHEETS, "目次", first="第7章　当社の場合\n第8章　取引先の場合")
    assert list(contents(imported(listed))) == [WHAT.id, JUDGING.id, ACTING.id]


@pytest.mark.parametrize("number", ["第8章", "第 8 章", "第8章　当社の場合"])
def test_a_copy_of_the_page_that_opens_a_chapter_opens_one(number: str) -> None:
    base = flagship_material()
    deck = write_pptx(base, "ja")
    *_, last = base.course.source.chapters
    pages = [one.name.removeprefix("cw:") for one in opened(deck).slides]
    end = max(n for n, name in enumerate(pages) if name.startswith(last.slides[-1].id)) + 1
    copied = copy_page("chapter-own-conduct", end, number, "当社の場合")
    plain = [own_page(end + n, title, "") for n, title in enumerate(TITLES, 1)]
    result = import_deck(edited(deck, copied, *plain), base)
    [own] = [one for one in result.material.course.source.chapters if one.id.startswith(OWN)]
    assert folded(own.title) == "第8章当社の場合"
    assert [one.title for one in own.slides] == ["当社の場合", *TITLES]


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


# -- pages that name another chapter than the one they stand in ----------------------------------


def inside(*edits: Edit) -> list[dict[str, str]]:
    """What is told of pages that name another chapter; the chapters are as they were."""
    result = imported(*edits)
    assert list(contents(result)) == [WHAT.id, JUDGING.id, ACTING.id]
    told = [one for one in result.report.notices if one.loss is Loss.CHAPTER_INSIDE]
    for one in told:
        assert one.page is None
        for language in ("ja", "en"):
            message, mend = message_of(one, language)
            assert all(value in message for value in one.values.values())
            assert one.values["text"] in mend
    return [dict(one.values) for one in told]


def copy_page(name: str, to: int, line: str, title: str) -> Edit:
    """A copy of one of our pages with another line above another title and other notes."""

    def edit(presentation: Any) -> None:
        duplicate(name, to)(presentation)
        page = list(presentation.slides)[to]
        shape_of(page, "kicker").text_frame.paragraphs[0].runs[0].text = line
        page.shapes.title.text_frame.text = title

    return edit


INSIDE = (own_page(2, "レジの前で"), own_page(3, "電話で"))


def test_own_pages_within_a_chapter_that_name_another_one_are_told() -> None:
    expected = {"text": LINE, "title": WHAT.title, "pages": "3–4"}
    assert inside(*INSIDE) == [expected]
    # What the notice asks for makes the chapter, and nothing is told any more.
    made = imported(*TWO)
    assert own_chapter(made)[0] == LINE
    assert Loss.CHAPTER_INSIDE not in {one.loss for one in made.report.notices}


@pytest.mark.parametrize(
    "line",
    ["第1章　自社の対応", "第９章", "第四章：当社の場合", "Chapter 4: Our shop"],
    ids=["number of this one", "number alone", "in words", "english"],
)
def test_a_chapter_is_named_by_a_number_or_a_title_that_none_has(line: str) -> None:
    told = inside(own_page(2, "レジの前で", line))
    assert told == [{"text": line, "title": WHAT.title, "pages": "3"}]


@pytest.mark.parametrize(
    "line",
    ["", "店長より", "事例7　レジの前で", WHAT.title, "第1章", "第一章 カスハラ", "第2章のまとめ"],
)
def test_an_own_page_with_an_ordinary_line_names_no_chapter(line: str) -> None:
    assert inside(own_page(2, "レジの前で", line), own_page(3, "電話で", line)) == []


def test_own_pages_in_a_section_within_a_chapter_are_told_once() -> None:
    result = imported(*INSIDE, section("当社の場合", 2, 2))
    told = [one.loss for one in result.report.notices]
    assert told.count(Loss.SECTION) == 1 and Loss.CHAPTER_INSIDE not in told


def test_a_copy_of_our_page_within_a_chapter_that_names_another_one_is_told() -> None:
    copied = copy_page("three-elements", 2, LINE, "当社の三つ")
    assert inside(copied) == [{"text": LINE, "title": WHAT.title, "pages": "3"}]
    assert inside(retype("three-elements", "kicker", LINE)) == []  # it is ours, told otherwise


def test_copies_of_our_pages_between_two_chapters_are_a_chapter_by_their_line() -> None:
    edits = (
        own_page(SHEETS, "レジの前で"),
        copy_page("five-steps", SHEETS + 1, LINE, "当社の手順"),
        own_page(SHEETS + 2, "線のない頁", ""),
        copy_page("same-day", SHEETS + 3, LINE, "当日のこと"),
    )
    deck = edited(corpus_deck("ja"), *edits)
    result = import_deck(deck, BASE)
    title, slides = own_chapter(result)
    titles = ["レジの前で", "当社の手順", "線のない頁", "当日のこと"]
    assert (title, [one.title for one in slides]) == (LINE, titles)
    assert {one.kicker for one in slides} == {""}
    again = import_deck(deck, result.material, settings=result.settings)
    assert again.material.course == result.material.course
    drawn = write_edition_deck(result.material, "ja", result.settings)
    rebuilt = import_deck(drawn, result.material, settings=result.settings)
    assert rebuilt.material.course == result.material.course
    assert rebuilt.report.notices == ()


def test_what_follows_a_chapter_of_their_own_stays_behind_it() -> None:
    """A page without a line joins the one before it, a copy its chapter that begins there."""
    edits = (
        own_page(SHEETS, "レジの前で"),
        own_page(SHEETS + 1, "線のない頁", ""),
        copy_page("three-elements", SHEETS + 2, WHAT.title, "三つの復習"),
        copy_page("same-wish", SHEETS + 3, JUDGING.title, "同じ願い、別の話"),
        own_page(SHEETS + 4, "次の章の前置き", ""),
    )
    result = imported(*edits)
    _, slides = own_chapter(result)
    assert [one.title for one in slides] == ["レジの前で", "線のない頁", "三つの復習"]
    judging = result.material.course.text("ja").chapters[2].slides
    titles = ["同じ願い、別の話", "次の章の前置き", JUDGING.slides[0].title]
    assert [one.title for one in judging[:3]] == titles


def test_copies_with_another_ordinary_line_make_no_chapter() -> None:
    copies = [copy_page("five-steps", SHEETS + n, "当社の場合", f"当社の手順{n}") for n in (0, 1)]
    assert inside(*copies) == []


def test_a_line_in_a_placeholder_above_the_title_names_a_chapter() -> None:
    def fill(page: Any) -> None:
        page.shapes.title.text_frame.text = "レジの前で"
        box = page.shapes.add_textbox(Emu(450000), Emu(330000), Emu(5000000), Emu(300000))
        box.text_frame.text = LINE
        holder = OxmlElement("p:ph")
        holder.set("type", "body")
        box._element.nvSpPr.nvPr.append(holder)
        text_box(page, "まず店長を呼びます。", "一人で答えないでください。")

    assert own_chapter(imported(new_page(SHEETS, fill)))[0] == LINE


def test_names_of_chapters_are_read_by_number_and_title() -> None:
    name = ChapterName("chapter", 12, "当社の場合")
    for text in (
        "第12章　当社の場合",
        "第１２章：当社の場合",
        "第十二章 当社 の場合",
        "Chapter 12. 当社の場合",
    ):
        assert ChapterName.of(text) == name
    assert ChapterName.of("第2部「当社」") == ChapterName("part", 2, "「当社」")
    assert ChapterName.of("第十章") == ChapterName("chapter", 10, "")
    for text in ("", "第2章のまとめ", "第2回　当社", "事例7　当社", "7章", "Chapters 7", "第章"):
        assert ChapterName.of(text) is None


def test_a_name_is_known_by_number_or_title_also_where_the_chapters_have_no_numbers() -> None:
    numbered = ChapterNames.of(["第1章　知る", "第2章　見分ける", "予備"])
    known = {"第2章", "第二章 見分ける", "第5章　見分ける", "第1章　知るために", "予備"}
    asked = known | {"第3章", "第2章　当社", "第3章　当社", "当社", "第1部"}
    assert {one for one in asked if numbered.has(one)} == known
    plain = ChapterNames.of(["知る", "見分ける"])
    assert [plain.has(one) for one in ("第2章", "第3章", "第2章　当社", "第3章　知る")] == [
        *(True, False),
        *(False, True),
    ]
