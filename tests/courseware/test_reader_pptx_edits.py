"""What somebody does to a deck comes back as exactly that."""

from __future__ import annotations

import io
from copy import deepcopy
from typing import Any

import pytest
from PIL import Image
from pptx.oxml.ns import qn
from pptx.util import Emu

from terakoya.courseware.edition import Hidden
from terakoya.courseware.fields import fields_of, with_fields
from terakoya.courseware.formats.pptx.reading import (
    Imported,
    Loss,
    State,
    UnreadableDeck,
    import_deck,
)
from terakoya.courseware.model import (
    AnySlide,
    BulletsSlide,
    Chapter,
    ContactSlide,
    Item,
    Material,
    PictureSlide,
    SummarySlide,
    TableSlide,
)
from tests.courseware.deck_editing import (
    drop_shape,
    duplicate,
    edited,
    move,
    new_page,
    page_of,
    remove,
    renote,
    retitle,
    retype,
    shape_of,
    text_box,
)
from tests.courseware.deck_reading import corpus, corpus_deck, opened

BASE = corpus()
JA = BASE.course.text("ja")
IDS = [slide.id for _, slide in JA.slides()]


def imported(*edits: Any, language: str = "ja", **options: Any) -> Imported:
    return import_deck(edited(corpus_deck(language), *edits), BASE, **options)


def slides_of(result: Imported, language: str = "ja") -> dict[str, AnySlide]:
    return {s.id: s for _, s in result.material.course.text(language).every_slide()}


def base_slide(slide_id: str, language: str = "ja") -> AnySlide:
    return next(s for _, s in BASE.course.text(language).every_slide() if s.id == slide_id)


def changes_of(result: Imported) -> dict[str, dict[str, Any]]:
    """Every field that differs from the base, by slide."""
    found = {}
    for slide_id, slide in slides_of(result).items():
        before, after = fields_of(base_slide(slide_id)), fields_of(slide)
        changed = {path: after[path] for path in after if after[path] != before.get(path)}
        if changed:
            found[slide_id] = changed
    return found


def states_of(result: Imported) -> dict[str, tuple[State, ...]]:
    return {s.slide: s.states for s in result.report.slides if s.states != (State.SAME,)}


def order_of(result: Imported) -> list[str]:
    return [slide.id for _, slide in result.material.course.text("ja").slides()]


# -- texts -------------------------------------------------------------------------------------


def test_another_title_changes_the_title_alone() -> None:
    result = imported(retitle("three-elements", "カスハラの3要素"))
    assert changes_of(result) == {"three-elements": {"title": "カスハラの3要素"}}
    assert states_of(result) == {"three-elements": (State.EDITED,)}
    edit = result.report.of("three-elements").edits[0]
    assert (edit.path, edit.after) == ("title", "カスハラの3要素")


def test_other_notes_change_the_paragraph_that_was_rewritten() -> None:
    before = base_slide("three-elements").narration
    shown = [text.replace("{", "").split("|")[0] if "{" in text else text for text in before]
    assert len(shown) > 1
    result = imported(renote("three-elements", shown[0], "書き直した段落です。", *shown[2:]))
    changed = changes_of(result)["three-elements"]
    assert changed["narration.1"] == "書き直した段落です。"


def test_a_reading_stays_where_its_word_stays() -> None:
    head = base_slide("three-elements")
    assert isinstance(head, BulletsSlide)
    assert head.items[0].head == "だれが：{顧客等|こきゃくとう}から、働く人へ"
    result = imported(
        retype("three-elements", "item-1", "誰が：顧客等から働く人に", "新しい文です。")
    )
    assert changes_of(result) == {
        "three-elements": {
            "items.0.head": "誰が：{顧客等|こきゃくとう}から働く人に",
            "items.0.text": "新しい文です。",
        }
    }


def test_a_deleted_item_is_gone_in_every_language() -> None:
    result = imported(drop_shape("three-elements", "item-2", "item-2-number", "item-2-line"))
    for language in ("ja", "en"):
        before = base_slide("three-elements", language)
        after = slides_of(result, language)["three-elements"]
        assert isinstance(before, BulletsSlide) and isinstance(after, BulletsSlide)
        assert after.items == (before.items[0], *before.items[2:])
    assert [one.loss for one in result.report.notices] == [Loss.LEGAL_CHANGED]


def test_only_structure_changed_so_translations_are_not_stale() -> None:
    result = imported(drop_shape("three-elements", "item-2", "item-2-number", "item-2-line"))
    before = base_slide("three-elements", "en").source_hash
    after = slides_of(result, "en")["three-elements"].source_hash
    reworded = imported(retitle("three-elements", "別のタイトル"))
    assert after != before
    assert slides_of(reworded, "en")["three-elements"].source_hash == before


