"""Many like notices are one, changed commas are no changed law, and a report can be sent around."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest
from PIL import Image

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.reading.dangling_references import same_words
from terakoya.courseware.formats.pptx.reading.notice_groups import MANY, Tone, gathered, tone_of
from terakoya.courseware.formats.pptx.reading.notices import Notice
from terakoya.courseware.formats.pptx.reading.report import message_of
from terakoya.courseware.formats.pptx.reading.report_page import report_html, slides_seen
from terakoya.courseware.formats.pptx.reading.report_pictures import MOST_BYTES, small_pictures
from tests.courseware.deck_editing import Edit, edited, move, page_of, renote, retitle, shape_of
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()
LEGAL = next(slide.id for _, slide in BASE.course.source.slides() if slide.required == "legal")


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def told(result: Imported) -> list[tuple[Loss, int | None]]:
    return [(one.loss, one.page) for one in result.report.notices]


def without_notes(count: int) -> list[Edit]:
    slides = [slide.id for _, slide in BASE.course.source.slides() if slide.narration]
    return [renote(slide, "") for slide in slides[:count]]


# -- gathering ---------------------------------------------------------------------------------


def test_what_is_the_same_on_many_pages_is_one_notice_that_names_them() -> None:
    few, many = imported(*without_notes(MANY - 1)), imported(*without_notes(MANY))
    assert [loss for loss, page in told(few) if page] == [Loss.EMPTY_NOTES] * (MANY - 1)
    (one,) = many.report.notices
    assert (one.loss, one.page) == (Loss.EMPTY_NOTES, None)
    assert message_of(one, "ja")[0].startswith(f"{one.values['pages']}ページ：ノートが空")
    assert message_of(one, "en")[0].startswith(f"Pages {one.values['pages']}: the notes")


def test_texts_of_one_page_that_are_too_long_are_one_notice() -> None:
    long = [Notice(Loss.OVERFLOW, 4, {"label": label, "cut": cut}) for label, cut in ("a3", "b9")]
    assert gathered([*long, long[0]]) == (
        Notice(Loss.OVERFLOW_MANY, 4, {"label": "a、b", "count": "2", "cut": "9"}),
    )
    others = [Notice(Loss.OVERFLOW, page, {"label": "a", "cut": "3"}) for page in (6, 7)]
    assert gathered(others) == tuple(others)
    (one,) = gathered([*long, *others])
    assert (one.loss, one.values) == (Loss.OVERFLOW_PAGES, {"pages": "4, 6–7", "count": "4"})


def test_each_notice_says_how_much_it_asks_of_its_reader() -> None:
    assert tone_of(Loss.LEGAL_CHANGED) is Tone.LAW
    assert tone_of(Loss.NO_ALT) is Tone.LOOK
    assert tone_of(Loss.VALUE) is Tone.INFO
    html = report_html(imported(retitle(LEGAL, "別の題名です")).report, "ja")
    assert '<div class="notice notice--law">' in html


# -- the law -----------------------------------------------------------------------------------


def respelled(old: str, new: str) -> Edit:
    """Other signs in the title of the page that the law asks for."""

    def edit(presentation: Any) -> None:
        title = page_of(presentation, LEGAL).shapes.title.text_frame
        assert old in title.text
        title.text = title.text.replace(old, new)

    return edit


def test_other_commas_on_a_page_of_the_law_are_said_once_and_are_no_other_words() -> None:
    result = imported(respelled("、", "，"))
    (one,) = result.report.notices
    assert (one.loss, one.page, one.values) == (Loss.LEGAL_PUNCTUATION, None, {"pages": "2"})


def test_other_words_beside_other_commas_are_told_as_changed_law() -> None:
    result = imported(respelled("、3つ", "，4つ"))
    assert told(result) == [(Loss.LEGAL_CHANGED, 2)]


def exchange_items(presentation: Any) -> None:
    """The words of two items, exchanged."""
    one, other = (
        shape_of(page_of(presentation, LEGAL), f"item-{number}")._element.txBody
        for number in (1, 2)
    )
    place, other_place = one.getparent(), other.getparent()
    place.append(other)
    other_place.append(one)


def test_other_commas_on_a_page_of_the_law_are_not_all_where_items_changed_places() -> None:
    assert told(imported(exchange_items)) == []
    assert told(imported(exchange_items, respelled("、", "，"))) == []


@pytest.mark.parametrize(("was", "now"), [("1,500円", "1.500円"), ("2.5倍", "25倍")])
def test_a_point_or_comma_within_a_number_is_no_punctuation(was: str, now: str) -> None:
    assert not same_words(was, now)
    assert same_words("会社は、「守る」。", "会社は守る")


# -- the report --------------------------------------------------------------------------------


def noise(seed: int) -> bytes:
    """A picture that no program makes small."""
    pixels = random.Random(seed).randbytes(640 * 360 * 3)
    buffer = io.BytesIO()
    Image.frombytes("RGB", (640, 360), pixels).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_report_has_pictures_of_what_looks_different_alone() -> None:
    result = imported(retitle("same-day", "別の題名"), move("five-steps", 0), *without_notes(3))
    seen = slides_seen(result.report)
    assert seen == {"same-day"}
    page = result.report.of("same-day").pages[0]
    every = {number: noise(1) for number in range(1, 14)}
    was, now = small_pictures(result.report, {"same-day": (noise(2),), LEGAL: (noise(3),)}, every)
    assert (set(was), set(now)) == ({"same-day"}, {page})
    assert all(data.startswith(b"RIFF") for data in (*was["same-day"], *now.values()))
    html = report_html(result.report, "ja", before=was, after=now)
    assert html.count("data:image/webp;base64,") == 2


def test_a_report_stays_small_however_many_pages_look_different() -> None:
    slides = [slide.id for _, slide in BASE.course.source.slides()]
    result = imported(*(retitle(slide, f"題名{n}") for n, slide in enumerate(slides)))
    picture = noise(1)
    before = dict.fromkeys(slides, (picture,) * 6)
    after = {page: picture for slide in result.report.slides for page in slide.pages}
    was, now = small_pictures(result.report, before, after)
    size = sum(len(one) for group in was.values() for one in group) + sum(map(len, now.values()))
    assert 0 < size <= MOST_BYTES
    assert set(now) == set(after)


def test_many_changed_pages_are_folded_and_few_are_open() -> None:
    slides = [slide.id for _, slide in BASE.course.source.slides()]
    many = imported(*(retitle(slide, f"題名{n}") for n, slide in enumerate(slides)))
    few = imported(retitle("same-day", "別の題名"))
    assert "<details>" in report_html(many.report, "ja")
    assert "<details open>" not in report_html(many.report, "ja")
    assert "<details open>" in report_html(few.report, "ja")
