"""A deck that its owner made another: names lost, own template, 4:3; the update comes into it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx.util import Pt

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.formats.pptx.patching.deck import patch_deck
from terakoya.courseware.formats.pptx.patching.result import HandWork, Patched
from terakoya.courseware.formats.pptx.patching.words import patched_lines
from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.reading.waiting_words import waiting_in
from terakoya.courseware.merge import merge
from terakoya.courseware.model import Chapter, CourseText, Material
from tests.courseware.deck_editing import Edit, edited, packed, page_of, renote, shape_of, text_box
from tests.courseware.deck_reading import corpus, corpus_deck, opened, parts_of
from tests.courseware.laws import examples
from tests.selection import deep

from .own_decks import lose_names, pages_alike, two_notes, without_properties
from .test_reader_pptx_own_chapters import LINE, TWO
from .test_writer_pptx_page_size import resized
from .test_writer_pptx_patch import (
    RELAID,
    assert_comes_back,
    changed_members,
    reworded,
    slide_of,
    updated,
    vendor,
)

STANDARD = (9_144_000, 6_858_000)
LAW: tuple[tuple[str, str, str], ...] = (
    ("ordinance-and-law", "rows.1.cells.1", "措置義務（2027年4月1日から）"),
    ("ordinance-text", "quote", "だれも、どこでも、してはなりません。"),
    ("case-kettle", "answer_title", "交換には応じ、求めは断ります"),
)


def law_changed() -> Material:
    return vendor(*(reworded(slide, {path: words}) for slide, path, words in LAW))


@cache
def pasted(*edits: Edit) -> bytes:
    """The deck with nothing of ours on any page and in no property."""
    return without_properties(edited(corpus_deck("ja"), lose_names(), *edits))


@cache
def updated_by_law(*edits: Edit) -> tuple[Imported, Material, EditionSettings, Patched]:
    """That deck with other words of the law in it, made once for all that look into it."""
    return updated(pasted(*edits), law_changed())


# Deep at 4:3: test_writer_pptx_page_size.py holds pages of another size.
@pytest.mark.parametrize("edits", [(), *deep((resized(STANDARD, "fit"),))], ids=["16:9", "4:3"])
def test_an_update_finds_the_boxes_of_pages_without_names(edits: tuple[Edit, ...]) -> None:
    deck = pasted(*edits)
    _, after, settings, patched = updated_by_law(*edits)
    assert (patched.by_hand, patched.changed_pages) == ((), (3, 4, 10))
    assert (patched.kept_pages, patched.removed_pages) == (len(opened(deck).slides) - 3, 0)
    slides = {name for name in changed_members(deck, patched.deck) if "slides/slide" in name}
    assert slides == {f"ppt/slides/slide{page}.xml" for page in (3, 4, 10)}
    again = import_deck(patched.deck, after, settings=settings)
    assert again.material.course == after.course


def test_the_look_of_a_deck_in_another_template_stays_byte_for_byte() -> None:
    deck = pasted()
    _, _, _, patched = updated_by_law()
    look = ("ppt/slideMasters", "ppt/slideLayouts", "ppt/theme", "ppt/media")
    parts = {name for name in parts_of(deck) if name.startswith(look)}
    assert parts and parts <= pages_alike(deck, patched.deck)


def test_a_deck_without_properties_names_its_revision_afterwards() -> None:
    assert "docProps/custom.xml" not in parts_of(pasted())
    _, after, settings, patched = updated_by_law()
    said = import_deck(patched.deck, after, settings=settings).report.notices
    assert Loss.OTHER_REVISION not in {one.loss for one in said}


# -- words that could not be put in -------------------------------------------------------------


SAID = "2027年4月1日から、措置が義務になります。"


@cache
def half_patched() -> tuple[Patched, Material, Any, str]:
    deck = edited(corpus_deck("ja"), two_notes("three-elements"))
    old = slide_of("three-elements").narration[0]
    _, after, settings, patched = updated(
        deck, vendor(reworded("three-elements", {"narration.0": SAID}))
    )
    return patched, after, settings, old


def test_words_without_a_place_are_listed_old_and_new_with_their_page() -> None:
    patched, _, _, old = half_patched()
    title = slide_of("three-elements").title
    assert patched.by_hand == (HandWork(2, "three-elements", title, old, SAID, in_notes=True),)
    assert patched.as_json()["by_hand"] == [
        {
            "page": 2,
            "slide": "three-elements",
            "title": title,
            "before": old,
            "after": SAID,
            "in_notes": True,
        }
    ]


def test_old_words_that_wait_are_never_a_change_back() -> None:
    patched, after, settings, _ = half_patched()
    again = import_deck(patched.deck, after, settings=settings)
    assert again.material.course == after.course
    assert [(one.loss, one.page) for one in again.report.notices] == [(Loss.WAITING, 2)]


def test_words_of_somebodys_own_in_that_place_are_their_wish() -> None:
    patched, after, settings, _ = half_patched()
    deck = edited(patched.deck, renote("three-elements", "自社の言い方です。"))
    again = import_deck(deck, after, settings=settings).material.course
    slide = next(s for _, s in again.text("ja").slides() if s.id == "three-elements")
    assert slide.narration[0] == "自社の言い方です。"


@pytest.mark.parametrize("said", ["", "{", "[1]", '{"a": 3}', '{"a": ["b"]}'])
def test_a_property_that_says_nonsense_marks_nothing_of_a_slide(said: str) -> None:
    assert waiting_in({"terakoya:waiting": said}).get("three-elements") is None


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ja", "2ページ「{title}」のノート：「{old}」を「{new}」に直してください。"),
        ("en", "page 2, “{title}”, in the notes: “{old}” → “{new}”"),
    ],
)
def test_what_is_left_is_told_in_the_readers_language(language: str, told: str) -> None:
    patched, _, _, old = half_patched()
    title = slide_of("three-elements").title
    line = told.format(title=title, old=old, new=SAID)
    assert patched_lines(patched, language)[-1] == line


# -- new pages ---------------------------------------------------------------------------------


def test_a_new_page_has_the_look_that_the_titles_and_words_of_the_deck_have() -> None:
    def style(presentation: Any) -> None:
        for page in presentation.slides:
            for run in (r for p in page.shapes.title.text_frame.paragraphs for r in p.runs):
                run.font.size, run.font.bold = Pt(26), True
            for shape in (one for one in page.shapes if one.has_text_frame):
                for run in (r for p in shape.text_frame.paragraphs for r in p.runs):
                    run.font.name = "Meiryo UI"

    new = slide_of("three-elements").model_copy(update={"id": "new-law"})
    deck = edited(corpus_deck("ja"), style)
    _, after, settings, patched = updated(deck, vendor(new, after="three-elements"))
    page = page_of(opened(patched.deck), "new-law")
    run = page.shapes.title.text_frame.paragraphs[0].runs[0]
    assert (run.font.size, run.font.bold) == (Pt(26), True)
    words = shape_of(page, "item-1").text_frame.paragraphs[0].runs[0]
    assert words.font.name == "Meiryo UI"
    assert patched.added_pages == (3,)
    assert_comes_back(patched, after, settings)


def test_a_new_page_in_another_template_is_on_the_layout_of_its_kind() -> None:
    def rename_layouts(presentation: Any) -> None:
        for number, layout in enumerate(presentation.slide_layouts, 1):
            layout.name = f"会社 {number}"

    words = {"title": "新しい法律の要点", "narration.0": "新しい法律ができました。"}
    new = reworded("three-elements", {**words}).model_copy(update={"id": "new-law"})
    deck = pasted(rename_layouts)
    _, after, settings, patched = updated(deck, vendor(new, after="three-elements"))
    pages = opened(patched.deck).slides
    assert pages[2].slide_layout.name == pages[1].slide_layout.name != pages[0].slide_layout.name
    assert import_deck(patched.deck, after, settings=settings).material.course == after.course


def _retheme(deck: bytes, name: str) -> bytes:
    """The deck in a theme of that name, whose second accent is red."""
    parts = parts_of(deck)
    for part in [one for one in parts if one.startswith("ppt/theme/theme")]:
        theme = parts[part].replace(b'name="Terakoya"', f'name="{name}"'.encode(), 1)
        parts[part] = theme.replace(b"197A4B", b"C0504D")
    return packed(parts)


@pytest.mark.parametrize(
    ("name", "right"), [("Office Theme", "srgbClr"), ("Terakoya", "schemeClr")]
)
def test_right_is_green_on_new_pages_unless_a_company_recoloured_our_theme(
    name: str, right: str
) -> None:
    new = slide_of("check-duty").model_copy(update={"id": "new-check"})
    deck = _retheme(corpus_deck("ja"), name)
    _, after, settings, patched = updated(deck, vendor(new, after="check-duty"))
    page = page_of(opened(patched.deck), "new-check:answer")
    colours = {
        (one.tag.rpartition("}")[2], one.get("val"))
        for one in page._element.iter("{*}srgbClr", "{*}schemeClr")
    }
    value = {"srgbClr": "197A4B", "schemeClr": "accent2"}
    assert [(kind, value[kind]) in colours for kind in value] == [right == kind for kind in value]
    assert ("schemeClr", "accent1") in colours or ("schemeClr", "tx1") in colours
    assert_comes_back(patched, after, settings)


def test_what_is_drawn_anew_tells_right_from_wrong_in_another_theme() -> None:
    page, block, change = RELAID["check-duty"]
    plain = {**slide_of("check-duty").model_dump(mode="json"), **change}
    deck = _retheme(corpus_deck("ja"), "Office Theme")
    theirs = vendor(type(slide_of("check-duty")).model_validate(plain))
    _, after, settings, patched = updated(deck, theirs)
    for name in (block, f"{block}-letter"):
        before, now = (shape_of(page_of(opened(one), page), name) for one in (deck, patched.deck))
        assert "accent2" in _colours(before) and "197A4B" not in _colours(before)
        assert "accent2" not in _colours(now) and "197A4B" in _colours(now)
    assert_comes_back(patched, after, settings)


def _colours(shape: Any) -> set[str]:
    return {one.get("val") for one in shape._element.iter("{*}srgbClr", "{*}schemeClr")}


# -- blocks that took other names ---------------------------------------------------------------


def test_words_go_into_the_box_that_says_them_whatever_number_it_has() -> None:
    def drop_the_first(presentation: Any) -> None:
        page = page_of(presentation, "three-elements")
        for shape in [one for one in page.shapes if ":item-1" in one.name]:
            shape._element.getparent().remove(shape._element)

    deck = edited(corpus_deck("ja"), drop_the_first)
    text = slide_of("three-elements").items[2].text
    changed = reworded("three-elements", {"items.2.text": f"{text}（2027年から）"})
    _, after, settings, patched = updated(deck, vendor(changed))
    assert patched.by_hand == ()
    assert import_deck(patched.deck, after, settings=settings).material.course == after.course


def test_a_chapter_of_their_own_stays_one_through_an_update() -> None:
    deck = edited(corpus_deck("ja"), *TWO)
    _, after, settings, patched = updated(deck, law_changed())
    assert (patched.by_hand, patched.added) == ((), ())
    titles = [one.title for one in after.course.text("ja").chapters]
    assert LINE in titles
    again = import_deck(patched.deck, after, settings=settings)
    assert again.material.course == after.course


# -- merged, patched, read again ------------------------------------------------------------------

SLIDES = [slide.id for _, slide in corpus().course.source.slides()][1:]


def boxed(name: str) -> Edit:
    """Put a box of one's own words on a page."""

    def edit(presentation: Any) -> None:
        text_box(page_of(presentation, name), f"{name}：当社では、店長へ。")

    return edit


