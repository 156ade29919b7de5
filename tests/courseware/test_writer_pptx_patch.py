"""Somebody's own deck with an update in it: untouched members stay, the rest is what was merged."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from terakoya.courseware.cli.arguments import read_edition
from terakoya.courseware.cli.commands import main
from terakoya.courseware.edition import Edition, EditionSettings, Hidden
from terakoya.courseware.fields import Leaf, with_fields
from terakoya.courseware.formats.folder.writing import source_files
from terakoya.courseware.formats.pptx.patching.deck import patch_deck
from terakoya.courseware.formats.pptx.patching.drawn_deck import draw
from terakoya.courseware.formats.pptx.patching.result import Patched
from terakoya.courseware.formats.pptx.reading import Imported, State, import_deck
from terakoya.courseware.formats.pptx.reading.sheets import read_deck
from terakoya.courseware.merge import merge
from terakoya.courseware.model import (
    AnySlide,
    BulletsSlide,
    CourseText,
    Item,
    Material,
    Row,
    StepsSlide,
    TableSlide,
)
from tests.courseware.deck_editing import (
    Edit,
    duplicate,
    edited,
    move,
    new_page,
    page_of,
    remove,
    retitle,
    shape_of,
    text_box,
    with_part,
)
from tests.courseware.deck_reading import CORPUS, corpus, corpus_deck, findings_of, opened, parts_of
from tests.selection import deep

BASE = corpus()
Slides = tuple[AnySlide, ...]


def slide_of(slide_id: str, language: str = "ja") -> Any:
    return next(s for _, s in BASE.course.text(language).every_slide() if s.id == slide_id)


def vendor(*changed: AnySlide, without: tuple[str, ...] = (), after: str = "") -> Material:
    """The vendor's next revision: slides that changed (new ones behind `after`), or are gone."""
    by_id = {slide.id: slide for slide in changed}

    def text(one: CourseText) -> CourseText:
        known = {slide.id for _, slide in one.every_slide()}
        new = [slide for slide in changed if slide.id not in known]
        chapters = []
        for chapter in one.chapters:
            slides: list[AnySlide] = []
            for slide in chapter.slides:
                if slide.id in without:
                    continue
                slides.append(by_id.get(slide.id, slide) if one.language == "ja" else slide)
                slides += new if slide.id == after else []
            chapters.append(chapter.model_copy(update={"slides": tuple(slides)}))
        return one.model_copy(update={"chapters": tuple(chapters)})

    course = BASE.course.model_copy(update={"texts": tuple(map(text, BASE.course.texts))})
    return Material(course, BASE.media)


def updated(
    deck: bytes, theirs: Material, settings: EditionSettings | None = None
) -> tuple[Imported, Material, EditionSettings, Patched]:
    imported = import_deck(deck, BASE)
    ours = Edition(course=imported.material.course, settings=imported.settings)
    merged = merge(Edition(course=BASE.course), ours, Edition(course=theirs.course))
    assert merged.conflicts == ()
    media = {**BASE.media, **imported.material.media}
    after = Material(merged.edition.course, media)
    told = settings or merged.edition.settings
    before = (imported.material, imported.settings)
    patched = patch_deck(deck, before, imported.pages, (after, told), "ja")
    return imported, after, told, patched


def changed_members(before: bytes, after: bytes) -> set[str]:
    old, new = parts_of(before), parts_of(after)
    return {name for name in {*old, *new} if old.get(name) != new.get(name)}


def assert_comes_back(patched: Patched, after: Material, settings: EditionSettings) -> None:
    again = import_deck(patched.deck, after, settings=settings)
    assert again.material.course == after.course
    assert again.settings == settings
    assert {state for one in again.report.slides for state in one.states} == {State.SAME}


def reworded(slide_id: str, values: dict[str, Leaf]) -> AnySlide:
    slide: AnySlide = with_fields(slide_of(slide_id), values)
    return slide


# -- members -----------------------------------------------------------------------------------