def test_a_table_cell_changes_that_cell() -> None:
    def edit(presentation: Any) -> None:
        table = shape_of(page_of(presentation, "ordinance-and-law"), "table").table
        table.cell(1, 2).text = "新しい内容"

    result = imported(edit)
    assert changes_of(result) == {"ordinance-and-law": {"rows.0.cells.1": "新しい内容"}}


def test_a_deleted_table_row_takes_its_translation_with_it() -> None:
    def edit(presentation: Any) -> None:
        table = shape_of(page_of(presentation, "ordinance-and-law"), "table").table._tbl
        table.remove(table.tr_lst[2])

    result = imported(edit)
    for language in ("ja", "en"):
        before = base_slide("ordinance-and-law", language)
        after = slides_of(result, language)["ordinance-and-law"]
        assert isinstance(before, TableSlide) and isinstance(after, TableSlide)
        assert after.rows == (before.rows[0], *before.rows[2:])


def test_an_alternative_text_comes_back() -> None:
    def edit(presentation: Any) -> None:
        shape = shape_of(page_of(presentation, "three-elements"), "picture")
        shape._element.nvPicPr.cNvPr.set("descr", "3つの円の図")

    assert changes_of(imported(edit)) == {"three-elements": {"picture.alt": "3つの円の図"}}


def test_another_picture_comes_back_with_its_bytes() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(buffer, "PNG")

    def edit(presentation: Any) -> None:
        page = page_of(presentation, "same-day")
        old = shape_of(page, "picture")
        new = page.shapes.add_picture(io.BytesIO(buffer.getvalue()), old.left, old.top)
        new.name = old.name
        new._element.nvPicPr.cNvPr.set("descr", "赤い四角")
        old._element.getparent().replace(old._element, new._element)

    result = imported(edit)
    file = changes_of(result)["same-day"]["picture.file"]
    assert changes_of(result)["same-day"] == {"picture.file": file, "picture.alt": "赤い四角"}
    assert result.material.media[file] == buffer.getvalue()
    english = slides_of(result, "en")["same-day"]
    assert isinstance(english, PictureSlide)
    assert english.picture.file == file


# -- company values ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "extension"),
    [
        ("連絡先\t1234", "1234"),
        ("連絡先\t内線 1234", "内線 1234"),
        ("内線\t1234", "1234"),  # a deck written before the label changed
        ("内線\t内線 1234", "内線 1234"),
    ],
)
def test_the_desk_of_the_deck_becomes_company_values(line: str, extension: str) -> None:
    result = imported(
        retype("where-to-ask", "desk", "みほん商事 相談窓口", "担当\t人事部　佐藤", line)
    )
    assert result.settings.values("ja") == {
        "desk.name": "みほん商事 相談窓口",
        "desk.person": "人事部　佐藤",
        "desk.extension": extension,
    }
    assert changes_of(result) == {}


def test_a_line_of_the_desk_without_place_is_kept_and_told() -> None:
    result = imported(
        retype(
            "where-to-ask",
            "desk",
            "みほん相談窓口",
            "受付時間\t平日",
            "メール soudan@mihon.example",
        )
    )
    assert result.settings.values("ja")["desk.hours"] == "平日　メール soudan@mihon.example"
    assert Loss.DESK_LINE in {notice.loss for notice in result.report.notices}


# -- slides ------------------------------------------------------------------------------------


def test_a_deleted_page_is_a_deleted_slide_in_every_language() -> None:
    result = imported(remove("same-day"))
    assert states_of(result) == {"same-day": (State.DELETED,)}
    for language in ("ja", "en"):
        assert set(slides_of(result, language)) == set(IDS) - {"same-day"}


def test_both_pages_of_a_case_deleted_is_one_deleted_case() -> None:
    result = imported(remove("case-kettle", "case-kettle:answer"))
    assert states_of(result) == {"case-kettle": (State.DELETED,)}


def test_the_answer_page_alone_deleted_keeps_the_case_and_tells() -> None:
    result = imported(remove("case-kettle:answer"))
    assert changes_of(result) == {}
    assert [notice.loss for notice in result.report.notices] == [Loss.SHEET_GONE]


def test_a_moved_page_is_moved_and_nothing_else() -> None:
    result = imported(move("five-steps", 1))
    assert states_of(result) == {"five-steps": (State.MOVED,)}
    rest = [slide for slide in IDS if slide != "five-steps"]
    assert order_of(result) == [rest[0], "five-steps", *rest[1:]]
    assert changes_of(result) == {}


