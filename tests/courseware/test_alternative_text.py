"""Alternative texts that nobody wrote are told and not taken; no user's name comes along."""

from __future__ import annotations

import pytest

from terakoya.courseware.formats.pptx.reading import Loss, import_deck, import_new_deck
from terakoya.courseware.formats.pptx.reading.alternative_text import is_written, without_folders
from terakoya.courseware.model import PictureSlide, TextSlide

from .deck_editing import packed
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
        "写真",
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
