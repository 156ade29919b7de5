"""A deck is drawn in portions, and one page that cannot be drawn costs no other its picture."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pypdfium2
import pytest
from PIL import Image, ImageChops
from pptx import Presentation

from terakoya.courseware.errors import UnreadableSource
from terakoya.courseware.office import (
    deck_pages,
    deck_pdf,
    pdf_pictures,
    portions,
)
from terakoya.courseware.office.deck_pages import DeckPages
from terakoya.courseware.office.portions import DividedDeck, Portion
from tests.courseware.deck_editing import packed
from tests.courseware.deck_reading import parts_of
from tests.courseware.foreign_decks import arrows, foreign, photo, picture, words

PAGES = 9
DECK = foreign(*((1, words(f"第{number}", "文")) for number in range(1, PAGES + 1)))


def titles(deck: bytes) -> list[str]:
    """What each page says; nothing for a blank one."""
    return [
        page.shapes.title.text if page.shapes.title else ""
        for page in Presentation(io.BytesIO(deck)).slides
    ]


def written(deck: bytes, first: int, last: int) -> bytes:
    out = io.BytesIO()
    DividedDeck(io.BytesIO(deck)).write(Portion(first, last), out)
    return out.getvalue()


def test_pages_of_a_portion_keep_their_numbers() -> None:
    assert titles(written(DECK, 1, 3)) == ["第1", "第2", "第3"]
    assert titles(written(DECK, 4, 5)) == ["", "", "", "第4", "第5"]


def test_a_portion_holds_only_what_its_pages_refer_to() -> None:
    deck = foreign(
        (5, picture("赤", photo(colour="red"))),
        (5, picture("青", photo(colour="blue"))),
        (1, words("文", "一つ", notes="話す言葉。")),
    )
    kept = [
        sorted(name for name in parts_of(written(deck, page, page)) if "/media/" in name)
        for page in (1, 2, 3)
    ]
    assert [len(one) for one in kept] == [1, 1, 0] and kept[0] != kept[1]
    assert not any("notesSlide" in name for name in parts_of(written(deck, 1, 2)))
    assert any("notesSlide" in name for name in parts_of(written(deck, 3, 3)))


def test_a_portion_ends_where_pages_or_what_stands_on_them_are_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portions, "MOST_PAGES", 4)
    spans = [(one.first, one.last) for one in DividedDeck(io.BytesIO(DECK)).portions]
    assert spans == [(1, 4), (5, 8), (9, 9)]
    rich = foreign((5, arrows("流れ")), *[(1, words("文", "一つ"))] * 3)
    monkeypatch.setattr(portions, "MOST_ELEMENTS", 150)
    spans = [(one.first, one.last) for one in DividedDeck(io.BytesIO(rich)).portions]
    assert spans == [(1, 1), (2, 4)]


def test_a_page_with_too_much_on_it_is_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "RICHEST_PAGE", 150)
    rich = foreign((1, words("前", "一つ")), (5, arrows("流れ")), (1, words("後", "一つ")))
    assert DividedDeck(io.BytesIO(rich)).too_rich == {2}
    assert titles(written(rich, 1, 3)) == ["前", "", "後"]


def test_a_deck_that_lists_no_pages_has_none_to_draw() -> None:
    parts = parts_of(DECK)
    parts["ppt/_rels/presentation.xml.rels"] = b"<x"
    with pytest.raises(UnreadableSource):
        DividedDeck(io.BytesIO(packed(parts)))
    assert list(DeckPages(packed(parts)).drawn()) == []


# -- drawing ----------------------------------------------------------------------------------


class Office:
    """Stands for LibreOffice: it cannot draw some pages, and notes what it was asked for."""

    def __init__(self, bad: Iterable[int] = ()) -> None:
        self.bad = {f"第{page}" for page in bad}
        self.asked: list[int] = []

    def __call__(self, write: deck_pages.Write, pages: int, **_limits: float) -> bytes:
        self.asked.append(pages)
        out = io.BytesIO()
        write(out)
        shown = titles(out.getvalue())
        if self.bad & {*shown}:
            raise UnreadableSource("out of memory")
        document, pdf = pypdfium2.PdfDocument.new(), io.BytesIO()
        for _page in shown:
            document.new_page(960, 540)
        document.save(pdf)
        return pdf.getvalue()


def used(monkeypatch: pytest.MonkeyPatch, office: Office, most_pages: int = 40) -> Office:
    monkeypatch.setattr(deck_pages, "find_office", lambda: "soffice")
    monkeypatch.setattr(deck_pages, "safe_pdf", office)
    monkeypatch.setattr(portions, "MOST_PAGES", most_pages)
    return office


def test_each_portion_is_drawn_once_and_only_when_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = used(monkeypatch, Office(), 4)
    pages = DeckPages(DECK)
    assert office.asked == []
    assert pages(6) == pages(6) != b"" and office.asked == [4]
    assert [page for page, _ in pages.drawn()] == [*range(1, PAGES + 1)]
    assert office.asked == [4, 4, 1]


@pytest.mark.parametrize("bad", [[5], [1, 9]])
def test_pages_that_cannot_be_drawn_cost_no_other_its_picture(
    monkeypatch: pytest.MonkeyPatch, bad: list[int]
) -> None:
    used(monkeypatch, Office(bad))
    pages = DeckPages(DECK)
    drawn = {page for page, _ in pages.drawn()}
    assert drawn == {*range(1, PAGES + 1)} - {*bad}
    assert {page for page in range(1, PAGES + 1) if pages(page) == b""} == {*bad}


def test_a_deck_that_costs_too_much_without_result_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = used(monkeypatch, Office(range(1, PAGES + 1)), 1)
    clock = iter(range(0, 10_000, 50))
    monkeypatch.setattr(deck_pages, "_computed", lambda: float(next(clock)))
    assert list(DeckPages(DECK).drawn()) == []
    assert len(office.asked) == 3  # 50 seconds each: more than 120


def test_the_pdf_of_a_page_has_it_under_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    office = used(monkeypatch, Office([9]), 4)
    pages = DeckPages(DECK)
    assert len(pypdfium2.PdfDocument(pages.pdf(6))) == 8 and office.asked == [4]
    with pytest.raises(UnreadableSource, match="page 9"):
        pages.pdf(9)
    with pytest.raises(UnreadableSource):
        DeckPages(b"no deck").pdf(1)


def test_without_a_program_that_draws_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deck_pages, "find_office", lambda: None)
    assert DeckPages(DECK)(1) is None


@pytest.mark.deep
@pytest.mark.slow
@pytest.mark.office
def test_portions_look_as_the_whole_deck_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "MOST_PAGES", 2)
    deck = foreign(
        (1, words("文", "一つ")), (5, picture("赤", photo(colour="red"))), (5, arrows("流れ"))
    )
    whole = pdf_pictures(deck_pdf(deck), width=320)
    parts = dict(DeckPages(deck).drawn(width=320))
    assert {*parts} == {*whole} == {1, 2, 3}
    for page, data in whole.items():
        with Image.open(io.BytesIO(data)) as one, Image.open(io.BytesIO(parts[page])) as other:
            assert ImageChops.difference(one, other).getbbox() is None, page