def test_one_changed_paragraph_changes_one_page_and_the_property() -> None:
    """Its stress is seen in the deck."""
    deck = corpus_deck("ja")
    theirs = vendor(reworded("three-elements", {"items.0.text": "法律が**必ず**変わります。"}))
    _, after, settings, patched = updated(deck, theirs)
    assert changed_members(deck, patched.deck) == {"ppt/slides/slide2.xml", "docProps/custom.xml"}
    assert (patched.touched, patched.added, patched.removed) == (("three-elements",), (), ())
    assert_comes_back(patched, after, settings)


def test_changed_narration_changes_the_notes_alone() -> None:
    deck = corpus_deck("ja")
    theirs = vendor(reworded("three-elements", {"narration.0": "新しい段落です。"}))
    _, after, settings, patched = updated(deck, theirs)
    # The hidden box of the page says the hash of what it shows.
    assert changed_members(deck, patched.deck) == {
        "ppt/slides/slide2.xml",
        "ppt/notesSlides/notesSlide2.xml",
        "docProps/custom.xml",
    }
    assert_comes_back(patched, after, settings)


def test_what_the_customer_changed_elsewhere_stays_with_its_bytes(tmp_path: Path) -> None:
    def style(presentation: Any) -> None:
        run = shape_of(page_of(presentation, "same-day"), "text").text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.italic = Pt(31), True

    edits = (
        retitle("five-steps", "自社の流れ"),
        duplicate("same-day", 13),
        new_page(3, lambda page: text_box(page, "自社のページ")),
        style,
        move("two-axes", 2),
    )
    deck = edited(corpus_deck("ja"), *edits)
    theirs = vendor(reworded("three-elements", {"title": "要素は3つ"}))
    _, after, settings, patched = updated(deck, theirs)
    assert len(changed_members(deck, patched.deck)) == 2
    assert_comes_back(patched, after, settings)
    assert findings_of(patched.deck, tmp_path) == findings_of(deck, tmp_path)


def test_nothing_new_changes_no_page() -> None:
    deck = edited(corpus_deck("ja"), retitle("five-steps", "自社の流れ"))
    _, _, _, patched = updated(deck, BASE)
    assert changed_members(deck, patched.deck) <= {"docProps/custom.xml"}
    hashes = {n: hashlib.sha256(d).hexdigest() for n, d in parts_of(deck).items()}
    again = {n: hashlib.sha256(d).hexdigest() for n, d in parts_of(patched.deck).items()}
    assert {n for n in hashes if hashes[n] != again[n]} <= {"docProps/custom.xml"}


def test_patching_leaves_what_was_read_of_the_deck_as_it_was() -> None:
    """What is read of a deck is kept for its next reader, the trees of its shapes too."""
    deck = edited(corpus_deck("ja"), retitle("five-steps", "自社の流れ"))
    before = shapes_in(deck)
    theirs = vendor(reworded("three-elements", {"title": "要素は3つ"}), without=("same-day",))
    _, _, _, patched = updated(deck, theirs)
    assert shapes_in(patched.deck) != before
    assert shapes_in(deck) == before


def shapes_in(deck: bytes) -> list[bytes]:
    blocks = [block for sheet in read_deck(deck).sheets for block in sheet.blocks]
    return [etree.tostring(one.element, method="c14n") for one in blocks if one.element is not None]


# -- looks -------------------------------------------------------------------------------------


def in_runs(*pieces: tuple[str, Mapping[str, Any]]) -> Edit:
    """The first paragraph of `item-1` in runs of several looks."""

    def edit(presentation: Any) -> None:
        frame = shape_of(page_of(presentation, "three-elements"), "item-1").text_frame
        paragraph = frame.paragraphs[1]
        for run in list(paragraph.runs):
            run._r.getparent().remove(run._r)
        for text, look in pieces:
            run = paragraph.add_run()
            run.text = text
            for name, value in look.items():
                setattr(run.font, name, value)

    return edit


def looks_of(deck: bytes) -> list[tuple[str, tuple[Any, Any]]]:
    page = page_of(opened(deck), "three-elements")
    runs = shape_of(page, "item-1").text_frame.paragraphs[1].runs
    looks = groupby(runs, lambda run: (run.font.italic, run.font.size))
    return [("".join(run.text for run in group), look) for look, group in looks]


