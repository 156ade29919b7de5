"""A page as it was: whole on the sheet, heard in words, and back from every deck."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from terakoya.courseware.checks import check_folder
from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.formats import format_named
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.folder.writing import source_files
from terakoya.courseware.formats.moodle.pages import page_content
from terakoya.courseware.formats.pdf import write_pdf
from terakoya.courseware.formats.pptx.reading import (
    Imported,
    Loss,
    PageForm,
    import_deck,
    import_new_deck,
)
from terakoya.courseware.formats.pptx.reading.new_slides import PageImage
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.formats.web import slide_html
from terakoya.courseware.model import Material, PageSlide, TextSlide
from terakoya.courseware.revision import read_revision, revision_bytes, revision_id
from tests.courseware.deck_editing import edited, retype
from tests.courseware.deck_reading import (
    corpus,
    corpus_deck,
    findings_of,
    opened,
    shape_named,
    with_chapter_of,
)
from tests.courseware.foreign_decks import arrows, foreign, photo, video, words
from tests.courseware.page_slides import with_page

SHEET = (12192000, 6858000)
DRAWN = photo(size=(640, 360), colour="green")


def drawn(_page: int) -> bytes:
    return DRAWN


def page_of(material: Material, language: str = "ja") -> PageSlide:
    found = [one for _, one in material.course.text(language).slides() if one.id == "our-page"]
    assert isinstance(found[0], PageSlide)
    return found[0]


@pytest.mark.parametrize(
    ("size", "place"),
    [((640, 360), (0, 0, *SHEET)), ((640, 480), (1524000, 0, 9144000, 6858000))],
)
def test_the_picture_is_as_large_as_the_sheet_and_all_words_stand_beside_it(
    size: tuple[int, int], place: tuple[int, ...]
) -> None:
    deck = write_pptx(with_page(corpus(), size), "ja")
    picture = shape_named(deck, "our-page", "picture")
    assert (picture.left, picture.top, picture.width, picture.height) == place
    for block in ("title", "kicker", "text"):
        shape = shape_named(deck, "our-page", block)
        assert shape.top + shape.height < 0 or shape.top > SHEET[1], block


def test_decks_without_a_page_have_the_layouts_that_they_had(tmp_path: Path) -> None:
    deck = write_pptx(with_chapter_of(with_page(corpus()), "our-page"), "ja")
    names = [layout.name for layout in opened(deck).slide_layouts]
    assert [layout.name for layout in opened(corpus_deck("ja")).slide_layouts] == names[:-1]
    assert names[-1] == "Terakoya page"
    assert findings_of(deck, tmp_path) == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_comes_back_from_deck_folder_and_revision(tmp_path: Path, language: str) -> None:
    material = with_page(corpus(), point="10分以内に。", kicker="わが店")
    back = import_deck(write_pptx(material, language), material)
    assert back.material.course == material.course
    for name, data in source_files(material, EditionSettings()).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    read = read_folder(tmp_path).course
    assert revision_id(read) == revision_id(material.course)
    assert revision_id(read_revision(revision_bytes(read))) == revision_id(read)


def test_words_that_somebody_mended_in_the_deck_come_back() -> None:
    material = with_page(corpus())
    deck = edited(write_pptx(material, "ja"), retype("our-page", "text", "店長から本部へ。"))
    assert page_of(import_deck(deck, material).material).text == ("店長から本部へ。",)


def test_the_web_shows_the_picture_alone_and_lets_everybody_read_its_words() -> None:
    course = with_page(corpus()).course
    chapter = course.source.chapters[0]
    html = slide_html(page_of(with_page(corpus())), chapter, course=course, language="ja",
                      media_url="/media/{}".format)  # fmt: skip
    assert '<div class="s-unseen"><header class="s-head">' in html
    assert "<summary>このページの文</summary>" in html
    assert "10分以内に知らせる" in html and 'alt="ページの画像。' in html


def test_every_other_format_takes_it() -> None:
    material = with_page(corpus())
    assert write_pdf(material, "ja").startswith(b"%PDF")
    chapter = material.course.source.chapters[0]
    page = page_content(material, "ja", chapter, page_of(material))
    assert "このページの文" in page.html and "page.png" in page.files
    assert format_named("scorm2004").write(material, "ja")


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, set()),
        ({"text": [], "picture": {"file": "page.png", "alt": "連絡の図。"}}, set()),
        ({"text": []}, {"no-text-equivalent"}),
        ({"text": [""]}, {"no-text-equivalent"}),
        (
            {"text": [], "picture": {"file": "page.png", "alt": "whole.png"}},
            {"no-text-equivalent", "alternative-text"},
        ),
    ],
)
def test_a_page_that_nobody_can_hear_is_an_error(
    tmp_path: Path, changes: dict[str, Any], codes: set[str]
) -> None:
    for name, data in source_files(with_page(corpus(), **changes), EditionSettings()).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    found = {one.code for one in check_folder(tmp_path, on=dt.date(2026, 11, 1))}
    assert found & {"no-text-equivalent", "alternative-text", "too-long"} == codes


# -- choosing --------------------------------------------------------------------------------

DECK = foreign((1, words("文", "一つ", "二つ")), (5, arrows("流れ")), (5, video("動画")))


def forms(imported: Imported) -> list[tuple[PageForm | None, set[Loss]]]:
    return [(one.form, {each.loss for each in one.reasons}) for one in imported.report.slides]


def test_without_a_choice_each_page_decides_and_says_why() -> None:
    assert forms(import_new_deck(DECK, page_image=drawn)) == [
        (PageForm.WORDS, set()),
        (PageForm.PICTURE, {Loss.AS_PICTURE}),
        (PageForm.CHECK, {Loss.VIDEO, Loss.TITLE_AS_ALT}),
    ]


def test_an_officer_chooses_for_a_page() -> None:
    imported = import_new_deck(
        DECK, page_image=drawn, as_pictures=frozenset({1}), as_words=frozenset({2, 3})
    )
    assert forms(imported) == [
        (PageForm.PICTURE, {Loss.CHOSEN_PICTURE}),
        (PageForm.WORDS, {Loss.CHOSEN_WORDS}),
        (PageForm.WORDS, {Loss.CHOSEN_WORDS, Loss.VIDEO}),
    ]
    first, second, _ = (slide for _, slide in imported.material.course.source.slides())
    assert isinstance(first, PageSlide) and first.text == ("一つ", "二つ")
    assert isinstance(second, TextSlide)
    assert [item.text for item in second.items] == ["手順1", "手順2", "手順3"]
    # The same deck again keeps what was chosen, and a description that somebody wrote.
    described = with_described(imported.material)
    again = import_deck(DECK, described, page_image=drawn)
    assert again.material.course == described.course


def with_described(material: Material) -> Material:
    text = material.course.source
    (chapter,) = text.chapters
    first, *others = chapter.slides
    assert isinstance(first, PageSlide)
    picture = first.picture.model_copy(update={"alt": "二つのこと。"})
    slides = (first.model_copy(update={"picture": picture}), *others)
    chapters = (chapter.model_copy(update={"slides": slides}),)
    texts = (text.model_copy(update={"chapters": chapters}),)
    course = material.course.model_copy(update={"texts": texts})
    return Material(course, material.media)


@pytest.mark.parametrize(
    ("nothing", "loss"),
    [(lambda _page: None, Loss.NO_PICTURE), (lambda _page: b"", Loss.NOT_DRAWN)],
)
def test_where_nothing_draws_a_page_its_words_are_there_to_look_at(
    nothing: PageImage, loss: Loss
) -> None:
    """That no program is there that draws is another matter than that it cannot draw this page."""
    imported = import_new_deck(DECK, page_image=nothing, as_pictures=frozenset({1}))
    assert forms(imported)[0] == (PageForm.CHECK, {loss})
    assert forms(imported)[1] == (PageForm.CHECK, {loss})
    first, second, *_ = (slide for _, slide in imported.material.course.source.slides())
    assert isinstance(first, TextSlide) and isinstance(second, TextSlide)
    assert [item.text for item in first.items] == ["一つ", "二つ"]