def rearranged(gone: set[str], aside: set[str], moved: set[str]) -> Material:
    """The vendor's next revision: slides are gone, in the bank, or in the last chapter."""
    reworded_law = law_changed()

    def text(one: CourseText) -> CourseText:
        slides = {slide.id: slide for _, slide in one.slides()}
        apart = gone | aside | moved
        chapters = [
            chapter.model_copy(
                update={"slides": tuple(s for s in chapter.slides if s.id not in apart)}
            )
            for chapter in one.chapters
        ]
        last = chapters[-1]
        there = (*last.slides, *(slides[name] for name in sorted(moved - gone - aside)))
        chapters[-1] = last.model_copy(update={"slides": there})
        put = tuple(slides[name] for name in sorted(aside - gone))
        bank = (Chapter(id="bank", title="予備", slides=put),) if put else ()
        return one.model_copy(update={"chapters": tuple(chapters), "bank": bank})

    texts = tuple(map(text, reworded_law.course.texts))
    return Material(reworded_law.course.model_copy(update={"texts": texts}), reworded_law.media)


some = st.sets(st.sampled_from(SLIDES), max_size=3)


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.sampled_from(SLIDES), max_size=6), some, some, some, st.booleans())
def test_a_patched_deck_says_what_was_merged_whatever_stands_on_its_pages(
    boxes: set[str], gone: set[str], aside: set[str], moved: set[str], is_pasted: bool
) -> None:
    edits = [boxed(name) for name in sorted(boxes)]
    deck = edited(corpus_deck("ja"), *edits, *([lose_names()] if is_pasted else []))
    deck = without_properties(deck) if is_pasted else deck
    imported = import_deck(deck, corpus())
    ours = Content(course=imported.material.course, settings=imported.settings)
    theirs = Content(course=rearranged(gone, aside, moved).course)
    merged = merge(Content(course=corpus().course), ours, theirs)
    after = Material(merged.edition.course, {**corpus().media, **imported.material.media})
    told = merged.edition.settings
    patched = patch_deck(
        deck, (imported.material, imported.settings), imported.pages, (after, told), "ja"
    )
    again = import_deck(patched.deck, after, settings=told)
    assert again.material.course == after.course
    words = str(after.course.text("ja").model_dump())
    assert [name for name in boxes if f"{name}：当社では" not in words] == []