PLAIN, OWN = (None, None), (True, Pt(30))


@pytest.mark.parametrize(
    ("new", "expected", "told"),
    [
        # Only what stands between the same beginning and end is replaced.
        (
            "買い物客と、取引先や施設の利用者も。",
            [("買い物客", PLAIN), ("と、", OWN), ("取引先や施設の利用者も。", PLAIN)],
            [],
        ),
        # Two looks are replaced: the first one's stays, which is told.
        (
            "買い物客のみなさんも。",
            [("買い物客", PLAIN), ("のみなさん", OWN), ("も。", PLAIN)],
            ["mixed"],
        ),
    ],
)
def test_words_keep_the_looks_around_them(
    new: str, expected: list[tuple[str, tuple[Any, Any]]], told: list[str]
) -> None:
    own = {"italic": True, "size": Pt(30)}
    none: dict[str, Any] = {}
    pieces = (("買い物客", none), ("のほか、", own), ("取引先や施設の利用者も。", none))
    before = "".join(text for text, _ in pieces)
    assert slide_of("three-elements").items[0].text == before
    deck = edited(corpus_deck("ja"), in_runs(*pieces))
    _, _, _, patched = updated(deck, vendor(reworded("three-elements", {"items.0.text": new})))
    assert looks_of(patched.deck) == expected
    assert [one.kind for one in patched.notices] == told


# -- structure ---------------------------------------------------------------------------------


def looks_in(deck: bytes, page: str, block: str) -> list[dict[str, str]]:
    """Rows, columns, margins and letters of a block, as its XML says them."""
    element = shape_of(page_of(opened(deck), page), block)._element
    tags = [qn(f"a:{name}") for name in ("tr", "gridCol", "bodyPr", "tcPr", "rPr")]
    return [dict(one.attrib) for one in element.iter(*tags)]


SHOP = {"file": "scene-shop-counter.svg", "alt": "店のカウンター", "ground": "sky"}
RELAID: dict[str, tuple[str, str, dict[str, Any]]] = {
    "case-kettle": ("case-kettle", "facts", {"form": "choices"}),
    "check-duty": (
        "check-duty:answer",
        "answer-choice-b",
        {"scene": {"picture": SHOP, "bubble": "うちは小さな店だけど。"}},
    ),
}
ONE_RELAID = ["case-kettle", *deep("check-duty")]  # of looks that are the author's or a program's


@pytest.mark.parametrize("slide", RELAID)
def test_words_stand_as_another_look_of_the_layout_sets_them(slide: str) -> None:
    page, block, change = RELAID[slide]
    plain = {**slide_of(slide).model_dump(mode="json"), **change}
    theirs = vendor(type(slide_of(slide)).model_validate(plain))
    _, after, settings, patched = updated(corpus_deck("ja"), theirs)
    wanted = looks_in(draw(after, settings, "ja"), page, block)
    assert looks_in(corpus_deck("ja"), page, block) != wanted
    assert looks_in(patched.deck, page, block) == wanted
    assert_comes_back(patched, after, settings)


@pytest.mark.parametrize("slide", ONE_RELAID)
def test_what_its_author_coloured_keeps_its_look_there(slide: str) -> None:
    page, block, change = RELAID[slide]

    def colour(presentation: Any) -> None:
        shape = shape_of(page_of(presentation, page), block)
        frame = shape.table.cell(0, 1).text_frame if shape.has_table else shape.text_frame
        frame.paragraphs[0].runs[0].font.color.theme_color = MSO_THEME_COLOR.ACCENT_6

    deck = edited(corpus_deck("ja"), colour)
    plain = {**slide_of(slide).model_dump(mode="json"), **change}
    theirs = vendor(type(slide_of(slide)).model_validate(plain))
    _, _, _, patched = updated(deck, theirs)
    assert looks_in(patched.deck, page, block) == looks_in(deck, page, block)


