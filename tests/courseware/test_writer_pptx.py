"""The deck as a package: parts, pictures, refusals."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from terakoya.courseware.errors import UnreadableSource, WrongUse
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.formats.pptx.writing.media import drawing_of
from terakoya.courseware.model import Material
from tests.courseware.deck_reading import (
    CORPUS,
    DESK,
    A,
    P,
    R,
    corpus,
    corpus_deck,
    findings_of,
    opened,
    parts_of,
)
from tests.selection import deep


@pytest.fixture
def material() -> Material:
    return corpus()


@pytest.fixture
def japanese() -> bytes:
    return corpus_deck("ja")


@pytest.fixture
def english() -> bytes:
    return corpus_deck("en")


@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_deck_has_no_finding_of_the_office_validator(
    material: Material, language: str, tmp_path: Path
) -> None:
    assert findings_of(write_pptx(material, language, values=DESK), tmp_path) == []


def test_office_validator_sees_a_planted_fault(japanese: bytes, tmp_path: Path) -> None:
    faulty = io.BytesIO()
    with zipfile.ZipFile(faulty, "w") as archive:
        for name, content in parts_of(japanese).items():
            archive.writestr(name, content.replace(b"<a:buNone/>", b"<a:buNothing/>", 1))
    assert findings_of(faulty.getvalue(), tmp_path) != []


def test_deck_is_written_with_the_same_bytes_again(material: Material, japanese: bytes) -> None:
    drawing_of.cache_clear()
    assert write_pptx(read_folder(CORPUS), "ja") == japanese
    with zipfile.ZipFile(io.BytesIO(japanese)) as archive:
        members = archive.infolist()
    names = [member.filename for member in members]
    assert names == ["[Content_Types].xml", *sorted(names[1:])]
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}


def test_pictures_are_drawn_once_for_all_languages(material: Material) -> None:
    drawing_of.cache_clear()
    write_pptx(material, "ja")
    drawn = drawing_of.cache_info().misses
    write_pptx(material, "en")
    assert (drawn, drawing_of.cache_info().misses) == (8, 8)


def test_deck_has_sixteen_to_nine_sheets_and_twelve_named_layouts(japanese: bytes) -> None:
    deck = opened(japanese)
    assert (deck.slide_width, deck.slide_height) == (12192000, 6858000)
    assert [layout.name for layout in deck.slide_layouts] == [
        f"Terakoya {name}"
        for name in (
            "title",
            "bullets",
            "two-columns",
            "table",
            "matrix",
            "steps",
            "law-quote",
            "picture",
            "case",
            "check",
            "contact",
            "summary",
        )
    ]
    assert [slide.slide_layout.name.split()[1] for slide in deck.slides] == [
        "title",
        "bullets",
        "table",
        "law-quote",
        "check",
        "check",
        "two-columns",
        "matrix",
        "case",
        "case",
        "steps",
        "picture",
        "contact",
        "summary",
    ]


def test_theme_names_the_font_and_no_slide_does(japanese: bytes) -> None:
    parts = parts_of(japanese)
    theme = etree.fromstring(parts["ppt/theme/theme1.xml"])
    fonts = {
        f"{family}/{script}": theme.find(f".//{A}{family}/{A}{script}").get("typeface")  # type: ignore[union-attr]
        for family in ("majorFont", "minorFont")
        for script in ("latin", "ea")
    }
    assert set(fonts.values()) == {"BIZ UDPゴシック"}
    slides = [etree.fromstring(parts[name]) for name in parts if name.startswith("ppt/slides/s")]
    assert len(slides) == 14
    for unwanted in (f"{A}latin", f"{A}ea", f"{P}style", f"{A}effectLst", f"{A}normAutofit"):
        assert [slide.find(f".//{unwanted}") for slide in slides] == [None] * 14
    assert [slide.find(f"{P}timing") for slide in slides] == [None] * 14
    assert [slide.find(f"{P}transition") for slide in slides] == [None] * 14


def test_lines_have_their_height_in_any_font_and_titles_follow_their_layout(
    japanese: bytes,
) -> None:
    parts = parts_of(japanese)
    slides = [etree.fromstring(parts[name]) for name in parts if name.startswith("ppt/slides/s")]
    spacings = [one for slide in slides for one in slide.iter(f"{A}lnSpc")]
    assert {one[0].tag for one in spacings} == {f"{A}spcPts"}
    sizes = [run.get("sz") for one in spacings for run in one.iterfind(f"../../{A}r/{A}rPr")]
    assert None not in sizes


@pytest.mark.parametrize(
    ("language", "tags"), [("ja", ("ja-JP", "en-US")), ("en", ("en-US", "ja-JP"))]
)
def test_every_run_names_its_languages(
    material: Material, language: str, tags: tuple[str, str]
) -> None:
    parts = parts_of(write_pptx(material, language))
    runs = [
        (run.get("lang"), run.get("altLang"))
        for name in parts
        if name.startswith(("ppt/slides/s", "ppt/notesSlides/n"))
        for run in etree.fromstring(parts[name]).iter(f"{A}rPr")
    ]
    assert (len(runs) > 100, set(runs)) == (True, {tags})


def test_core_properties_come_from_the_course(japanese: bytes) -> None:
    core = opened(japanese).core_properties
    assert (core.title, core.subject, core.version, core.language) == (
        "STOP! カスタマーハラスメント",
        "カスハラの基礎知識",
        "2026.11",
        "ja-JP",
    )
    assert core.created == core.modified
    assert core.created.isoformat() == "2026-10-01T00:00:00"


def test_undated_course_has_a_time_that_no_clock_decides(material: Material) -> None:
    meta = material.course.meta.model_copy(update={"effective_on": None})
    undated = Material(material.course.model_copy(update={"meta": meta}), material.media)
    core = opened(write_pptx(undated, "ja")).core_properties
    assert {core.created.isoformat(), core.modified.isoformat()} == {"2000-01-01T00:00:00"}


def test_chapters_are_sections(japanese: bytes) -> None:
    presentation = etree.fromstring(parts_of(japanese)["ppt/presentation.xml"])
    p14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
    sections = {
        section.get("name"): len(section.findall(f"{p14}sldIdLst/{p14}sldId"))
        for section in presentation.iter(f"{p14}section")
    }
    assert sections == {
        "第1章　カスハラとは": 6,
        "第2章　境界線を見分ける": 4,
        "第3章　受けたときの対応": 4,
    }


# -- pictures ----------------------------------------------------------------------------------


def test_pictures_say_what_they_show_or_are_decorative(japanese: bytes) -> None:
    decorative = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
    shown = {}
    for slide in opened(japanese).slides:
        for picture in slide._element.iter(f"{P}pic"):
            names = picture.find(f"{P}nvPicPr/{P}cNvPr")
            mark = names.find(f".//{decorative}")
            shown[names.get("name")] = (names.get("descr", ""), mark is not None)
    scene = "店のカウンター。お客様が大きな声を出し、店員を指さしている。店員は困った表情。"
    assert shown == {
        "cw:opening:picture": (
            "店のカウンターをはさみ、お客様と店員が落ち着いた表情で向き合って話している。",
            False,
        ),
        "cw:three-elements:picture": (
            "1、2、3の3つの円が重なり、中央の重なりだけが濃い青で示されている。",
            False,
        ),
        "cw:same-wish:left-face": ("", True),
        "cw:same-wish:right-face": ("", True),
        "cw:case-kettle:picture": (f"{scene}台の上に壊れた電気ケトルがある。", False),
        "cw:same-day:picture": (
            "店員が胸に手を当てて話し、上司が隣でうなずきながら記録用紙に書いている。",
            False,
        ),
        "cw:three-to-do:item-1-picture": ("", True),
        "cw:three-to-do:item-2-picture": ("", True),
        "cw:three-to-do:item-3-picture": ("", True),
    }


def test_pictures_are_png_and_svg_without_use(japanese: bytes) -> None:
    parts = parts_of(japanese)
    slide = etree.fromstring(parts["ppt/slides/slide1.xml"])
    references = {
        entry.get("Id"): entry.get("Target")
        for entry in etree.fromstring(parts["ppt/slides/_rels/slide1.xml.rels"])
    }
    blip = slide.find(f".//{A}blip")
    assert blip is not None
    svg = blip.find(".//{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip")
    assert svg is not None
    targets = [references[element.get(f"{R}embed")] for element in (blip, svg)]
    assert targets == ["../media/scene-equal.png", "../media/scene-equal.svg"]
    drawn = parts["ppt/media/scene-equal.svg"]
    assert b"<use" not in drawn and b"currentColor" not in drawn
    png = parts["ppt/media/scene-equal.png"]
    assert (png[:4], png[16:24]) == (b"\x89PNG", (1600).to_bytes(4) + (1200).to_bytes(4))


def test_a_picture_used_twice_is_stored_once(japanese: bytes) -> None:
    names = [name for name in parts_of(japanese) if "scene-support" in name]
    assert names == ["ppt/media/scene-support.png", "ppt/media/scene-support.svg"]


# -- refusals ----------------------------------------------------------------------------------


def test_unknown_language_is_refused_with_those_present(material: Material) -> None:
    with pytest.raises(WrongUse, match=r"no language `fr`\. → One of: ja, en"):
        write_pptx(material, "fr")


def test_missing_picture_is_refused_by_name(material: Material) -> None:
    media = {name: svg for name, svg in material.media.items() if name != "scene-equal.svg"}
    with pytest.raises(UnreadableSource, match=r"scene-equal\.svg` is not in media/"):
        write_pptx(Material(material.course, media), "ja")


def test_unfit_picture_is_refused_by_name(material: Material) -> None:
    media = {**material.media, "scene-equal.svg": b"<svg/>"}
    with pytest.raises(UnreadableSource, match=r"media/scene-equal\.svg: "):
        write_pptx(Material(material.course, media), "ja")