def test_a_slide_moved_over_the_border_of_a_chapter_joins_its_neighbours() -> None:
    def chapter_of(chapters: tuple[Chapter, ...], slide_id: str) -> str:
        return next(c.id for c in chapters for s in c.slides if s.id == slide_id)

    before = JA.chapters
    assert chapter_of(before, "five-steps") != chapter_of(before, "three-elements")
    result = imported(move("five-steps", 2))
    chapters = result.material.course.text("ja").chapters
    assert chapter_of(chapters, "five-steps") == chapter_of(before, "three-elements")


def test_a_copy_gets_an_id_of_its_own_and_the_untouched_one_keeps_it() -> None:
    result = imported(duplicate("same-day", 3), retitle("same-day", "写しの方を残す"))
    copies = [s for s in result.report.slides if State.COPIED in s.states]
    assert [(s.copied_from, s.states) for s in copies] == [
        ("same-day", (State.COPIED, State.EDITED))
    ]
    assert slides_of(result)["same-day"] == base_slide("same-day")
    again = imported(duplicate("same-day", 3), retitle("same-day", "写しの方を残す"))
    assert order_of(again) == order_of(result)


def test_a_copied_case_is_one_case() -> None:
    number = [s.name for s in opened(corpus_deck("ja")).slides].index("cw:case-kettle:answer")
    result = imported(
        duplicate("case-kettle", number + 1), duplicate("case-kettle:answer", number + 2)
    )
    copied = [s for s in result.report.slides if State.COPIED in s.states]
    assert [(s.copied_from, len(s.pages)) for s in copied] == [("case-kettle", 2)]
    copy = slides_of(result)[copied[0].slide]
    assert copy.model_copy(update={"id": "case-kettle"}) == base_slide("case-kettle")


def test_a_hidden_page_is_hidden_in_the_settings() -> None:
    def edit(presentation: Any) -> None:
        page_of(presentation, "same-day")._element.set("show", "0")

    result = imported(edit)
    assert result.settings.hidden == (Hidden(slide="same-day"),)
    assert states_of(result) == {"same-day": (State.HIDDEN,)}
    assert result.material.course == BASE.course


def test_a_plain_page_becomes_bullets_with_its_notes_as_narration() -> None:
    def fill(page: Any) -> None:
        page.shapes.title.text_frame.text = "わが社の決まり"
        text_box(page, "一人で対応しない", "記録を残す")
        page.notes_slide.notes_text_frame.text = "わが社の決まりです。"

    result = imported(new_page(2, fill))
    slide = slides_of(result)[order_of(result)[2]]
    assert isinstance(slide, BulletsSlide)
    assert slide.title == "わが社の決まり"
    assert slide.items == (Item(head="一人で対応しない"), Item(head="記録を残す"))
    assert slide.narration == ("わが社の決まりです。",)
    assert slides_of(result, "en")[slide.id] == slide


def test_a_page_with_a_table_becomes_a_table() -> None:
    def fill(page: Any) -> None:
        page.shapes.title.text_frame.text = "店舗ごとの連絡先"
        frame = page.shapes.add_table(3, 2, Emu(900000), Emu(1800000), Emu(9000000), Emu(900000))
        for row, texts in enumerate((("店舗", "電話"), ("本店", "1001"), ("北店", "1002"))):
            for column, text in enumerate(texts):
                frame.table.cell(row, column).text = text

    result = imported(new_page(2, fill))
    slide = slides_of(result)[order_of(result)[2]]
    assert isinstance(slide, TableSlide)
    assert (slide.corner, slide.columns) == ("店舗", ("電話",))
    assert [(row.head, row.cells) for row in slide.rows] == [
        ("本店", ("1001",)),
        ("北店", ("1002",)),
    ]


# -- identity ----------------------------------------------------------------------------------


def _without_carriers(presentation: Any) -> None:
    for slide in presentation.slides:
        slide.name = ""
        for shape in list(slide.shapes):
            if shape.name.count(":") == 1:
                shape._element.getparent().remove(shape._element)
        for relation in list(slide.part.rels.values()):
            if relation.reltype.endswith("/tags"):
                lists = slide._element.findall(".//{*}custDataLst")
                for one in lists:
                    one.getparent().remove(one)
                slide.part.drop_rel(relation.rId)


def test_block_names_alone_are_enough() -> None:
    result = import_deck(edited(corpus_deck("ja"), _without_carriers), BASE)
    assert result.material.course == BASE.course
    assert states_of(result) == {}