@pytest.mark.parametrize("slide", ONE_RELAID)
def test_fonts_that_a_program_wrote_into_every_shape_are_no_look_of_its_own(slide: str) -> None:
    page, block, change = RELAID[slide]

    def write_fonts(presentation: Any) -> None:
        for sheet in presentation.slides:
            for run in sheet._element.iter(qn("a:rPr")):
                run.append(run.makeelement(qn("a:ea"), {"typeface": "Noto Serif CJK JP"}))

    plain = {**slide_of(slide).model_dump(mode="json"), **change}
    theirs = vendor(type(slide_of(slide)).model_validate(plain))
    _, after, settings, patched = updated(edited(corpus_deck("ja"), write_fonts), theirs)
    assert looks_in(patched.deck, page, block) == looks_in(draw(after, settings, "ja"), page, block)


def test_a_page_of_their_own_without_a_chapter_on_it_is_not_asked_to_name_another() -> None:
    def fill(page: Any) -> None:
        page.shapes.title.text_frame.text = "私たちのページ"
        text_box(page, "私たちの文です。", "もう1つの文です。")

    def text(one: CourseText) -> CourseText:
        first, *rest = one.chapters
        return one.model_copy(
            update={"chapters": (first.model_copy(update={"title": "新しい章の名前"}), *rest)}
        )

    course = BASE.course.model_copy(update={"texts": tuple(map(text, BASE.course.texts))})
    deck = edited(corpus_deck("ja"), new_page(2, fill))
    _, _, _, patched = updated(deck, Material(course, BASE.media))
    assert (patched.by_hand, patched.notices) == ((), ())


def test_lines_that_went_by_their_font_are_exact_where_an_update_changes_their_shape() -> None:
    by_font = b'<a:lnSpc><a:spcPct val="115000"/></a:lnSpc>'
    exact = re.compile(rb'<a:lnSpc><a:spcPts val="\d+"/></a:lnSpc>')

    def before(xml: bytes) -> bytes:
        return exact.sub(by_font, xml)

    deck = with_part(corpus_deck("ja"), "ppt/slides/slide3.xml", before)
    table = slide_of("ordinance-and-law")
    row = table.rows[0].model_copy(update={"cells": ("一つ目", "二つ目")})
    theirs = table.model_copy(update={"rows": (row, *table.rows[1:])})
    _, after, settings, patched = updated(deck, vendor(theirs))
    page = page_of(opened(patched.deck), "ordinance-and-law")
    frame, source = (shape_of(page, name)._element for name in ("table", "source"))
    drawn = page_of(opened(draw(after, settings, "ja")), "ordinance-and-law")
    heights = [one.get("val") for one in frame.iter(qn("a:spcPts"))]
    assert heights == [
        one.get("val") for one in shape_of(drawn, "table")._element.iter(qn("a:spcPts"))
    ]
    assert [one.get("val") for one in source.iter(qn("a:spcPct"))] == ["115000"]


def test_items_rows_and_steps_come_and_go(tmp_path: Path) -> None:
    bullets = slide_of("three-elements")
    table, steps = slide_of("ordinance-and-law"), slide_of("five-steps")
    assert isinstance(bullets, BulletsSlide)
    assert isinstance(table, TableSlide) and isinstance(steps, StepsSlide)
    items = (*bullets.items[1:], Item(head="新しい項目", text="新しい文です。"))
    row = Row(head="新しい行", cells=("一つ目", "二つ目"))
    changed = (
        bullets.model_copy(update={"items": items}),
        table.model_copy(update={"rows": (row, *table.rows[:1], *table.rows[2:])}),
        steps.model_copy(update={"steps": (*steps.steps[:2], *steps.steps[3:])}),
    )
    _, after, settings, patched = updated(corpus_deck("ja"), vendor(*changed))
    assert_comes_back(patched, after, settings)
    assert findings_of(patched.deck, tmp_path) == []


def test_another_judgement_is_drawn_with_its_mark() -> None:
    slide = reworded("two-axes", {"cells.1.judgement": "unfair", "cells.1.result": "カスハラ"})
    _, after, settings, patched = updated(corpus_deck("ja"), vendor(slide))
    assert_comes_back(patched, after, settings)
    page = page_of(opened(patched.deck), "two-axes")
    fresh = import_deck(patched.deck, after)
    assert fresh.material.course == after.course
    mark = shape_of(page, "matrix-mark-2")._element
    other = shape_of(page_of(opened(corpus_deck("ja")), "two-axes"), "matrix-mark-4")._element
    paths = [[node.tag for node in one.iter("{*}path") for node in node] for one in (mark, other)]
    assert paths[0] == paths[1]


