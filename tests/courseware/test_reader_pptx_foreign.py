"""Decks that were never ours become a course of their own."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from PIL import Image
from pptx.util import Emu, Inches

from terakoya.courseware.checks import check_folder
from terakoya.courseware.cli.commands import main
from terakoya.courseware.edition import EditionSettings, Hidden
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.pdf import write_pdf
from terakoya.courseware.formats.pptx.reading import (
    Imported,
    Loss,
    Refusal,
    UnreadableDeck,
    import_deck,
    import_new_deck,
)
from terakoya.courseware.formats.pptx.reading.xml import A
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.formats.web import write_web
from terakoya.courseware.model import (
    AnySlide,
    ListItem,
    PageSlide,
    TableSlide,
    TextSlide,
)
from terakoya.courseware.pictures import MAX_PICTURE
from terakoya.courseware.revision import revision_id
from tests.courseware.deck_reading import corpus_deck, opened
from tests.courseware.foreign_decks import (
    arrows,
    chart,
    font,
    foreign,
    group,
    named_as_by_google,
    photo,
    picture,
    saved,
    table,
    vertical,
    with_animation,
    words,
)
from tests.selection import deep

DRAWN = photo(colour="green")


def drawn(_page: int) -> bytes:
    """Stands for the program that draws pages."""
    return DRAWN


def only(imported: Imported) -> AnySlide:
    ((_, slide),) = imported.material.course.source.slides()
    return slide


def losses(imported: Imported) -> list[tuple[Loss, int | None]]:
    return [(one.loss, one.page) for one in imported.report.notices]


@pytest.mark.parametrize("wide", [True, False])
def test_title_and_paragraphs_become_a_list_with_its_levels(wide: bool) -> None:
    fill = words(
        "個人情報の扱い",
        "持ち出さない",
        "\t机にも置かない",
        "捨て方を守る",
        notes="大切です。\nまず、",
    )
    imported = import_new_deck(foreign((1, fill), wide=wide))
    slide = only(imported)
    assert isinstance(slide, TextSlide)
    assert slide.title == "個人情報の扱い"
    assert slide.items == (
        ListItem(text="持ち出さない"),
        ListItem(level=1, text="机にも置かない"),
        ListItem(text="捨て方を守る"),
    )
    assert slide.narration == ("大切です。", "まず、")
    assert (imported.report.language, losses(imported)) == ("ja", [])


def test_a_table_and_a_picture_have_their_layouts() -> None:
    rows = [["店", "電話"], ["本店", "1001"]]
    imported = import_new_deck(
        foreign((5, table("連絡先", rows)), (5, picture("入口", photo("JPEG"), "入口の写真")))
    )
    one, other = (slide for _, slide in imported.material.course.source.slides())
    assert isinstance(one, TableSlide) and isinstance(other, TextSlide)
    assert other.picture is not None and other.items == ()
    assert (one.corner, one.columns, one.rows[0].head, one.rows[0].cells) == (
        "店",
        ("電話",),
        "本店",
        ("1001",),
    )
    assert other.picture.alt == "入口の写真"
    assert imported.material.media[other.picture.file] == photo("JPEG")


@pytest.mark.parametrize(
    ("fill", "loss"),
    [
        (chart("件数"), Loss.CHART),
        (vertical("縦書き", "縦に書いた文"), Loss.VERTICAL_TEXT),
        (group("場所"), None),
        (arrows("流れ"), None),
    ],
)
def test_what_no_layout_holds_is_drawn_with_its_words(fill: Any, loss: Loss | None) -> None:
    imported = import_new_deck(foreign((5, fill)), page_image=drawn)
    slide = only(imported)
    assert isinstance(slide, PageSlide)
    assert imported.material.media[slide.picture.file] == DRAWN
    heard = "\n".join((slide.title, *slide.text))
    for block in opened(foreign((5, fill))).slides[0].shapes:
        if block.has_text_frame and block.text_frame.text:
            assert block.text_frame.text in heard
    expected = {Loss.AS_PICTURE, Loss.EMPTY_NOTES} | ({loss} if loss else set())
    assert {one for one, _ in losses(imported)} == expected


def test_without_a_program_that_draws_the_words_are_kept_and_it_is_told() -> None:
    imported = import_new_deck(foreign((5, arrows("流れ"))), page_image=lambda _page: None)
    slide = only(imported)
    assert isinstance(slide, TextSlide)
    assert [item.text for item in slide.items] == ["手順1", "手順2", "手順3"]
    assert Loss.NO_PICTURE in {one for one, _ in losses(imported)}


def test_motion_and_missing_fonts_are_told_with_their_page() -> None:
    deck = foreign(
        (1, words("動く", "文", notes="動きます。")), (5, font("書体", "無い書体ゴシック"))
    )
    imported = import_new_deck(with_animation(deck), page_image=drawn)
    told = losses(imported)
    assert (Loss.ANIMATION, 1) in told
    assert (Loss.TRANSITION, None) in told
    fonts = [one.values["font"] for one in imported.report.notices if one.loss is Loss.FONT]
    assert fonts in (["無い書体ゴシック"], [])  # without fontconfig nobody can tell


def test_a_font_that_a_box_gives_to_all_its_words_is_told_too() -> None:
    """Keynote writes fonts so; a box without words needs none."""

    def fill(page: Any) -> None:
        font("書体", "無い書体ゴシック")(page)
        for name, text in (("無い書体明朝", "箱の書体"), ("無い書体丸", "")):
            box = page.shapes.add_textbox(Emu(0), Inches(5), Inches(5), Inches(1))
            box.text_frame.text = text
            level = etree.SubElement(box._element.find(f".//{A}lstStyle"), f"{A}lvl1pPr")
            style = etree.SubElement(level, f"{A}defRPr")
            etree.SubElement(style, f"{A}latin", {"typeface": name})

    imported = import_new_deck(foreign((5, fill)), page_image=drawn)
    fonts = [one.values["font"] for one in imported.report.notices if one.loss is Loss.FONT]
    assert fonts in (["無い書体ゴシック", "無い書体明朝"], [])  # without fontconfig nobody can tell


def test_names_of_other_programs_do_not_matter() -> None:
    deck = foreign((1, words("名前", "一つ", "二つ")), (5, picture("写真", photo())))
    plain, named = import_new_deck(deck), import_new_deck(named_as_by_google(deck))
    assert named.material.course == plain.material.course


def test_sections_and_section_headers_divide_into_chapters() -> None:
    deck = foreign(
        (2, words("第1部")),
        (1, words("内容", "文")),
        (2, words("第2部")),
        (1, words("内容2", "文2")),
    )
    chapters = import_new_deck(deck).material.course.source.chapters
    assert [(one.title, len(one.slides)) for one in chapters] == [("第1部", 2), ("第2部", 2)]


def test_hidden_pages_stay_hidden_and_a_large_picture_is_made_smaller() -> None:
    def noisy(page: Any) -> None:
        buffer = io.BytesIO()
        Image.effect_noise((2320, 2320), 90).save(buffer, "BMP")
        picture("大きい", buffer.getvalue())(page)

    deck = opened(foreign((5, noisy), (1, words("見える", "文"))))
    deck.slides[0]._element.set("show", "0")
    imported = import_new_deck(saved(deck))
    first, _ = (slide for _, slide in imported.material.course.source.slides())
    assert isinstance(first, TextSlide) and first.picture is not None
    assert imported.settings == EditionSettings(hidden=(Hidden(slide=first.id),))
    assert (Loss.SHRUNK_PICTURE, 1) in losses(imported)
    assert len(imported.material.media[first.picture.file]) <= MAX_PICTURE


@pytest.mark.parametrize("count", [40, *deep(150)])
def test_many_pages_make_as_many_slides_with_ids_that_do_not_change(count: int) -> None:
    fills = [(1, words(f"{number}枚目", f"{number}の文")) for number in range(count)]
    deck = foreign(*fills)
    one, other = import_new_deck(deck), import_new_deck(deck)
    ids = [slide.id for _, slide in one.material.course.source.slides()]
    assert len(set(ids)) == count
    assert revision_id(one.material.course) == revision_id(other.material.course)


def test_the_same_page_twice_has_two_ids() -> None:
    imported = import_new_deck(foreign((1, words("同じ", "文")), (1, words("同じ", "文"))))
    one, other = (slide for _, slide in imported.material.course.source.slides())
    assert one.id != other.id


def test_a_deck_of_ours_asks_for_its_base() -> None:
    with pytest.raises(UnreadableDeck) as refused:
        import_new_deck(corpus_deck("ja"))
    assert refused.value.case is Refusal.NO_BASE


def test_the_course_builds_in_every_format_and_its_deck_comes_back() -> None:
    deck = foreign(
        (1, words("文", "一つ", "二つ", notes="話します。")),
        (5, table("表", [["店", "電話"], ["本店", "1001"]])),
        (5, picture("絵", photo())),
        (5, arrows("流れ")),
    )
    imported = import_new_deck(deck, page_image=drawn)
    material = imported.material
    assert "index.html" in write_web(material, "ja")
    assert write_pdf(material, "ja").startswith(b"%PDF")
    again = import_deck(write_pptx(material, "ja"), material)
    assert again.material.course == material.course
    # And the deck itself, against the course that it made.
    same = import_deck(deck, material, page_image=drawn)
    assert same.material.course == material.course


def test_the_command_writes_a_folder_without_anything_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "deck.pptx").write_bytes(foreign((1, words("題", "一つ", notes="話します。"))))
    out = tmp_path / "course"
    command = ["import", str(tmp_path / "deck.pptx"), "--out", str(out), "--no-pictures", "--json"]
    assert main(command) == 0
    answer = json.loads(capsys.readouterr().out)
    assert revision_id(read_folder(out).course) == answer["revision"]
    codes = {finding.code for finding in check_folder(out)}
    assert codes <= {"too-few", "missing-language", "no-questions", "unused-goal", "minutes"}
