"""Alternative texts that nobody wrote are told and not taken; no user's name comes along."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from terakoya.courseware.formats.pptx.reading import Loss, import_deck, import_new_deck
from terakoya.courseware.formats.pptx.reading.words import entries_of
from terakoya.courseware.model import PictureSlide, TextSlide
from terakoya.courseware.text.alternative_text import is_written, without_folders

from .deck_editing import edited, packed, page_of, shape_of
from .deck_reading import corpus, corpus_deck, parts_of
from .foreign_decks import foreign, photo, picture

AUTOMATIC = "人, 屋内, テーブル が含まれている画像\n\n自動的に生成された説明"


@pytest.mark.parametrize(
    "text",
    [
        r"C:\Documents and Settings\taro.example\My Pictures\test.gif",
        r"\\server.example\share\taro\絵.png",
        "/Users/taro.example/Desktop/絵.png",
        "file:///home/taro.example/x",
        "https://example.com/logo",
        "test.gif",
        "社内研修 表紙 最終版.PNG",
        "IMG_0012",
        "図 3",
        "Picture 12",
        "Ｐｉｃｔｕｒｅ　１２",
        "whole.png",
        "image3.jpeg",
        "画像 2",
        "Grafik 7",
        "Bildplatzhalter 4",
        "グループ化 5",
        "正方形/長方形 8",
        "コンテンツ プレースホルダー 4",
        "Content Placeholder 3",
        "Google Shape;55;p13",
        "写真",
        "画像",
        "〇〇の写真",
        "図",
        "イラスト",
        "未定",
        "代替テキスト",
        "ここに説明を入力してください。",
        "画像の説明を入力",
        "picture",
        "An image",
        "alt text",
        "Add alt text here",
        "Placeholder",
        "…",
        "スクリーンショット 2026-11-01 10.20.30",
        AUTOMATIC,
        "A person at a desk\n\nDescription automatically generated with medium confidence",
        "A dog. AI-generated content may be incorrect.",
        " ",
    ],
)
def test_text_that_nobody_wrote_is_known(text: str) -> None:
    assert not is_written(text)


@pytest.mark.parametrize(
    "text",
    [
        "店員がレジの前で、客の話を聞いている。",
        "図3の手順を、窓口の人が指している",
        "The logo of example.com on a door",
        "画面：受付の一覧。上から3件が未対応",
        "写真を見る二人の店員",
        "売場の写真",
        "事例の図",
        "ロゴ",
        "電話",
        "Table of prices on a wall",
        "A picture frame on a desk",
        "説明を聞く客",
        "Test tubes in a rack",
        "1/2 の客が待つ",
    ],
)
def test_text_that_somebody_wrote_is_taken(text: str) -> None:
    assert is_written(text)


def test_address_of_the_web_keeps_its_folders() -> None:
    assert without_folders("https://example.com/home/a.html") == "https://example.com/home/a.html"
    assert without_folders("file:///C:/Users/taro.example/a.docx") == "a.docx"


@pytest.mark.parametrize(
    ("alt", "told"),
    [
        (r"C:\Users\taro.example\Pictures\test.gif", "test.gif"),
        (AUTOMATIC, " ".join(AUTOMATIC.split())),
    ],
)
def test_new_course_tells_such_a_text_and_names_nobody(alt: str, told: str) -> None:
    imported = import_new_deck(foreign((5, picture("絵", photo(), alt=alt))))
    (slide,) = (slide for _, slide in imported.material.course.source.slides())
    assert isinstance(slide, TextSlide) and slide.picture is not None
    assert slide.picture.alt == ""
    notices = [one for one in imported.report.notices if one.loss is Loss.UNFIT_ALT]
    assert [(one.page, one.values) for one in notices] == [(1, {"text": told})]
    assert "taro" not in str(imported.report.as_json("ja"))


def test_picture_of_the_base_keeps_its_words_where_a_program_replaced_them() -> None:
    base = corpus()
    alts = [
        slide.picture.alt
        for _, slide in base.course.source.slides()
        if isinstance(slide, PictureSlide) and slide.picture.alt
    ]
    parts = parts_of(corpus_deck("ja"))
    name = next(name for name, data in parts.items() if alts[0].encode() in data)
    parts[name] = parts[name].replace(alts[0].encode(), b"test.gif")
    deck = packed(parts)
    imported = import_deck(deck, base)
    assert [one.loss for one in imported.report.notices] == [Loss.UNFIT_ALT]
    assert imported.material.course == base.course


# -- decoration --------------------------------------------------------------------------------


def decorate(element: Any, value: str = "1") -> None:
    """Mark a picture as decoration (装飾用にする), as Office does."""
    uri = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
    space = "http://schemas.microsoft.com/office/drawing/2017/decorative"
    element.nvPicPr.cNvPr.append(
        parse_xml(
            f'<a:extLst {nsdecls("a")}><a:ext uri="{uri}">'
            f'<adec:decorative xmlns:adec="{space}" val="{value}"/></a:ext></a:extLst>'
        )
    )


def adorned(alt: str, value: str) -> Callable[[Any], None]:
    """A page with a picture that is marked as decoration, or not."""

    def fill(page: Any) -> None:
        picture("絵", photo(), alt=alt)(page)
        decorate(page.shapes[-1]._element, value)

    return fill


@pytest.mark.parametrize("alt", ["", "image1.png"])
@pytest.mark.parametrize("value", ["1", "0"])
def test_decoration_is_not_asked_what_it_shows(alt: str, value: str) -> None:
    report = import_new_deck(foreign((5, adorned(alt, value)))).report
    asked = {one.loss for one in report.notices} & {Loss.NO_ALT, Loss.UNFIT_ALT}
    wanted = {Loss.UNFIT_ALT} if alt else {Loss.NO_ALT}
    assert asked == (set() if value == "1" else wanted)


@pytest.mark.parametrize("value", ["1", "0"])
def test_another_picture_that_is_decoration_needs_no_words(value: str) -> None:
    def replace_it(presentation: Any) -> None:
        page = page_of(presentation, "same-day")
        old = shape_of(page, "picture")
        new = page.shapes.add_picture(io.BytesIO(photo()), old.left, old.top)
        new.name = old.name
        new._element.nvPicPr.cNvPr.set("descr", "")
        decorate(new._element, value)
        old._element.getparent().replace(old._element, new._element)

    report = import_deck(edited(corpus_deck("ja"), replace_it), corpus()).report
    assert [one.loss for one in report.notices] == ([] if value == "1" else [Loss.NO_ALT])


def test_english_sentences_name_the_menus_of_an_english_program() -> None:
    sentences = entries_of("en")
    foreign_letters = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
    told = (*sentences["losses"].values(), *sentences["losses-mends"].values())
    assert [one for one in told if foreign_letters.search(one)] == []