def test_new_slides_come_with_their_pictures_and_gone_ones_take_theirs(tmp_path: Path) -> None:
    new = slide_of("same-day").model_copy(update={"id": "new-law", "title": "新しい法律"})
    case = slide_of("case-kettle").model_copy(update={"id": "new-case"})
    deck = edited(corpus_deck("ja"), retitle("five-steps", "自社の流れ"))
    theirs = vendor(new, case, without=("ordinance-text", "check-duty"), after="five-steps")
    _, after, settings, patched = updated(deck, theirs)
    assert patched.added == ("new-law", "new-case")
    assert set(patched.removed) == {"ordinance-text", "check-duty"}
    assert_comes_back(patched, after, settings)
    assert findings_of(patched.deck, tmp_path) == []
    assert len(opened(patched.deck).slides) == len(opened(deck).slides) + 3 - 3
    kept = {name for name in parts_of(patched.deck) if name.startswith("ppt/slides/slide")}
    assert len(kept) == len(opened(patched.deck).slides)


@pytest.mark.parametrize("shape", ["", "TextBox 7"])
def test_another_picture_of_the_same_words_takes_the_place_of_the_old_one(shape: str) -> None:
    def unnamed(presentation: Any) -> None:
        for one in page_of(presentation, "same-day").shapes if shape else ():
            one.name = shape

    deck = edited(corpus_deck("ja"), unnamed)
    theirs = vendor(reworded("same-day", {"picture.file": "scene-talk.svg"}))
    _, after, settings, patched = updated(deck, theirs)
    shown = opened(patched.deck)
    pictures = [one for one in page_of(shown, "same-day").shapes if hasattr(one, "image")]
    drawn = page_of(opened(draw(after, settings, "ja")), "same-day")
    assert [one.image.blob for one in pictures] == [
        one.image.blob for one in drawn.shapes if hasattr(one, "image")
    ]
    assert patched.by_hand == ()
    assert_comes_back(patched, after, settings)


def test_what_an_earlier_deck_said_above_the_numbers_of_the_police_is_nobodys_wording() -> None:
    former = {"Danger now": "In danger now", "Not urgent": "Advice, not urgent"}

    def as_before(presentation: Any) -> None:
        for shape in (shape for page in presentation.slides for shape in page.shapes):
            for run in shape.element.iter(qn("a:t")) if ":police-" in shape.name else ():
                run.text = former.get(run.text, run.text)

    deck = edited(corpus_deck("en"), as_before)
    assert b"In danger now" in b"".join(parts_of(deck).values())
    imported = import_deck(deck, BASE)
    assert imported.material.course == BASE.course
    contact = next(s for _, s in BASE.course.text("en").slides() if s.layout == "contact")
    anew = contact.model_copy(update={"police_110": "Leave, then call."})
    after = Material(with_slide(BASE.course, anew, "en"), BASE.media)
    before = (imported.material, imported.settings)
    patched = patch_deck(deck, before, imported.pages, (after, imported.settings), "en")
    boxes = page_of(opened(patched.deck), contact.id).shapes
    said = [one.text_frame.text for one in boxes if one.name.endswith(":police-110")]
    assert [text.split("\n")[0] for text in said] == ["Danger now"]
    assert "In danger now" not in said[0]


def with_slide(course: Any, slide: AnySlide, language: str) -> Any:
    def text(one: CourseText) -> CourseText:
        chapters = tuple(
            chapter.model_copy(
                update={"slides": tuple(slide if s.id == slide.id else s for s in chapter.slides)}
            )
            for chapter in one.chapters
        )
        return one.model_copy(update={"chapters": chapters})

    texts = tuple(text(one) if one.language == language else one for one in course.texts)
    return course.model_copy(update={"texts": texts})


