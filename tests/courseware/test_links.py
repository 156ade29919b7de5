"""Links on words: which there are, how they are read, and that every format keeps them."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import html
from pptx import Presentation

from terakoya.courseware.addresses import allowed_address
from terakoya.courseware.fields import fields_of, with_fields
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.moodle.pages import page_content
from terakoya.courseware.formats.pdf import write_pdf
from terakoya.courseware.formats.pptx.patching.deck import patch_deck
from terakoya.courseware.formats.pptx.reading import Loss, import_deck, import_new_deck
from terakoya.courseware.formats.pptx.reading.report_page import report_html
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.formats.web import slide_html
from terakoya.courseware.formats.web.texts import rich
from terakoya.courseware.inline import (
    Span,
    has_stray_mark,
    links_of,
    parse,
    plain,
    spoken,
    unusable_links,
)
from terakoya.courseware.model import AnySlide, Chapter, Course, Material
from terakoya.courseware.texts import texts_of
from tests.courseware.deck_editing import edited, page_of, retype, shape_of
from tests.courseware.deck_reading import corpus_deck
from tests.courseware.foreign_decks import foreign
from tests.courseware.office_session import Office
from tests.courseware.scrambling import scrambled
from tests.selection import deep

from .test_writer_pptx_patch import assert_comes_back, reworded, updated, vendor

CORPORA = Path(__file__).parents[1] / "corpus"
COURSES = pytest.mark.parametrize("name", ["every-layout", "later-layouts", "forms"])
LANGUAGES = pytest.mark.parametrize("language", ["ja", *deep("en")])
AT = "https://www.example.jp/a?b=1&c=%E3#d"

# -- addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (AT, AT),
        ("HTTP://Www.Example.JP:8080/x", "http://www.example.jp:8080/x"),
        (
            "https://日本.example/第1章(案)",
            "https://xn--wgv71a.example/%E7%AC%AC1%E7%AB%A0%28%E6%A1%88%29",
        ),
        ("http://wiki/rules", "http://wiki/rules"),
        ("http://10.0.0.5/rules", "http://10.0.0.5/rules"),
        ("mailto:desk@mihon.example", "mailto:desk@mihon.example"),
        (
            "mailto:desk@mihon.example?subject=相談",
            "mailto:desk@mihon.example?subject=%E7%9B%B8%E8%AB%87",
        ),
        ("tel:03-0000 (0000)", "tel:03-00000000"),
        ("tel:#9110", "tel:#9110"),
    ],
)
def test_address_is_kept_in_one_writing(address: str, kept: str) -> None:
    assert (allowed_address(address), allowed_address(kept)) == (kept, kept)


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x"),
        *("file:///C:/x", "ftp://www.example.jp/", "//www.example.jp/", "/manage/", "slide3.xml"),
        *(
            "https://bank.example@evil.example/",
            "https://a\\@evil.example/",
            "https:www.example.jp",
        ),
        *("http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/"),
        *("http://169.254.169.254/latest", "http://0.0.0.0/", "http://localhost:8000/my/"),
        *("http://app.localhost./", "http://[::1]/", "https://www.example.jp:99999/", "https:///x"),
        *(
            "https://www.example.jp/\n",
            "https://www.exa mple.jp/",
            f"https://www.example.jp/{'x' * 2000}",
        ),
        *("mailto:a@b.example?bcc=c@d.example", "mailto:", "tel:", "tel:abc", "", "www.example.jp"),
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    expected = "https://www.example.jp/" if address == "https://www.example.jp/\n" else None
    assert allowed_address(address) == expected  # blanks at the ends are nobody's trick
    assert plain(f"[見る]({address})") != "見る" or expected


# -- the mark -----------------------------------------------------------------------------------


def test_link_is_seen_and_spoken_as_its_words() -> None:
    text = f"[{{顧客|こきゃく}}の声]({AT})を**読**む。"
    assert (plain(text), spoken(text)) == ("顧客の声を読む。", "こきゃくの声を読む。")
    assert links_of(text) == (AT,)
    assert parse(text) == (
        *(Span("顧客", "こきゃく", link=AT), Span("の声", link=AT), Span("を")),
        *(Span("読", stress=True), Span("む。")),
    )


def test_stress_may_begin_within_a_link_and_end_behind_it() -> None:
    text = f"[a **b]({AT}) c**"
    assert parse(text) == (
        *(Span("a ", link=AT), Span("b", stress=True, link=AT), Span(" c", stress=True)),
    )
    assert not has_stray_mark(text)


@pytest.mark.parametrize(
    "text", ["[注]", "[注](参照)", f"[a[b]({AT}", f"]({AT})", f"[a\nb]({AT})", f"[]({AT})"]
)
def test_what_is_no_link_is_text(text: str) -> None:
    assert (plain(text), unusable_links(text)) == (text, ())


def test_what_looks_like_a_link_and_is_none_is_found() -> None:
    assert unusable_links(f"[a](javascript:x(1)) [b]({AT}) [c](//d.example)") == (
        *("javascript:x(1", "//d.example"),
    )


# -- formats ------------------------------------------------------------------------------------

# What no deck shows, and what a native chart cannot hold.
WITHOUT = {"alt", "narration", "answer_narration", "bars"}


def linked_slide(slide: AnySlide) -> AnySlide:
    """The slide with a link of its own on the last two letters of each text that is seen."""
    seen = {text for path, text in texts_of(slide) if not WITHOUT & set(map(str, path))}
    found: dict[str, Any] = {}
    for path, text in fields_of(slide).items():
        if WITHOUT & set(path.split(".")) or text not in seen or not isinstance(text, str):
            continue
        if re.search(r"[^*{}\[\]\s／]{3}$", text):
            place = f"https://x{len(found)}.example/a?b=1&c=%E3"
            found[path] = f"{text[:-2]}[{text[-2:]}]({place})"
    return with_fields(slide, found)


@cache
def linked(name: str, language: str) -> Material:
    """A course whose texts in a language all lead somewhere."""
    material = read_folder(CORPORA / name)

    def chapters(every: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
        return tuple(
            one.model_copy(update={"slides": tuple(map(linked_slide, one.slides))}) for one in every
        )

    texts = tuple(
        one.model_copy(update={"chapters": chapters(one.chapters), "bank": chapters(one.bank)})
        if one.language == language
        else one
        for one in material.course.texts
    )
    return Material(material.course.model_copy(update={"texts": texts}), material.media)


@cache
def deck(name: str, language: str) -> bytes:
    return write_pptx(linked(name, language), language)


def first_slides(course: Course, language: str = "ja") -> dict[str, AnySlide]:
    return {slide.id: slide for _, slide in course.text(language).every_slide()}


@COURSES
@LANGUAGES
def test_deck_brings_links_back(name: str, language: str) -> None:
    found = import_deck(deck(name, language), linked(name, language))
    assert found.material.course == linked(name, language).course
    assert found.report.notices == ()


@COURSES
@LANGUAGES
def test_deck_says_links_whatever_the_base_says(name: str, language: str) -> None:
    course = read_folder(CORPORA / name)
    base = Material(scrambled(course.course, language), course.media)
    found = import_deck(deck(name, language), base)
    assert found.material.course == linked(name, language).course


# Deep: a deck that LibreOffice saved is read by test_later_decks.py.
@pytest.mark.deep
@pytest.mark.office
@pytest.mark.slow
def test_deck_that_libreoffice_saved_brings_links_back(soffice: Office, tmp_path: Path) -> None:
    file, out = tmp_path / "deck.pptx", tmp_path / "out"
    file.write_bytes(deck("every-layout", "ja"))
    command = [*soffice, "--convert-to", "pptx", "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    course = read_folder(CORPORA / "every-layout")
    base = Material(scrambled(course.course, "ja"), course.media)
    found = import_deck((out / file.name).read_bytes(), base)
    assert found.material.course == linked("every-layout", "ja").course


def test_links_of_a_deck_are_native_and_have_the_colour_of_their_words() -> None:
    with zipfile.ZipFile(io.BytesIO(deck("every-layout", "ja"))) as package:
        slide = package.read("ppt/slides/slide2.xml").decode()
        relations = package.read("ppt/slides/_rels/slide2.xml.rels").decode()
    ids = set(re.findall(r'hlinkClick r:id="(rId\d+)"', slide))
    outside = re.findall(r'Id="(rId\d+)"[^>]*Target="(https?:[^"]*)"[^>]*"External"', relations)
    assert ids == {one for one, _ in outside}
    assert slide.count("<a:hlinkClick ") == slide.count(' val="tx"') == len(outside) > 3
    assert "address=" not in slide
    first = Presentation(io.BytesIO(deck("every-layout", "ja"))).slides[1]
    runs = [
        run
        for shape in first.shapes
        if shape.has_text_frame
        for line in shape.text_frame.paragraphs
        for run in line.runs
    ]
    assert sum(run.hyperlink.address is not None for run in runs) == len(outside)


def test_link_that_somebody_took_off_or_made_another_comes_back_so() -> None:
    course = linked("every-layout", "ja")

    def change(presentation: Any) -> None:
        page = page_of(presentation, "three-elements")
        for block, address in (("item-1", None), ("item-2", "https://other.example/")):
            for run in shape_of(page, block).text_frame.paragraphs[0].runs:
                if run.hyperlink.address:
                    run.hyperlink.address = address

    found = import_deck(edited(deck("every-layout", "ja"), change), course)
    before = first_slides(course.course)["three-elements"]
    after = first_slides(found.material.course)["three-elements"]
    was, now = fields_of(before), fields_of(after)
    changed = {path: now[path] for path in now if now[path] != was[path]}
    other = str(was["items.1.head"])
    assert changed == {
        "items.0.head": re.sub(r"\[(.*)\]\(.*\)$", r"\1", str(was["items.0.head"])),
        "items.1.head": re.sub(r"\]\(.*\)$", "](https://other.example/)", other),
    }
    page = report_html(found.report, "ja")
    assert (page.count("（リンク）"), "リンクなし" in page) == (2, True)
    assert "→ https://other.example/" in re.sub(r"<[^>]+>", "", page)


def test_web_opens_a_link_in_a_window_that_knows_nothing_of_this_one() -> None:
    tag = f'<a href="{AT.replace("&", "&amp;")}" target="_blank" rel="noopener noreferrer">'
    expected = f"<strong>{tag}見</a></strong>{tag}る</a>"
    assert rich(f"[**見**る]({AT})", {}) == expected
    assert rich("[電話](tel:110)", {}) == '<a href="tel:110">電話</a>'
    assert rich("[x](javascript:alert(1))<b>", {}) == "[x](javascript:alert(1))&lt;b&gt;"


@pytest.mark.parametrize("slide", ["scene-confide", "claim-any-words", "case-kettle"])
def test_choices_lead_nowhere_on_the_web_since_they_are_buttons(slide: str) -> None:
    course = linked("forms", "ja").course
    chapter = course.text("ja").chapters[0]
    one = first_slides(course)[slide]
    page = html.fromstring(slide_html(one, chapter, course=course, language="ja", media_url=None))
    assert page.xpath("//a[@rel]") and page.xpath("//*[@class='s-pick']")
    assert page.xpath("//*[@class='s-pick']//a") == []


def test_handout_leads_where_the_course_leads() -> None:
    course = linked("later-layouts", "ja")
    pdf = write_pdf(course, "ja")
    with pikepdf.open(io.BytesIO(pdf)) as file:
        notes = [one for page in file.pages for one in page.get("/Annots", [])]
        said = {str(one.A.URI) for one in notes if "/A" in one and "/URI" in one.A}
    wanted = {
        address
        for slide in first_slides(course.course).values()
        for _, text in texts_of(slide)
        for address in links_of(text)
    }
    assert wanted and wanted <= said


def test_page_of_moodle_leads_where_the_slide_leads() -> None:
    course = linked("every-layout", "ja")
    chapter = course.course.text("ja").chapters[0]
    slide = chapter.slides[1]
    page = page_content(course, "ja", chapter, slide).html
    # The title is a name in the list of the book.
    texts = [text for path, text in texts_of(slide) if path != ("title",)]
    wanted = {one.replace("&", "&amp;") for text in texts for one in links_of(text)}
    assert wanted and all(f'href="{one}"' in page for one in wanted)


def test_update_brings_links_into_a_deck_that_somebody_changed() -> None:
    deck = edited(
        corpus_deck("ja"), retype("three-elements", "item-3", "三つ目", "私たちの文です。")
    )
    words = f"[新しい案内]({AT})を見ます。"
    theirs = vendor(
        reworded("three-elements", {"items.0.text": words}),
        reworded("ordinance-text", {"source": f"[条例]({AT})"}),
    )
    _, after, settings, patched = updated(deck, theirs)
    assert_comes_back(patched, after, settings)
    assert str(fields_of(first_slides(after.course)["three-elements"])["items.0.text"]) == words
    page = page_of(Presentation(io.BytesIO(patched.deck)), "three-elements")
    runs = shape_of(page, "item-1").text_frame.paragraphs[1].runs
    seen = [(run.text, run.hyperlink.address) for run in runs if run.text]
    assert seen[0] == ("新しい案内", AT)
    assert ("".join(text for text, _ in seen[1:]), {way for _, way in seen[1:]}) == (
        *("を見ます。", {None}),
    )
    # Where the link alone leads elsewhere, nothing else of the page changes.
    other = "https://other.example/"
    later = vendor(reworded("three-elements", {"items.0.text": words.replace(AT, other)}))
    merged = patch_deck(
        patched.deck,
        (after, settings),
        import_deck(patched.deck, after, settings=settings).pages,
        (Material(later.course, after.media), settings),
        "ja",
    )
    page = page_of(Presentation(io.BytesIO(merged.deck)), "three-elements")
    run = next(one for one in shape_of(page, "item-1").text_frame.paragraphs[1].runs if one.text)
    assert (run.text, run.hyperlink.address) == ("新しい案内", other)


# -- decks of others ----------------------------------------------------------------------------


def leading(page: Any) -> None:
    """A page with links on words, and with one that no course has."""
    page.shapes.title.text = "相談の窓口"
    lines = [
        [("くわしくは", ""), ("省のページ", AT), ("を見ます。", "")],
        [
            ("電話する", "tel:03-0000-0000"),
            ("か", ""),
            ("[書く]ところ", "mailto:desk@mihon.example"),
        ],
        [("悪い", "javascript:alert(1)"), (f"[x]({AT})", "")],
    ]
    frame = page.placeholders[1].text_frame
    for number, runs in enumerate(lines):
        line = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        for words, address in runs:
            run = line.add_run()
            run.text = words
            if address:
                run.hyperlink.address = address


def test_links_of_somebody_elses_deck_are_kept_on_their_words() -> None:
    found = import_new_deck(foreign((1, leading)))
    slide = found.material.course.text("ja").chapters[0].slides[0]
    texts = [text for path, text in texts_of(slide) if path[0] == "items"]
    mail = "mailto:desk@mihon.example"
    assert texts == [
        f"くわしくは[省のページ]({AT})を見ます。",
        f"[電話する](tel:03-0000-0000)か[[書く]({mail})][ところ]({mail})",
        f"悪い［x］({AT})",
    ]
    told = [one.values["text"] for one in found.report.notices if one.loss is Loss.LINK]
    assert told == ["javascript:alert(1)"]
