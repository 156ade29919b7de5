"""A picture of ours that its author cut in an office program is cut in the course, too."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import pytest
from PIL import Image

from terakoya.courseware.formats.pptx.reading import Imported, Loss, State, import_deck
from terakoya.courseware.formats.pptx.reading.pictures import is_cut
from terakoya.courseware.formats.pptx.writing import write_edition_deck
from terakoya.courseware.model import Picture, PictureSlide
from tests.courseware.deck_editing import Edit, edited, page_of, shape_of
from tests.courseware.deck_reading import corpus, corpus_deck, opened

BASE = corpus()


def cut(**sides: float) -> Edit:
    def edit(presentation: Any) -> None:
        shape = shape_of(page_of(presentation, "same-day"), "picture")
        for side, share in sides.items():
            setattr(shape, f"crop_{side}", share)

    return edit


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def picture_in(result: Imported, language: str = "ja") -> Picture:
    slides = result.material.course.text(language).slides()
    slide = next(slide for _, slide in slides if slide.id == "same-day")
    assert isinstance(slide, PictureSlide)
    return slide.picture


@cache
def before() -> Picture:
    """The picture as it is sold."""
    return picture_in(imported())


def test_a_cut_picture_is_a_new_one_of_what_is_left_with_the_words_of_the_old() -> None:
    result = imported(cut(left=0.2, bottom=0.1))
    picture = picture_in(result)
    assert picture.file != before().file
    assert picture.alt == before().alt
    assert picture_in(result, "en").file == picture.file
    assert picture_in(result, "en").alt != ""
    drawn = whole()
    with Image.open(io.BytesIO(result.material.media[picture.file])) as shown:
        wide, high = drawn.size
        left = drawn.crop((round(0.2 * wide), 0, wide, round(0.9 * high)))
        assert shown.size == left.size
        assert shown.convert("RGB").getpixel((5, 5)) == left.convert("RGB").getpixel((5, 5))
    assert [edit.path for edit in result.report.of("same-day").edits] == ["picture.file"]
    assert [one.loss for one in result.report.notices] == [Loss.CUT_PICTURE]


def mirrored(presentation: Any) -> None:
    shape = shape_of(page_of(presentation, "same-day"), "picture")
    shape._element.spPr.get_or_add_xfrm().set("flipH", "1")


@pytest.mark.parametrize("share", [0.0, 0.25])
def test_a_mirrored_picture_is_a_new_one_mirrored_and_cut_as_it_is_seen(share: float) -> None:
    result = imported(cut(left=share), mirrored)
    picture = picture_in(result)
    drawn = whole().convert("RGB")
    wide, high = drawn.size
    left = drawn.crop((round(share * wide), 0, wide, high))
    seen = left.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    with Image.open(io.BytesIO(result.material.media[picture.file])) as shown:
        assert shown.convert("RGB").tobytes() == seen.tobytes() != left.tobytes()
    assert [one.loss for one in result.report.notices] == [Loss.CUT_PICTURE]


def whole() -> Image.Image:
    picture = shape_of(page_of(opened(corpus_deck("ja")), "same-day"), "picture")
    return Image.open(io.BytesIO(picture.image.blob))


def test_the_cut_picture_comes_back_from_the_deck_of_the_edition_and_from_the_same_deck() -> None:
    first = imported(cut(right=0.3))
    deck = write_edition_deck(first.material, "ja", first.settings)
    again = import_deck(deck, first.material, settings=first.settings)
    assert again.material.course == first.material.course
    same = edited(corpus_deck("ja"), cut(right=0.3))
    twice = import_deck(same, first.material, settings=first.settings)
    assert twice.material.course == first.material.course
    assert {one.states for one in twice.report.slides} == {(State.SAME,)}


def test_what_an_office_program_rounds_off_is_no_cut() -> None:
    assert picture_in(imported(cut(left=0.004, top=0.009))) == before()


@pytest.mark.parametrize(
    ("crop", "expected"),
    [
        ((0, 0, 0, 0), False),
        ((0, 0.36, 0, 0.14), False),  # as the writer cuts the tall pictures of a summary
        ((0.09, 0, 0.09, 0), False),  # as it cuts a scene that fills a narrow place
        ((0.09, 0, 0.05, 0), True),
        ((0.12, 0, 0.12, 0), True),
        ((0.01, 0.36, 0, 0.14), True),
        ((0, 0, 0.01, 0), True),
        ((0, 0.36, 0, 0), True),
        ((0, 0.25, 0, 0.25), True),
    ],
)
def test_a_cut_is_what_the_writer_would_not_have_done(
    crop: tuple[float, float, float, float], expected: bool
) -> None:
    assert is_cut(crop) is expected