def test_a_picture_that_was_drawn_anew_is_the_new_one() -> None:
    deck = corpus_deck("ja")
    imported = import_deck(deck, BASE)
    before = (imported.material, imported.settings)
    anew = {**BASE.media, "scene-support.svg": BASE.media["scene-talk.svg"]}
    after = Material(imported.material.course, anew)
    patched = patch_deck(deck, before, imported.pages, (after, imported.settings), "ja")
    assert patched.touched == ("same-day", "three-to-do")
    shown = shape_of(page_of(opened(patched.deck), "same-day"), "picture").image.blob
    assert shown == parts_of(draw(after, imported.settings, "ja"))["ppt/media/scene-support.png"]


def test_a_page_between_question_and_answer_stays_between_them() -> None:
    pages = [page.name for page in opened(corpus_deck("ja")).slides]
    place = pages.index("cw:case-kettle:answer")
    deck = edited(
        corpus_deck("ja"), new_page(place, lambda page: text_box(page, "考える時間（2分）"))
    )
    changed = reworded("case-kettle", {"action": "上の人を呼ぶ。"})
    *_, patched = updated(deck, vendor(changed))
    before, after = opened(deck).slides, opened(patched.deck).slides
    assert [page.name for page in after] == [page.name for page in before]
    assert [page.slide_id for page in after] == [page.slide_id for page in before]


def test_a_page_that_the_customer_deleted_stays_deleted() -> None:
    deck = edited(corpus_deck("ja"), remove("same-day"))
    _, after, settings, patched = updated(
        deck, vendor(reworded("three-elements", {"title": "要素は3つ"}))
    )
    assert "cw:same-day" not in [slide.name for slide in opened(patched.deck).slides]
    assert_comes_back(patched, after, settings)


def test_a_slide_that_was_hidden_is_hidden_in_the_deck() -> None:
    deck = corpus_deck("ja")
    settings = EditionSettings(
        base=import_deck(deck, BASE).settings.base, hidden=(Hidden(slide="same-day"),)
    )
    _, after, told, patched = updated(deck, BASE, settings)
    assert page_of(opened(patched.deck), "same-day")._element.get("show") == "0"
    assert_comes_back(patched, after, told)


def test_a_changed_block_that_is_gone_from_the_deck_is_told() -> None:
    def drop(presentation: Any) -> None:
        element = shape_of(page_of(presentation, "three-elements"), "point")._element
        element.getparent().remove(element)

    deck = edited(corpus_deck("ja"), drop)
    imported = import_deck(deck, BASE)
    after = vendor(reworded("three-elements", {"point": "新しい要点"}))
    before = (imported.material, imported.settings)
    old = vendor(reworded("three-elements", {"point": "古い要点"}))
    patched = patch_deck(deck, (old, before[1]), imported.pages, (after, imported.settings), "ja")
    assert [(one.kind, one.page, one.block) for one in patched.notices] == [("missed", 2, "point")]


# -- the command -------------------------------------------------------------------------------


def written(folder: Path, material: Material) -> Path:
    for name, data in source_files(material).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def test_merge_to_pptx_writes_the_customers_deck_beside_the_edition(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deck = edited(corpus_deck("ja"), retitle("five-steps", "自社の流れ"))
    (tmp_path / "deck.pptx").write_bytes(deck)
    theirs = written(
        tmp_path / "theirs", vendor(reworded("three-elements", {"title": "要素は3つ"}))
    )
    out = tmp_path / "merged"
    words = ["merge", CORPUS, tmp_path / "deck.pptx", theirs, "--to", "pptx", "--out", out]
    assert main([*map(str, words), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["deck"]["touched"] == ["three-elements"]
    new = (out / "every-layout-ja.pptx").read_bytes()
    assert changed_members(deck, new) == {"ppt/slides/slide2.xml", "docProps/custom.xml"}
    material, settings = read_edition(out)
    assert import_deck(new, material, settings=settings).material.course == material.course
    assert material.course.meta.version == BASE.course.meta.version


def test_merge_to_pptx_of_a_folder_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["merge", CORPUS, CORPUS, CORPUS, "--to", "pptx", "--out", tmp_path / "merged"]
    assert main(list(map(str, words))) == 2
    assert "is none" in capsys.readouterr().err
    assert not (tmp_path / "merged").exists()