def test_names_with_the_numbers_of_libreoffice_are_the_same_names() -> None:
    def edit(presentation: Any) -> None:
        _without_carriers(presentation)
        for slide in presentation.slides:
            for shape in slide.shapes:
                shape.name = f"{shape.name} 1"

    result = import_deck(edited(corpus_deck("ja"), edit), BASE)
    assert result.material.course == BASE.course


def test_without_any_name_pages_are_recognised_by_their_words() -> None:
    def edit(presentation: Any) -> None:
        _without_carriers(presentation)
        for slide in presentation.slides:
            for number, shape in enumerate(slide.shapes):
                shape.name = f"TextBox {number}"

    result = import_deck(edited(corpus_deck("ja"), edit, _one_other_item), BASE)
    assert all(one.by_likeness for one in result.report.slides)
    changed = {"three-elements": {"items.1.head": "社会の常識で許される範囲を超える"}}
    assert changes_of(result) == changed
    assert result.material.course.text("en") == BASE.course.text("en")


def _one_other_item(presentation: Any) -> None:
    page = presentation.slides[1]
    shape = next(one for one in page.shapes if one.has_text_frame and "範囲" in one.text_frame.text)
    shape.text_frame.paragraphs[0].runs[0].text = "社会の常識で許される範囲を超える"


def test_a_choice_by_hand_goes_before_every_vote() -> None:
    result = imported(choices={2: None})
    assert State.DELETED in result.report.of("three-elements").states
    new = next(s for s in result.report.slides if s.pages == (2,))
    assert new.states == (State.NEW,)


def test_a_deck_of_another_course_is_refused() -> None:
    other = BASE.course.model_copy(
        update={"meta": BASE.course.meta.model_copy(update={"id": "another"})}
    )
    with pytest.raises(UnreadableDeck) as refused:
        import_deck(corpus_deck("ja"), Material(other, BASE.media))
    assert refused.value.code == "deck-other-course"


def test_an_english_deck_changes_english_only() -> None:
    result = imported(retitle("three-elements", "Three things"), language="en")
    assert slides_of(result, "en")["three-elements"].title == "Three things"
    assert result.material.course.text("ja") == JA
    before = base_slide("three-elements", "en")
    assert slides_of(result, "en")["three-elements"] == with_fields(
        before, {"title": "Three things"}
    )


def test_contact_keeps_its_promises_in_order() -> None:
    def edit(presentation: Any) -> None:
        page = page_of(presentation, "where-to-ask")
        first, second = shape_of(page, "promise-1"), shape_of(page, "promise-2")
        first.top, second.top = second.top, first.top

    result = imported(edit)
    before, after = base_slide("where-to-ask"), slides_of(result)["where-to-ask"]
    assert isinstance(before, ContactSlide) and isinstance(after, ContactSlide)
    one, two, three = before.promises
    assert after.promises == (two, one, three)


def test_a_copied_group_brings_the_picture_that_was_copied_with_it() -> None:
    """Two of the three groups are given, and a copy of the last with its picture at the right."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, "three-to-do")
        for name in ("item-1", "item-1-picture", "item-1-ground"):
            element = shape_of(page, name)._element
            element.getparent().remove(element)
        for name in ("item-3", "item-3-picture"):
            shape = shape_of(page, name)
            copied = deepcopy(shape._element)
            page.shapes._spTree.append(copied)
            page.shapes[-1].left = shape.left + Emu(3_600_000)

    result = imported(edit)
    before, after = base_slide("three-to-do"), slides_of(result)["three-to-do"]
    assert isinstance(before, SummarySlide) and isinstance(after, SummarySlide)
    assert after.groups == (*before.groups[1:], before.groups[2])
    assert [one.loss for one in result.report.notices] == [Loss.UNTRANSLATED]


def test_a_copied_group_keeps_the_picture_beside_it_where_its_original_got_another() -> None:
    """A copy of the last group stands left of all; the original then shows the first's picture."""

    def edit(presentation: Any) -> None:
        page = page_of(presentation, "three-to-do")
        first, last = (shape_of(page, f"item-{number}-picture") for number in (1, 3))
        for name in ("item-3", "item-3-picture"):
            page.shapes._spTree.append(deepcopy(shape_of(page, name)._element))
            page.shapes[-1].left = first.left - Emu(3_600_000)
        fill = last._element.find(qn("p:blipFill"))
        last._element.replace(fill, deepcopy(first._element.find(qn("p:blipFill"))))

    before, after = base_slide("three-to-do"), slides_of(imported(edit))["three-to-do"]
    assert isinstance(before, SummarySlide) and isinstance(after, SummarySlide)
    files = [one.picture.file for one in before.groups]
    assert [one.picture.file for one in after.groups] == [files[2], *files[:2], files[0]]
