"""What a page holds beyond its layout is kept, on the slide itself or directly after it."""

from __future__ import annotations

import io
from copy import deepcopy
from typing import Any

import pytest
from PIL import Image
from pptx.util import Emu

from terakoya.courseware.formats.pptx.patching.deck import patch_deck
from terakoya.courseware.formats.pptx.reading import Imported, Loss, State, import_deck
from terakoya.courseware.formats.pptx.writing import write_edition_deck, write_pptx
from terakoya.courseware.model import (
    AnySlide,
    BulletsSlide,
    CheckSlide,
    Choice,
    Item,
    PageSlide,
    PictureSlide,
    Row,
    TableSlide,
)
from tests.courseware.deck_editing import drop_shape, edited, packed, page_of, shape_of, text_box
from tests.courseware.deck_reading import corpus, corpus_deck, parts_of, with_variant

BASE = corpus()


def imported(*edits: Any) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def order_of(result: Imported) -> list[str]:
    return [slide.id for _, slide in result.material.course.text("ja").slides()]


def after(result: Imported, slide_id: str, number: int = 1) -> AnySlide:
    slides = [slide for _, slide in result.material.course.text("ja").slides()]
    return slides[[slide.id for slide in slides].index(slide_id) + number]


def base_slide(slide_id: str) -> AnySlide:
    return next(s for _, s in BASE.course.text("ja").slides() if s.id == slide_id)


def add_text(presentation: Any) -> None:
    text_box(page_of(presentation, "three-elements"), "店舗では店長へ", "夜間は本部へ")


def add_table(presentation: Any) -> None:
    page = page_of(presentation, "same-wish")
    frame = page.shapes.add_table(2, 2, Emu(900000), Emu(4800000), Emu(4200000), Emu(900000))
    for row, texts in enumerate((("窓口", "受付時間"), ("デスク", "8:00〜22:00"))):
        for column, text in enumerate(texts):
            frame.table.cell(row, column).text = text


def add_picture(presentation: Any) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(buffer, "PNG")
    page = page_of(presentation, "five-steps")
    picture = page.shapes.add_picture(io.BytesIO(buffer.getvalue()), Emu(0), Emu(0))
    picture._element.nvPicPr.cNvPr.set("descr", "赤い四角")


def test_a_text_box_becomes_a_slide_directly_after_its_page() -> None:
    result = imported(add_text)
    slide = after(result, "three-elements")
    title = base_slide("three-elements").title
    assert isinstance(slide, BulletsSlide)
    assert slide.title == f"{title}（続き）"
    assert slide.items == (Item(head="店舗では店長へ"), Item(head="夜間は本部へ"))
    assert slide.goal == base_slide("three-elements").goal
    report = result.report.of(slide.id)
    assert (report.states, report.pages) == ((State.NEW,), (2,))
    untranslated, *told = [
        (one.loss, one.page, one.values.get("text")) for one in result.report.notices
    ]
    assert untranslated == (Loss.UNTRANSLATED, None, None)
    assert told == [(Loss.TEXT_BOX, 2, "店舗では店長へ 夜間は本部へ")]
    assert slide.title in {one.values.get("title") for one in result.report.notices}
    rest = [one for one in order_of(result) if one != slide.id]
    assert rest == [one.id for _, one in BASE.course.text("ja").slides()]


def test_a_table_and_a_picture_get_slides_of_their_own() -> None:
    result = imported(add_table, add_picture)
    table, picture = after(result, "same-wish"), after(result, "five-steps")
    assert isinstance(table, TableSlide)
    assert (table.corner, table.columns) == ("窓口", ("受付時間",))
    assert table.rows == (Row(head="デスク", cells=("8:00〜22:00",)),)
    assert isinstance(picture, PictureSlide)
    assert picture.title == "一人にしない。5つの段…（続き）"  # the whole title would be too long
    assert picture.picture.alt == "赤い四角"
    assert picture.picture.file in result.material.media
    losses = [one.loss for one in result.report.notices]
    assert losses == [Loss.UNTRANSLATED, Loss.EXTRA_TABLE, Loss.EXTRA_PICTURE]


