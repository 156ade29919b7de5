"""What lets a changed deck be recognised: names, hidden box, tags, properties; and the notes."""

from __future__ import annotations

import pytest
from lxml import etree

from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.inline import plain
from terakoya.courseware.model import Material
from terakoya.courseware.revision import revision_id, slide_hash
from tests.courseware.deck_reading import (
    corpus,
    corpus_deck,
    opened,
    parts_of,
    sheet_named,
)


@pytest.fixture
def material() -> Material:
    return corpus()


@pytest.fixture
def japanese() -> bytes:
    return corpus_deck("ja")


@pytest.fixture
def english() -> bytes:
    return corpus_deck("en")


# Every shape of every sheet in reading order: what a reader of decks may rely on.
SHAPES = {
    "opening": "title kicker subtitle lead-line lead meta ground picture",
    "three-elements": (
        "title kicker item-1-number item-1 item-2-line item-2-number item-2 "
        "item-3-line item-3-number item-3 picture point point-tag number"
    ),
    "ordinance-and-law": "title kicker table source number",
    "ordinance-text": (
        "title kicker quote quote-bar source gloss-1-line gloss-1 gloss-2-line gloss-2 "
        "gloss-3-line gloss-3 number"
    ),
    "check-duty": (
        "title kicker premise choice-a choice-a-letter choice-b choice-b-letter "
        "choice-c choice-c-letter number"
    ),
    "check-duty:answer": (
        "answer-title answer-kicker answer-premise answer-choice-a answer-choice-a-letter "
        "answer-choice-b answer-choice-b-letter choice-b-mark answer-choice-b-tag "
        "answer-choice-c answer-choice-c-letter source answer-number"
    ),
    "same-wish": (
        "title kicker left-bar left left-mark left-head left-face left-quote left-points "
        "right-bar right right-mark right-head right-face right-quote right-points "
        "point point-tag number"
    ),
    "two-axes": (
        "title kicker matrix matrix-axis-manner-1 matrix-axis-manner-2 matrix-axis-demand-1 "
        "matrix-axis-demand-2 matrix-mark-1 matrix-mark-2 matrix-mark-3 matrix-mark-4 number"
    ),
    "case-kettle": "title kicker harsh facts question ground picture bubble number",
    "case-kettle:answer": (
        "answer-title answer-kicker choice-a choice-a-letter choice-b choice-b-letter "
        "choice-b-mark choice-b-tag choice-c choice-c-letter panel verdict verdict-demand-axis "
        "verdict-demand-mark verdict-manner-axis verdict-manner-mark action-label action source "
        "answer-number"
    ),
    "five-steps": "title kicker alarm alarm-tel steps number",
    "same-day": "title kicker text ground picture number",
    "where-to-ask": (
        "title kicker desk promise-1-mark promise-1 promise-2-mark promise-2 promise-3-mark "
        "promise-3 police-110 police-9110 number"
    ),
    "three-to-do": (
        "title kicker item-1-ground item-1-picture item-1 item-2-ground item-2-picture item-2 "
        "item-3-ground item-3-picture item-3 point point-tag number"
    ),
}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_shape_has_its_name_in_reading_order(material: Material, language: str) -> None:
    shown = {}
    for slide in opened(write_pptx(material, language)).slides:
        names = [shape.name for shape in slide.shapes]
        slide_id = names[-1].removeprefix("cw:")
        blocks = [name.removeprefix(f"cw:{slide_id}:") for name in names[:-1]]
        shown[slide.name.removeprefix("cw:")] = " ".join(blocks)
    assert shown == SHAPES


def test_names_and_numbers_are_unique_on_a_slide(japanese: bytes) -> None:
    names: dict[str, list[str]] = {}
    for slide in opened(japanese).slides:
        shapes = list(slide.shapes)
        assert len({shape.shape_id for shape in shapes}) == len(shapes)
        names.setdefault(shapes[-1].name, []).extend(shape.name for shape in shapes[:-1])
    assert [name for group in names.values() for name in group if group.count(name) > 1] == []


def test_each_sheet_carries_the_slide_id_and_its_hash(material: Material, japanese: bytes) -> None:
    wanted = []
    for _, slide in material.course.text("ja").slides():
        statement = f"cw:{slide.id} r={slide_hash(slide)}"
        sheets = 2 if slide.layout in ("case", "check") else 1
        wanted += [(f"cw:{slide.id}", "1", statement, statement)] * sheets
    carried = []
    for sheet in opened(japanese).slides:
        box = list(sheet.shapes)[-1]
        properties = box._element.nvSpPr.cNvPr
        found = (box.name, properties.get("hidden"), properties.get("descr"), box.text_frame.text)
        carried.append(found)
    assert carried == wanted


def test_tags_and_properties_carry_the_identity(material: Material, japanese: bytes) -> None:
    parts = parts_of(japanese)
    tags = etree.fromstring(parts["ppt/tags/tag6.xml"])
    check = next(s for _, s in material.course.text("ja").slides() if s.id == "check-duty")
    assert {tag.get("name"): tag.get("val") for tag in tags} == {
        "CW_SLIDE": "check-duty",
        "CW_HASH": slide_hash(check),
        "CW_SHEET": "answer",
    }
    custom = etree.fromstring(parts["docProps/custom.xml"])
    assert {entry.get("name"): entry[0].text for entry in custom} == {
        "terakoya:course": "every-layout",
        "terakoya:language": "ja",
        "terakoya:revision": revision_id(material.course),
    }


def test_title_is_the_only_placeholder_beside_the_number(japanese: bytes) -> None:
    for slide in opened(japanese).slides:
        kinds = [shape.element.ph.get("type") for shape in slide.placeholders]
        expected = ["title"] if slide.slide_layout.name == "Terakoya title" else ["title", "sldNum"]
        assert kinds == expected
        assert next(iter(slide.shapes)) == slide.shapes.title


# -- notes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en"])
def test_notes_hold_the_narration_and_nothing_else(material: Material, language: str) -> None:
    values = {"company.name": "X", "desk.name": "Y"}
    wanted = []
    for _, slide in material.course.text(language).slides():
        wanted.append(slide.narration)
        if slide.layout in ("case", "check"):
            wanted.append(slide.answer_narration)
    filled = [
        [plain(text.replace("{company.name}", "X").replace("{desk.name}", "Y")) for text in texts]
        for texts in wanted
    ]
    deck = opened(write_pptx(material, language, values=values))
    notes = [slide.notes_slide for slide in deck.slides]
    assert [note.notes_text_frame.text.split("\n") for note in notes] == filled
    assert {tuple(shape.name for shape in note.shapes) for note in notes} == {
        ("Slide", "Narration")
    }


def test_notes_lose_the_paragraph_of_an_empty_variable(japanese: bytes) -> None:
    notes = sheet_named(japanese, "where-to-ask").notes_slide.notes_text_frame.text
    assert notes.split("\n") == [
        "当社では、一人で抱えないことを約束にしています。",
        "急がない警察への相談は、シャープ9110番です。",
    ]
