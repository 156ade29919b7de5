"""Layouts that say all of themselves by their plan: fit, decks and back, patching, every format."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import re
import zipfile
from collections.abc import Callable, Collection
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook
from pptx import Presentation
from pydantic import ValidationError

from terakoya.courseware.checks import check_folder
from terakoya.courseware.checks.charts import check_charts
from terakoya.courseware.checks.context import CheckContext
from terakoya.courseware.edition import NO_SETTINGS
from terakoya.courseware.errors import Finding
from terakoya.courseware.field_names import field_label
from terakoya.courseware.fields import fields_of
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.folder.writing import source_files
from terakoya.courseware.formats.moodle.pages import page_content
from terakoya.courseware.formats.pdf import write_pdf
from terakoya.courseware.formats.pptx.patching.deck import patch_deck
from terakoya.courseware.formats.pptx.reading import Loss, import_deck
from terakoya.courseware.formats.pptx.reading.report import message_of
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.formats.pptx.writing.words import words_of
from terakoya.courseware.formats.web import slide_html
from terakoya.courseware.formats.web.folder import write_web
from terakoya.courseware.layouts import LATER, sheets_of
from terakoya.courseware.layouts.bindings import bound_shapes
from terakoya.courseware.layouts.sheet import Setting
from terakoya.courseware.layouts.words import layout_words
from terakoya.courseware.model import AnySlide, ChartSlide, CourseText, Material
from terakoya.courseware.revision import revision_id
from terakoya.courseware.sheets.fit import check_fit
from terakoya.courseware.text.places import Places
from terakoya.courseware.texts import texts_of
from terakoya.courseware.variables import values_of
from tests.courseware.deck_editing import edited, page_of, retype, shape_of
from tests.courseware.deck_reading import corpus, findings_of

CORPUS = Path(__file__).parents[1] / "corpus" / "later-layouts"
DAY = dt.date(2026, 11, 28)
SLIDE = re.compile(r"ppt/slides/slide\d+\.xml")
HEADS = {"title", "kicker", "point", "narration"}
# slide, field, lines and characters a line, as docs/course-format.md §3 promises them
PROMISED: list[tuple[str, tuple[str | int, ...], int, int]] = [
    ("what-you-can-do", ("items", 0, "head"), 1, 4),
    ("what-you-can-do", ("items", 2, "text"), 2, 17),
    ("what-you-can-do", ("way", 5), 2, 6),
    ("chapter-3", ("title",), 2, 8),
    ("chapter-3", ("lead",), 2, 18),
    ("two-answers", ("avoid",), 1, 14),
    ("two-answers", ("turns", 1, "customer"), 1, 30),
    ("two-answers", ("turns", 0, "avoid"), 2, 13),
    ("two-answers", ("turns", 0, "say"), 2, 13),
    ("six-phrases", ("title",), 1, 18),
    ("six-phrases", ("phrases", 0, "when"), 1, 6),
    ("six-phrases", ("phrases", 5, "text"), 1, 31),
    ("no-measures", ("note", "head"), 1, 13),
    ("no-measures", ("note", "text"), 2, 14),
    ("no-measures", ("source",), 1, 45),
    ("one-in-ten", ("caption",), 2, 17),
    ("one-in-ten", ("compare",), 1, 19),
    ("no-measures", ("bars", 0, "label"), 1, 8),
    ("one-in-ten", ("bars", 1, "label"), 1, 19),
]


@cache
def course() -> Material:
    return read_folder(CORPUS)


@cache
def deck(language: str) -> bytes:
    return write_pptx(course(), language)


def slide_of(material: Material, slide: str, language: str = "ja") -> Any:
    text = material.course.text(language)
    return next(one for _, one in text.every_slide() if one.id == slide)


def changed(data: bytes, parts: re.Pattern[str], change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            part = old.read(one)
            new.writestr(one, change(part) if parts.fullmatch(one.filename) else part)
    return out.getvalue()


def with_slide(slide: AnySlide, **values: object) -> Material:
    """The course with other values in a slide of its source language."""
    made = type(slide).model_validate({**dict(slide), **values})
    text = course().course.source
    chapters = tuple(
        one.model_copy(
            update={"slides": tuple(made if s.id == slide.id else s for s in one.slides)}
        )
        for one in text.chapters
    )
    new = course().course.model_copy(
        update={
            "texts": (text.model_copy(update={"chapters": chapters}), *course().course.texts[1:])
        }
    )
    return Material(new, course().media)


def test_every_planned_layout_has_a_slide_here() -> None:
    here = {slide.layout for _, slide in course().course.source.every_slide()}
    assert here == LATER - {"page", "text"}  # their slides are made of decks


def test_plans_bind_every_text() -> None:
    for _, slide in course().course.source.every_slide():
        bound = {path for shape in bound_shapes(slide) for path in shape.paths}
        texts = {path for path, text in texts_of(slide) if text and path[0] not in HEADS}
        charted = {"bars", "unit"} if ("bars",) in bound else set()
        free = {path for path in texts - bound if path[-1] != "alt" and path[0] not in charted}
        assert free == set(), slide.id


@pytest.mark.parametrize(("slide_id", "place", "lines", "chars"), PROMISED)
def test_fit_allows_what_is_promised_and_names_what_is_longer(
    slide_id: str, place: tuple[str | int, ...], lines: int, chars: int
) -> None:
    assert _excesses(slide_id, place, "あ" * lines * chars) == []
    (excess,) = _excesses(slide_id, place, "あ" * (lines * (chars + 4) + 1))
    assert (excess.slide, excess.path, excess.allowed) == (slide_id, place, lines)


def _excesses(slide_id: str, place: tuple[str | int, ...], words: str) -> Any:
    slide = slide_of(course(), slide_id)
    plain: Any = slide.model_dump()
    at = plain
    for step in place[:-1]:
        if isinstance(at[step], tuple):
            at[step] = list(at[step])
        at = at[step]
    at[place[-1]] = words
    made = type(slide).model_validate(plain)
    source: CourseText = course().course.source
    chapter = source.chapters[0].model_copy(update={"slides": (made,)})
    text = source.model_copy(update={"chapters": (chapter,)})
    return check_fit(text, values_of(course().course, "ja"))


def test_course_of_the_corpus_has_no_finding() -> None:
    assert check_folder(CORPUS, on=DAY) == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_fields_have_names_for_people(language: str) -> None:
    for _, slide in course().course.source.every_slide():
        for path in fields_of(slide):
            label = field_label(path, language)
            assert not re.search(r"[a-z]_|[.]", label), (path, label)
            assert language == "en" or re.search(r"[぀-鿿]", label), (path, label)


def test_folder_that_is_written_reads_as_the_same(tmp_path: Path) -> None:
    for name, data in source_files(course(), NO_SETTINGS).items():
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert revision_id(read_folder(tmp_path / "course").course) == revision_id(course().course)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_show_every_text(language: str) -> None:
    for chapter, slide in course().course.text(language).every_slide():
        html = slide_html(
            slide, chapter, course=course().course, language=language, media_url=lambda f: f
        )
        moodle = page_content(course(), language, chapter, slide).html
        for path, text in texts_of(slide):
            if text and "narration" not in path and path[-1] != "alt":
                # the title of a page of Moodle stands in its book
                for page in (html,) if path == ("title",) else (html, moodle):
                    assert _said(text) in _bare(page), (slide.id, path)


def test_who_says_a_phrase_is_heard_where_several_do() -> None:
    slide = slide_of(course(), "six-phrases")
    chapter = course().course.source.chapters[0]

    def signs(one: AnySlide) -> list[str]:
        page = slide_html(
            one, chapter, course=course().course, language="ja", media_url=lambda f: f
        )
        return re.findall(r'class="s-sign" ([^>]*)><svg', page)

    you, manager = ('role="img" aria-label="あなたが言う"', 'role="img" aria-label="上司が言う"')
    assert signs(slide) == [*[you] * 4, *[manager] * 2]
    alone = slide.model_copy(update={"phrases": slide.phrases[:4]})
    assert signs(alone) == ['aria-hidden="true"'] * 4


def _said(text: str) -> str:
    bare = re.sub(r"\{([^{}|]+)\|[^{}|]+\}", r"\1", text.replace("**", ""))
    return re.sub(r"\s", "", bare)


def _bare(page: str) -> str:
    without_readings = re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>", "", page)
    return re.sub(r"\s", "", re.sub(r"<[^>]+>", "", without_readings))


def test_styles_of_later_layouts_come_with_a_course_that_has_one() -> None:
    files = write_web(course(), "ja")
    assert "terakoya/layouts.css" in files
    assert b'href="terakoya/layouts.css"' in files["index.html"]
    assert "terakoya/layouts.css" not in write_web(corpus(), "ja")
    assert len(gzip.compress(files["terakoya/layouts.css"], 9)) <= 6 * 1024


def test_handout_is_made() -> None:
    assert write_pdf(course(), "ja").startswith(b"%PDF")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_words_of_layouts_are_all_that_a_plan_needs(language: str) -> None:
    setting = Setting(layout_words(language), {"desk.name": "窓口"}, lambda _file: 4 / 3)
    for material in (course(), corpus()):
        for chapter, slide in material.course.text(language).every_slide():
            assert sheets_of(slide, chapter.title, setting)


# -- chart -------------------------------------------------------------------------------------

CHART = re.compile(r"ppt/charts/chart1\.xml")


def test_own_figures_of_a_chart_come_back() -> None:
    data = changed(
        deck("ja"),
        CHART,
        lambda xml: xml.replace(b">12.4<", b">33.25<").replace("研修".encode(), "勉強会".encode()),
    )
    found = import_deck(data, course())
    bars = slide_of(found.material, "no-measures").bars
    assert [one.value for one in bars] == [71.5, 33.25, 8.8, 6.4, 5.5]
    assert [one.label for one in bars[:2]] == ["特に対策なし", "勉強会"]
    assert bars[2].label == "{相談窓口|そうだんまどぐち}"
    translated = slide_of(found.material, "no-measures", "en").bars
    assert [one.value for one in translated] == [71.5, 33.25, 8.8, 6.4, 5.5]
    assert translated[1].label == "Training"


def test_chart_that_is_of_another_kind_leaves_the_bars() -> None:
    data = changed(deck("ja"), CHART, lambda xml: xml.replace(b">12.4<", b">-3<"))
    assert slide_of(import_deck(data, course()).material, "no-measures").bars == (
        slide_of(course(), "no-measures").bars
    )


def test_chart_of_somebodys_deck_gets_the_new_figures() -> None:
    slide = slide_of(course(), "no-measures")
    bars = tuple(one.model_copy(update={"value": one.value / 2}) for one in slide.bars)
    after = with_slide(slide, bars=bars)
    before = deck("ja")
    pages = import_deck(before, course()).pages
    done = patch_deck(before, (course(), NO_SETTINGS), pages, (after, NO_SETTINGS), "ja")
    assert done.touched == ("no-measures",)
    back = import_deck(done.deck, after)
    assert slide_of(back.material, "no-measures").bars == bars


def test_new_slides_go_into_an_older_deck_and_out_again(tmp_path: Path) -> None:
    new = ("chapter-3", "two-answers", "no-measures")
    older = _without(new)
    before = write_pptx(older, "ja")
    pages = import_deck(before, older).pages
    done = patch_deck(before, (older, NO_SETTINGS), pages, (course(), NO_SETTINGS), "ja")
    assert done.added == new
    assert findings_of(done.deck, tmp_path) == []
    back = import_deck(done.deck, course())
    assert back.material.course == course().course
    gone = patch_deck(done.deck, (course(), NO_SETTINGS), back.pages, (older, NO_SETTINGS), "ja")
    assert gone.removed == new
    with zipfile.ZipFile(io.BytesIO(gone.deck)) as package:
        assert [name for name in package.namelist() if name.endswith(".xlsx")] == [
            "ppt/embeddings/chart1.xlsx"
        ]


def _without(slides: Collection[str]) -> Material:
    texts = tuple(
        text.model_copy(
            update={
                "chapters": tuple(
                    one.model_copy(
                        update={"slides": tuple(s for s in one.slides if s.id not in slides)}
                    )
                    for one in text.chapters
                )
            }
        )
        for text in course().course.texts
    )
    return Material(course().course.model_copy(update={"texts": texts}), course().media)


def test_chart_carries_its_workbook() -> None:
    with zipfile.ZipFile(io.BytesIO(deck("ja"))) as package:
        book = load_workbook(io.BytesIO(package.read("ppt/embeddings/chart1.xlsx")))
    rows = list(book["Sheet1"].iter_rows(min_row=2, values_only=True))
    assert rows[0] == ("特に対策なし", 71.5)
    assert len(rows) == 5


def test_chart_is_heard_with_all_values() -> None:
    with zipfile.ZipFile(io.BytesIO(deck("ja"))) as package:
        page = package.read("ppt/slides/slide4.xml").decode()
    assert "7割の会社が、対策をしていませんでした：特に対策なし 71.5%、研修 12.4%" in page


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"source": ""}, "chart-without-source"),
        ({"facts": ()}, "chart-without-fact"),
        ({"form": "number"}, "chart-without-figure"),
    ],
)
def test_check_names_what_a_chart_lacks(changes: dict[str, object], code: str) -> None:
    assert code in _codes(with_slide(slide_of(course(), "no-measures"), **changes))


def test_check_names_a_note_over_a_long_bar() -> None:
    slide: ChartSlide = slide_of(course(), "no-measures")
    bars = (*slide.bars[:-1], slide.bars[-1].model_copy(update={"value": 60.0}))
    assert "note-over-bars" in _codes(with_slide(slide, bars=bars))
    assert "note-over-bars" not in _codes(course())


def test_note_beside_a_takeaway_begins_higher_up() -> None:
    slide: ChartSlide = slide_of(course(), "no-measures")
    bars = tuple(
        one.model_copy(update={"value": value})
        for one, value in zip(slide.bars[:4], (70.0, 60.0, 8.0, 6.0), strict=True)
    )
    found = [
        "note-over-bars" in _codes(with_slide(slide, bars=bars, point=point))
        for point in ("", "要")
    ]
    assert found == [False, True]


def _codes(material: Material) -> set[str]:
    findings: list[Finding] = []
    check_charts(CheckContext(material, Places(), DAY, findings))
    return {one.code for one in findings}


def test_values_are_written_alike() -> None:
    slide: ChartSlide = slide_of(course(), "no-measures")
    whole = slide.bars[0].model_copy(update={"value": 1234.0})
    mixed = slide.model_copy(update={"bars": (whole, *slide.bars[1:]), "unit": "人"})
    assert [mixed.written(one) for one in mixed.bars[:2]] == ["1,234.0人", "12.4人"]
    assert ChartSlide.figure_parts("5,748社") == ("5,748", "社")
    assert [ChartSlide.persons(one) for one in ("10.8%", "3%", "99.9%", "5,748社")] == [1, 1, 10, 0]


# -- chapter -----------------------------------------------------------------------------------


def test_fixed_words_that_somebody_wrote_anew_are_told() -> None:
    told = changed(
        deck("ja"), SLIDE, lambda xml: xml.replace("章</a:t>".encode(), "部</a:t>".encode())
    )
    (notice,) = import_deck(told, course()).report.notices
    assert (notice.loss, notice.values["text"]) == (Loss.FIXED_WORD, "第 3 部")


def test_chapter_is_one_of_those_that_there_are() -> None:
    with pytest.raises(ValidationError, match="chapter 7 of 6 does not exist"):
        with_slide(slide_of(course(), "chapter-3"), number=7)


# -- dialogue ----------------------------------------------------------------------------------


def test_exchange_that_was_taken_out_of_a_deck_is_gone() -> None:
    found = import_deck(changed(deck("ja"), SLIDE, _without_the_first_turn), course())
    turns = slide_of(course(), "two-answers").turns
    assert slide_of(found.material, "two-answers").turns == turns[1:]
    assert (
        slide_of(found.material, "two-answers", "en").turns
        == (slide_of(course(), "two-answers", "en").turns[1:])
    )


def _without_the_first_turn(xml: bytes) -> bytes:
    tree, shapes = _shapes(xml)
    for name, shape in shapes:
        if re.search(r":turn-1(-|$)", name):
            tree.remove(shape)
    return etree.tostring(tree.getroottree())


def _shapes(xml: bytes) -> tuple[etree._Element, list[tuple[str, etree._Element]]]:
    """The tree of a page and its shapes by name."""
    tree = etree.fromstring(xml).find(".//{*}spTree")
    assert tree is not None
    found = []
    for shape in tree:
        named = next(shape.iter("{*}cNvPr"), None)
        found.append(("" if named is None else named.get("name") or "", shape))
    return tree, found


def test_heads_of_a_dialogue_may_be_other_words() -> None:
    made = with_slide(slide_of(course(), "two-answers"), say="こう答える")
    back = import_deck(write_pptx(made, "ja"), course())
    assert slide_of(back.material, "two-answers").say == "こう答える"
    assert slide_of(back.material, "two-answers").avoid == ""


# -- phrases -----------------------------------------------------------------------------------


def test_phrase_that_was_copied_in_a_deck_is_one_more() -> None:
    found = import_deck(changed(deck("ja"), SLIDE, _with_a_copy), course())
    phrases = slide_of(found.material, "six-phrases").phrases
    assert [one.when for one in phrases][-2:] == ["帰ってもらう", "帰ってもらう"]
    assert phrases[:6] == slide_of(course(), "six-phrases").phrases
    assert phrases[6].text == phrases[5].text


def _with_a_copy(xml: bytes) -> bytes:
    """The last row once more, a little lower."""
    tree, shapes = _shapes(xml)
    for name, shape in shapes:
        if re.search(r":phrase-6(-when)?$", name):
            made = deepcopy(shape)
            for place in made.iter("{*}off"):
                place.set("y", str(int(place.get("y") or 0) + 300_000))
            shape.addnext(made)
    return etree.tostring(tree.getroottree())


def test_who_says_a_phrase_is_told_where_there_are_several() -> None:
    slide = slide_of(course(), "six-phrases")
    one = with_slide(slide, phrases=slide.phrases[:4])
    names = [b"legend-you-label", b"legend-supervisor-label"]
    assert [name in _slides_of(deck("ja")) for name in names] == [True, True]
    assert [name in _slides_of(write_pptx(one, "ja")) for name in names] == [False, False]


def _slides_of(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"".join(package.read(name) for name in package.namelist() if SLIDE.match(name))


# -- goals -------------------------------------------------------------------------------------


def test_goals_part_the_minutes_in_proportion() -> None:
    shapes = _shapes_of(slide_of(course(), "what-you-can-do"))
    bars = [shapes[f"time-{name}-bar"].box for name in ("main", "test")]
    assert [round(bar.w, 1) for bar in bars] == [243.2, 60.8]
    assert bars[0].right == bars[1].x
    assert [shapes[name].items[0].text for name in ("time", "time-test-minutes")] == [
        "25分",
        "5分",
    ]


def test_goals_of_a_course_without_a_test_have_no_minutes_of_it() -> None:
    slide = slide_of(course(), "what-you-can-do").model_copy(update={"test": 0})
    shapes = _shapes_of(slide)
    assert "time-main" in shapes
    assert not {name for name in shapes if name.startswith("time-test")}


def _shapes_of(slide: AnySlide) -> dict[str, Any]:
    (sheet,) = sheets_of(slide, "", Setting(words_of("ja"), {}, lambda _file: 4 / 3))
    return {one.label.name.rpartition(":")[2]: one for one in sheet.shapes}


def test_chapter_that_somebody_took_out_of_the_way_is_gone() -> None:
    box = re.compile(rb'<p:sp>(?:(?!</p:sp>).)*name="cw:what-you-can-do:way-2".*?</p:sp>', re.S)
    told = changed(deck("ja"), SLIDE, lambda xml: box.sub(b"", xml))
    way = slide_of(import_deck(told, course()).material, "what-you-can-do").way
    assert way == ("カスハラとは", *slide_of(course(), "what-you-can-do").way[2:])


@pytest.mark.parametrize("place", [0, 1, 2])
def test_element_of_a_list_that_a_value_leaves_empty_stays(place: int) -> None:
    way = ["あ", "い", "う"]
    way[place] = "{company.name}"
    told = with_slide(slide_of(course(), "what-you-can-do"), way=tuple(way))
    variables = tuple(
        one.model_copy(update={"default": {**one.default, "ja": ""}})
        for one in told.course.meta.variables
    )
    meta = told.course.meta.model_copy(update={"variables": variables})
    empty = Material(told.course.model_copy(update={"meta": meta}), told.media)
    found = import_deck(write_pptx(empty, "ja"), empty)
    assert slide_of(found.material, "what-you-can-do").way == tuple(way)


@pytest.mark.parametrize(
    ("written", "number", "told"), [("第 ５ 章", 5, []), ("第 9 章", 3, ["第 9 章"])]
)
def test_number_of_a_chapter_is_read_where_it_stands(
    written: str, number: int, told: list[str]
) -> None:
    data = edited(deck("ja"), retype("chapter-3", "chapter-number", written))
    found = import_deck(data, course())
    for language in ("ja", "en"):
        assert slide_of(found.material, "chapter-3", language).number == number
    notices = found.report.notices
    assert [one.values["text"] for one in notices if one.loss is Loss.FIXED_WORD] == told


@pytest.mark.parametrize("block", ["time", "time-main-minutes", "time-test-minutes"])
def test_minutes_typed_over_are_told_as_counted(block: str) -> None:
    typed = "40分"
    shown = shape_of(
        page_of(Presentation(io.BytesIO(deck("ja"))), "what-you-can-do"), block
    ).text_frame.text
    found = import_deck(edited(deck("ja"), retype("what-you-can-do", block, typed)), course())
    (notice,) = found.report.notices
    assert (notice.loss, notice.values) == (Loss.MINUTES_KEPT, {"text": typed, "was": shown})
    assert found.material.course == course().course
    assert all(
        "{" not in text for language in ("ja", "en") for text in message_of(notice, language)
    )
