"""What a page shows beside its shapes, and no course holds, is told with its pages."""

from __future__ import annotations

import io
from typing import Any

import pytest
from lxml import etree
from pptx.oxml.ns import qn

from terakoya.courseware.formats.pptx.reading import Imported, import_deck, import_new_deck
from tests.courseware.deck_editing import Edit, edited, page_of, shape_of
from tests.courseware.deck_reading import corpus, corpus_deck, opened
from tests.courseware.foreign_decks import foreign, photo, words

MatchedBy = list[tuple[str, int | None, dict[str, str]]]


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), corpus())


def told(result: Imported) -> MatchedBy:
    return [(one.loss.value, one.page, dict(one.values)) for one in result.report.notices]


def strike_second_item(how: str) -> Edit:
    """Strike the head of an item through, in two runs as PowerPoint leaves them."""

    def edit(presentation: Any) -> None:
        paragraph = shape_of(page_of(presentation, "three-elements"), "item-2").text_frame
        run = paragraph.paragraphs[0].runs[0]
        text, half = run.text, len(run.text) // 2
        run.text = text[:half]
        more = paragraph.paragraphs[0].add_run()
        more.text = text[half:]
        run._r.addnext(more._r)
        for one in (run, more):
            one._r.get_or_add_rPr().set("strike", how)

    return edit


@pytest.mark.parametrize("how", ["sngStrike", "dblStrike"])
def test_words_that_are_struck_through_are_told_as_one_stretch_with_their_page(how: str) -> None:
    deck = opened(corpus_deck("ja"))
    item = shape_of(page_of(deck, "three-elements"), "item-2").text_frame.paragraphs[0]
    first = item.runs[0].text
    assert told(imported(strike_second_item(how))) == [("struck", 2, {"text": first})]


def test_words_that_are_said_to_be_not_struck_are_no_news() -> None:
    assert told(imported(strike_second_item("noStrike"))) == []


def test_words_of_the_notes_that_are_struck_through_are_told() -> None:
    def edit(presentation: Any) -> None:
        frame = page_of(presentation, "three-elements").notes_slide.notes_text_frame
        run = frame.paragraphs[0].runs[0]
        run._r.get_or_add_rPr().set("strike", "sngStrike")

    assert [(loss, page) for loss, page, _ in told(imported(edit))] == [("struck", 2)]


def put_behind(*names: str) -> Edit:
    """A photo as the background of some pages."""

    def edit(presentation: Any) -> None:
        for name in names:
            page = page_of(presentation, name)
            _, relation = page.part.get_or_add_image_part(io.BytesIO(photo()))
            page.background.fill.solid()
            fill = page._element.cSld.find(f"{qn('p:bg')}/{qn('p:bgPr')}")
            for child in list(fill):
                fill.remove(child)
            picture = etree.SubElement(fill, qn("a:blipFill"))
            etree.SubElement(picture, qn("a:blip")).set(qn("r:embed"), relation)
            etree.SubElement(fill, qn("a:effectLst"))

    return edit


def test_background_pictures_are_told_once_with_their_pages() -> None:
    result = imported(put_behind("three-elements", "ordinance-and-law", "same-day"))
    assert told(result) == [("background", None, {"pages": "2–3, 12"})]


def test_a_coloured_background_is_told_once() -> None:
    def edit(presentation: Any) -> None:
        for name in ("three-elements", "same-day"):
            page_of(presentation, name).background.fill.solid()

    assert told(imported(edit)) == [("ground", None, {"pages": "2, 12"})]


def write_below(kind: str, inner: str, *names: str) -> Edit:
    """A footer placeholder on some pages."""

    def edit(presentation: Any) -> None:
        for name in names:
            page_of(presentation, name).shapes._spTree.append(
                etree.fromstring(
                    '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
                    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr>'
                    f'<p:cNvPr id="90" name="x"/><p:cNvSpPr/><p:nvPr><p:ph type="{kind}"/>'
                    f"</p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p>{inner}</a:p>"
                    "</p:txBody></p:sp>"
                )
            )

    return edit


@pytest.mark.parametrize("kind", ["ftr", "dt"])
def test_words_typed_into_footers_are_told_once_with_their_pages(kind: str) -> None:
    text = "株式会社みほん運輸　社外秘"
    edit = write_below(kind, f"<a:r><a:t>{text}</a:t></a:r>", "three-elements", "same-day")
    expected = ("footer", None, {"text": " ".join(text.split()), "pages": "2, 12"})
    assert told(imported(edit)) == [expected]


def test_a_date_that_the_program_fills_in_and_a_page_number_are_no_news() -> None:
    date = '<a:fld id="{1}" type="datetime1"><a:t>2026/11/26</a:t></a:fld>'
    edits = (
        write_below("dt", date, "three-elements"),
        write_below("sldNum", "<a:r><a:t>2</a:t></a:r>", "same-day"),
    )
    assert told(imported(*edits)) == []


def test_a_deck_that_was_never_ours_is_told_so_too() -> None:
    def strike(page: Any) -> None:
        words("朝礼で話すこと", "昨日のこと", notes="話します。")(page)
        run = page.placeholders[1].text_frame.paragraphs[0].runs[0]
        run._r.get_or_add_rPr().set("strike", "sngStrike")

    assert ("struck", 1, {"text": "昨日のこと"}) in told(import_new_deck(foreign((1, strike))))
