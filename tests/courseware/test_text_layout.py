"""A page of text: to three levels, on as many sheets as it takes, and back as one slide."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terakoya.courseware.formats.moodle.pages import page_content
from terakoya.courseware.formats.pdf import write_pdf
from terakoya.courseware.formats.pptx.reading import import_deck
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.formats.pptx.writing.words import words_of
from terakoya.courseware.formats.web import slide_html
from terakoya.courseware.layouts import sheets_of
from terakoya.courseware.layouts.measure import height_of, lines_of
from terakoya.courseware.layouts.shapes import PictureShape, TextShape, TitleShape
from terakoya.courseware.layouts.sheet import Setting, Sheet
from terakoya.courseware.layouts.units import SHEET_HEIGHT, points
from terakoya.courseware.model import ListItem, Material, TextSlide
from terakoya.courseware.pruning import prune
from tests.courseware.deck_reading import corpus, findings_of, opened
from tests.courseware.laws import examples
from tests.courseware.page_slides import text_slide, with_text
from tests.selection import deep

SETTING = Setting(words_of("ja"), {}, lambda _file: 16 / 9)
LONG = "会社の書類を外に持ち出すときは、前もって上司に話し、帳面に書きます。"


def text_of(material: Material, language: str = "ja") -> TextSlide:
    found = [one for _, one in material.course.text(language).slides() if one.id == "our-text"]
    assert isinstance(found[0], TextSlide)
    return found[0]


def planned(slide: TextSlide, chapter: str = "第1章") -> list[Sheet]:
    return sheets_of(slide, chapter, SETTING)


def boxes_of(sheet: Sheet) -> list[tuple[str, float, float]]:
    """What people see of a sheet, with where it begins and ends."""
    found = []
    for one in sheet.shapes:
        if isinstance(one, TitleShape):
            box = one.box
            top = 84.0 if box is None else box.y
            words = one.words.runs[0][0]
            found.append(("title", top, top + height_of(words, 30, 1128)))
        elif isinstance(one, (TextShape, PictureShape)) and not one.label.hidden:
            found.append((one.label.name, one.box.y, one.box.bottom))
    return found


# -- what fits -------------------------------------------------------------------------------


def test_a_short_text_stands_on_one_sheet_with_its_picture_small() -> None:
    (sheet,) = planned(text_slide("ja"))
    picture = next(one for one in sheet.shapes if isinstance(one, PictureShape))
    assert picture.box.w == 200
    text = next(one for one in sheet.shapes if one.label.name == "cw:our-text:items")
    assert isinstance(text, TextShape)
    assert [(one.level, one.bullet) for one in text.items] == [
        (0, True), (1, True), (2, True), (0, True),
    ]  # fmt: skip
    assert text.items[0].left < text.items[1].left < text.items[2].left
    assert text.box.right < picture.box.x


@pytest.mark.parametrize(
    ("text", "is_marked"),
    [
        ("1. 開く", False), ("２．閉じる", False), ("（3）待つ", False), ("④押す", False),
        ("a. 開く", False), ("2026年の予定", True), ("3.5倍になる", True), ("A社の場合", True),
        ("1.", True),
    ],
)  # fmt: skip
def test_a_number_takes_the_place_of_the_bullet(text: str, is_marked: bool) -> None:
    slide = text_slide("ja", picture=None, items=[ListItem(text=text), ListItem(text="次の文")])
    (sheet,) = planned(slide)
    (shown,) = [one for one in sheet.shapes if one.label.name == "cw:our-text:items"]
    assert isinstance(shown, TextShape)
    assert [one.bullet for one in shown.items] == [is_marked, True]
    course = with_text(corpus(), picture=None, items=slide.items).course
    html = slide_html(
        slide, course.source.chapters[0], course=course, language="ja", media_url=None
    )
    assert ('<li class="s-numbered">' in html) is not is_marked


@pytest.mark.parametrize("count", [1, 4, 12, 30])
@pytest.mark.parametrize(
    "title", ["約束", "とても長い題で、二行にも三行にもなってしまうことがある。" * 2]
)
def test_nothing_stands_on_anything_else(count: int, title: str) -> None:
    items = [ListItem(text=LONG * (1 + number % 3)) for number in range(count)]
    for sheet in planned(text_slide("ja", items=items, title=title, picture=None)):
        boxes = sorted(
            (one for one in boxes_of(sheet) if not one[0].endswith(("kicker", "number"))),
            key=lambda one: one[1],
        )
        for (_, _, bottom), (_, top, _) in pairwise(boxes):
            assert bottom <= top + 1e-6, boxes
        assert boxes[-1][2] <= SHEET_HEIGHT - 50


def test_a_text_that_does_not_fit_goes_on_under_its_title() -> None:
    items = [ListItem(text=f"{number}。{LONG}") for number in range(13)]
    material = prune(with_text(corpus(), items=items, picture=None))
    sheets = [one for one in opened(write_pptx(material, "ja")).slides if "our-text" in one.name]
    assert [one.name for one in sheets] == ["cw:our-text", "cw:our-text:continued"]
    assert sheets[1].shapes.title.text_frame.text == "持ち出しの約束（続き）"
    assert not sheets[1].notes_slide.notes_text_frame.text
    back = import_deck(write_pptx(material, "ja"), material)
    assert back.material.course == material.course
    assert [one.loss for one in back.report.notices] == []


def test_a_head_goes_with_what_it_is_the_head_of() -> None:
    above = [ListItem(text=LONG * 2) for _ in range(5)]
    slide = text_slide(
        "ja", picture=None, items=[*above, ListItem(text="頭"), ListItem(level=1, text=LONG * 2)]
    )
    first, second = planned(slide)
    texts = [one for one in first.shapes if one.label.name.endswith(":items")]
    assert isinstance(texts[0], TextShape)
    assert texts[0].items[-1].runs[0][0] != "頭"
    assert "頭" in str(second.shapes)


@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_the_deck_is_a_sound_file_and_the_slide_comes_back_in_both_languages(
    tmp_path: Any, language: str
) -> None:
    material = with_text(corpus(), point="持ち出さない。", kicker="約束")
    deck = write_pptx(material, language)
    assert findings_of(deck, tmp_path) == []
    assert import_deck(deck, material).material.course == material.course


def short() -> Material:
    """The course of the corpus with its first slide alone."""
    course = corpus().course
    texts = []
    for text in course.texts:
        chapter = text.chapters[0].model_copy(update={"slides": text.chapters[0].slides[:1]})
        texts.append(text.model_copy(update={"chapters": (chapter,), "bank": ()}))
    return Material(course.model_copy(update={"texts": tuple(texts)}), corpus().media)


WORDS = st.text("持ち出す会社の書類。、 abc\n", min_size=1, max_size=900).filter(
    lambda text: text.strip() == text and "\n\n" not in text and "  " not in text
)


@settings(max_examples=examples(25), deadline=None)
@given(
    st.lists(st.builds(ListItem, level=st.integers(0, 2), text=WORDS), min_size=1, max_size=9),
    st.sampled_from(["small", "medium", "large"]),
)
def test_whatever_its_length_it_comes_back_as_one_slide(items: list[ListItem], size: str) -> None:
    material = with_text(short(), items=items, size=size)
    base = with_text(short(), size=size)  # another text: the deck alone says what stands there
    deck = write_pptx(material, "ja")
    read = text_of(import_deck(deck, material).material)
    assert read.items == text_of(material).items
    sheets = planned(text_of(material))
    if len(sheets) < 3:
        again = text_of(import_deck(deck, base).material)
        assert [one.level for one in again.items] == [one.level for one in read.items]


def test_a_paragraph_that_is_longer_than_a_sheet_is_divided_behind_a_sentence() -> None:
    slide = text_slide("ja", picture=None, items=[ListItem(text=LONG * 30)])
    first, second, *_ = planned(slide)
    texts = [one for sheet in (first, second) for one in sheet.shapes if "item" in one.label.name
             or "rest" in one.label.name]  # fmt: skip
    assert isinstance(texts[0], TextShape) and isinstance(texts[1], TextShape)
    assert texts[0].items[0].runs[0][0].endswith("。")
    assert texts[1].label.name == "cw:our-text:continued-rest"
    assert lines_of(texts[0].items[0].runs[0][0], 24, 1096) * points(24) <= 500


# -- the other formats -----------------------------------------------------------------------


def test_the_web_has_lists_in_lists_and_the_picture_its_size() -> None:
    material = with_text(corpus())
    course = material.course
    chapter = course.source.chapters[0]
    html = slide_html(text_of(material), chapter, course=course, language="ja", media_url=str)
    flat = "".join(line.strip() for line in html.split("\n"))
    assert '<li>紙<ul role="list"><li><ruby>封筒' in flat
    assert '<ul role="list"><li>のりで閉じる</li></ul>' in flat
    assert "s-pic--small" in flat
    page = page_content(material, "ja", chapter, text_of(material))
    assert "<li>のりで閉じる</li></ul></li></ul></li><li>端末</li>" in page.html
    assert write_pdf(material, "ja").startswith(b"%PDF")


def test_a_text_of_one_paragraph_is_no_list() -> None:
    material = with_text(corpus(), items=[ListItem(text="一つだけ。")])
    chapter = material.course.source.chapters[0]
    html = slide_html(text_of(material), chapter, course=material.course, language="ja",
                      media_url=None)  # fmt: skip
    assert "<li>" not in html and "一つだけ。" in html
    (sheet,) = planned(text_of(material))
    texts = [one for one in sheet.shapes if one.label.name.endswith(":items")]
    assert isinstance(texts[0], TextShape) and not texts[0].items[0].bullet