def test_what_was_kept_comes_back_from_the_deck_of_the_edition_and_from_the_same_deck() -> None:
    first = imported(add_text, add_table)
    deck = write_edition_deck(first.material, "ja", first.settings)
    again = import_deck(deck, first.material, settings=first.settings)
    assert again.material.course == first.material.course
    same = edited(corpus_deck("ja"), add_text, add_table)
    twice = import_deck(same, first.material, settings=first.settings)
    assert twice.material.course == first.material.course
    assert {one.states for one in twice.report.slides} == {(State.SAME,)}


def test_a_patched_deck_does_not_say_twice_what_was_kept() -> None:
    deck = edited(corpus_deck("ja"), add_text)
    result = import_deck(deck, BASE)
    edition = (result.material, result.settings)
    patched = patch_deck(deck, edition, result.pages, edition, "ja")
    assert patched.added == ()


def test_a_hidden_page_hides_what_is_kept_of_it() -> None:
    def hide(presentation: Any) -> None:
        page_of(presentation, "three-elements")._element.set("show", "0")

    result = imported(add_text, hide)
    kept = after(result, "three-elements")
    assert {one.slide for one in result.settings.hidden} == {"three-elements", kept.id}


def copy_card(name: str, block: str, *texts: str) -> Any:
    """Copy a card with its letter, and type other words into it."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, name)
        source = shape_of(page, block)
        element = deepcopy(source._element)
        page.shapes._spTree.append(element)
        card = page.shapes[-1]
        card.top = source.top + Emu(900000)
        for paragraph, text in zip(card.text_frame.paragraphs, texts, strict=False):
            paragraph.text = text

    return edit


def name_copies(block: str, name: str) -> Any:
    """Give the copies of a block the name of another one, as further choices of a deck have."""

    def edit(presentation: Any) -> None:
        for page in presentation.slides:
            same = [one for one in page.shapes if one.name.endswith(f":{block}")]
            for copy in same[1:]:
                copy.name = copy.name.removesuffix(block) + name

    return edit


@pytest.mark.parametrize("is_named", [False, True])
def test_a_card_that_was_copied_on_both_pages_is_a_further_choice(is_named: bool) -> None:
    base = base_slide("check-duty")
    assert isinstance(base, CheckSlide)
    last = base.choices[-1].id
    following = "abcd"[len(base.choices)]
    naming = [
        name_copies(f"{stem}-{last}", f"{stem}-{following}")
        for stem in ("choice", "answer-choice")
        if is_named
    ]
    result = imported(
        copy_card("check-duty", f"choice-{last}", "社長に言う"),
        copy_card("check-duty:answer", f"answer-choice-{last}", "社長に言う", "本人が困ります。"),
        *naming,
    )
    slide = next(s for _, s in result.material.course.text("ja").slides() if s.id == base.id)
    assert isinstance(slide, CheckSlide)
    added = Choice(id=following, text="社長に言う", why="本人が困ります。")
    assert slide.choices == (*base.choices, added)
    assert [one.loss for one in result.report.notices] == [Loss.UNTRANSLATED]
    assert len(order_of(result)) == len(list(BASE.course.text("ja").slides()))


@pytest.mark.parametrize(
    ("gone", "texts", "whys"),
    [
        ((), ("三", "四"), ("三のわけ", "四のわけ")),
        (("check-duty", "choice-c"), ("三", "四"), ("三のわけ", "四のわけ")),
        (("check-duty:answer", "answer-choice-c"), ("三", "四"), ("", "四のわけ")),
        (("check-duty", "choice-d"), ("三", "四"), ("三のわけ", "四のわけ")),
    ],
)
def test_an_added_choice_has_the_reason_of_its_own_letter(
    gone: tuple[str, ...], texts: tuple[str, ...], whys: tuple[str, ...]
) -> None:
    check = base_slide("check-duty")
    assert isinstance(check, CheckSlide)
    two = check.choices[:2]
    more = (
        Choice(id="c", text="三", why="三のわけ"),
        Choice(id="d", text="四", why="四のわけ"),
    )
    deck = write_pptx(with_variant(BASE, check.id, choices=(*two, *more)), "ja")
    edits = [drop_shape(gone[0], gone[1], f"{gone[1]}-letter")] if gone else []
    result = import_deck(edited(deck, *edits), with_variant(BASE, check.id, choices=two))
    slide = next(s for _, s in result.material.course.text("ja").slides() if s.id == check.id)
    assert isinstance(slide, CheckSlide)
    assert slide.choices[:2] == two
    added = slide.choices[2:]
    assert tuple(one.text for one in added) == texts
    assert tuple(one.why for one in added) == whys


# -- SmartArt ----------------------------------------------------------------------------------

_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def with_smart_art(deck: bytes, page: int, *words: str) -> bytes:
    """The deck with a diagram on a page that has no drawing to fall back to."""
    parts = parts_of(deck)
    points = "".join(
        f'<dgm:pt modelId="{number}"><dgm:t><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p>'
        "</dgm:t></dgm:pt>"
        for number, text in enumerate(words, 1)
    )
    parts["ppt/diagrams/data1.xml"] = (
        f'<dgm:dataModel xmlns:dgm="{_DIAGRAM}" xmlns:a="{_A}"><dgm:ptLst>{points}</dgm:ptLst>'
        "</dgm:dataModel>"
    ).encode()
    frame = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="99" name="図表 1"/>'
        "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>"
        '<p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic>'
        f'<a:graphicData uri="{_DIAGRAM}"><dgm:relIds xmlns:dgm="{_DIAGRAM}" r:dm="rId90"/>'
        "</a:graphicData></a:graphic></p:graphicFrame></p:spTree>"
    )
    name = f"ppt/slides/slide{page}.xml"
    parts[name] = parts[name].replace(b"</p:spTree>", frame.encode())
    relations = f"ppt/slides/_rels/slide{page}.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
    entry = f'<Relationship Id="rId90" Type="{kind}" Target="../diagrams/data1.xml"/>'
    parts[relations] = parts[relations].replace(
        b"</Relationships>", f"{entry}</Relationships>".encode()
    )
    return packed(parts)


def test_the_words_of_smart_art_on_a_known_page_are_kept() -> None:
    result = import_deck(with_smart_art(corpus_deck("ja"), 2, "通報", "警備員が到着"), BASE)
    slide = after(result, "three-elements")
    assert isinstance(slide, BulletsSlide)
    assert slide.items == (Item(head="通報"), Item(head="警備員が到着"))
    told = [(one.loss, one.page, one.values.get("text")) for one in result.report.notices]
    assert told[1:] == [(Loss.SMART_ART, 2, "通報 警備員が到着")]


def test_the_words_of_smart_art_on_a_new_page_stand_beside_its_picture() -> None:
    def add(presentation: Any) -> None:
        page = presentation.slides.add_slide(presentation.slide_layouts[1])
        page.shapes.title.text_frame.text = "通報の流れ"

    deck = edited(corpus_deck("ja"), add)
    number = len(deck_pages(deck))
    deck = with_smart_art(deck, number, "通報", "警備員が到着")
    drawn = import_deck(deck, BASE, page_image=lambda _page: b"\x89PNG")
    slide = [slide for _, slide in drawn.material.course.text("ja").slides()][-1]
    assert isinstance(slide, PageSlide)
    assert (slide.title, slide.text) == ("通報の流れ", ("通報", "警備員が到着"))
    without = import_deck(deck, BASE)
    slide = [slide for _, slide in without.material.course.text("ja").slides()][-1]
    assert isinstance(slide, BulletsSlide)
    assert slide.items == (Item(head="通報"), Item(head="警備員が到着"))


def deck_pages(deck: bytes) -> list[str]:
    return [name for name in parts_of(deck) if name.startswith("ppt/slides/slide")]
