"""Everything that a course cannot hold, or that somebody should look at, is told with its page."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches

from terakoya.courseware.formats.pptx.reading import (
    Imported,
    Loss,
    State,
    import_deck,
    import_new_deck,
)
from terakoya.courseware.formats.pptx.reading.report import message_of
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.inline import plain
from terakoya.courseware.model import BulletsSlide, Material, TextSlide
from tests.courseware.deck_editing import (
    Edit,
    drop_shape,
    duplicate,
    edited,
    new_page,
    page_of,
    remove,
    renote,
    retitle,
    retype,
    shape_of,
    with_part,
)
from tests.courseware.deck_reading import corpus, corpus_deck, opened
from tests.courseware.foreign_decks import chart, foreign, photo, picture, video, words

PRESENTATION = "http://schemas.openxmlformats.org/presentationml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


def on(name: str, fill: Callable[[Any], object]) -> Edit:
    """Something done on the page of a slide."""

    def edit(presentation: Any) -> None:
        fill(page_of(presentation, name))

    return edit


def add_picture(page: Any) -> None:
    page.shapes.add_picture(io.BytesIO(photo()), Emu(0), Emu(0))


def add_table(page: Any) -> None:
    page.shapes.add_table(2, 2, Emu(0), Emu(0), Inches(1), Inches(1)).table.cell(0, 0).text = "表"


def add_line(page: Any) -> None:
    page.shapes.add_connector(1, Emu(0), Emu(0), Emu(900), Emu(900))


def add_document(page: Any) -> None:
    page.shapes.add_ole_object(io.BytesIO(b"PK"), "Excel.Sheet.12", Emu(0), Emu(0))


def add_diagram(page: Any) -> None:
    """SmartArt, as far as a reader of its page sees it."""
    from lxml import etree

    frame = (
        f'<p:graphicFrame xmlns:p="{PRESENTATION}" xmlns:a="{DRAWING}"><p:nvGraphicFramePr>'
        '<p:cNvPr id="99" name="Diagram 1"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
        '<p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic>'
        f'<a:graphicData uri="{DIAGRAM}"/></a:graphic></p:graphicFrame>'
    )
    page.shapes._spTree.append(etree.fromstring(frame))


def add_sound(page: Any) -> None:
    made = page.shapes.add_movie(
        io.BytesIO(b"sound"), Emu(0), Emu(0), Emu(9), Emu(9), mime_type="audio/mp4"
    )
    properties = made._element.nvPicPr.nvPr
    film = next(iter(properties.iter("{*}videoFile")))
    film.tag = film.tag.replace("videoFile", "audioFile")


def merge_cells(page: Any) -> None:
    table = shape_of(page, "table").table
    table.cell(1, 0).merge(table.cell(1, 1))


def add_row(block: str) -> Callable[[Any], None]:
    def fill(page: Any) -> None:
        from copy import deepcopy

        table = shape_of(page, block).table._tbl
        row = deepcopy(table.tr_lst[-1])
        table.append(row)
        shape_of(page, block).table.cell(len(table.tr_lst) - 1, 0).text = "別の見出し"

    return fill


def relayout(page: Any) -> None:
    layouts = page.part.package.presentation_part.presentation.slide_layouts
    other = next(one for one in layouts if one.name == "Terakoya table")
    for relation in page.part.rels.values():
        if relation.reltype.endswith("/slideLayout"):
            relation._target = other.part


def unreadable(page: Any) -> None:
    shape = shape_of(page, "picture")
    add_picture(page)
    new = page.shapes[-1]
    new._element.nvPicPr.cNvPr.set("name", shape.name)
    shape._element.getparent().remove(shape._element)
    relation = new._element.blipFill.blip.rEmbed
    page.part.related_part(relation)._blob = b"\x89PNG broken"


NEW_PAGE = (Loss.UNTRANSLATED, None)  # what was put on a page is on one of its own
CASES: dict[str, tuple[Edit, list[tuple[Loss, int | None]]]] = {
    "a picture more": (on("three-elements", add_picture), [NEW_PAGE, (Loss.EXTRA_PICTURE, 2)]),
    "a table more": (on("three-elements", add_table), [NEW_PAGE, (Loss.EXTRA_TABLE, 2)]),
    "a line": (on("three-elements", add_line), [(Loss.SHAPE, 2)]),
    "a chart": (
        on("three-elements", lambda page: chart("x")(page)),
        [(Loss.DRAWING_OFF, 2), (Loss.LEGAL_CHANGED, 2)],
    ),
    "a document": (on("three-elements", add_document), [(Loss.DRAWING_OFF, 2)]),
    "SmartArt": (on("three-elements", add_diagram), [(Loss.SMART_ART_GONE, 2)]),
    "a film": (
        on("three-elements", lambda page: video("x")(page)),
        [(Loss.LEGAL_CHANGED, 2), (Loss.VIDEO, 2)],
    ),
    "a sound": (on("three-elements", add_sound), [(Loss.AUDIO, 2)]),
    "no picture": (drop_shape("same-day", "picture"), [(Loss.PICTURE_GONE, 12)]),
    "a broken picture": (on("same-day", unreadable), [(Loss.UNFIT_PICTURE, 12)]),
    "merged cells": (on("ordinance-and-law", merge_cells), [(Loss.MERGED_CELLS, 3)]),
    "a fixed word": (retype("three-elements", "point-tag", "ポイント"), [(Loss.FIXED_WORD, 2)]),
    "a kicker of an answer": (
        retype("case-kettle:answer", "answer-kicker", "別の見出し"),
        [(Loss.ANSWER_KICKER, 10)],
    ),
    "a row of the facts": (on("case-kettle", add_row("facts")), [NEW_PAGE, (Loss.TABLE_ROW, 9)]),
    "another layout": (on("same-day", relayout), [(Loss.LAYOUT_CHANGED, 12)]),
    "no notes": (renote("same-day", ""), [(Loss.EMPTY_NOTES, 12)]),
    "no rows": (
        drop_shape("ordinance-and-law", "table"),
        [(Loss.UNTRANSLATED, None), (Loss.LAYOUT_UNFIT, 3)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_is_told_with_its_page(name: str) -> None:
    edit, expected = CASES[name]
    told = import_deck(edited(corpus_deck("ja"), edit), corpus()).report.notices
    found = [(one.loss, one.page) for one in told]
    # What follows from it, such as a text that is too long now, is told beside it.
    follows = {Loss.EMPTY_NOTES, Loss.NO_ALT, Loss.UNFIT_ALT, Loss.OVERFLOW}
    assert [one for one in found if one[0] not in follows or one in expected] == expected
    for language in ("ja", "en"):
        assert all(all(message_of(one, language)) for one in told)


def test_a_text_that_became_too_long_is_told_with_what_to_cut() -> None:
    long = "とても長いタイトルで、枠に入りきらないことが、見ればすぐにわかるもの"
    report = import_deck(edited(corpus_deck("ja"), retitle("same-day", long)), corpus()).report
    (one,) = [notice for notice in report.notices if notice.loss is Loss.OVERFLOW]
    assert (one.page, one.values["label"]) == (12, "タイトル")
    assert int(one.values["cut"]) > 0


def test_a_company_value_that_was_typed_in_is_told() -> None:
    edit = retype("where-to-ask", "desk", "みほん相談窓口")
    report = import_deck(edited(corpus_deck("ja"), edit), corpus()).report
    told = [(one.loss, one.page, one.values) for one in report.notices]
    label = next(v.label["ja"] for v in corpus().course.meta.variables if v.key == "desk.name")
    assert (Loss.VALUE, None, {"label": label, "value": "みほん相談窓口"}) in told


def test_a_deck_of_another_revision_is_told_and_read() -> None:
    meta = corpus().course.meta.model_copy(update={"pass_mark": 81})
    base = Material(corpus().course.model_copy(update={"meta": meta}), corpus().media)
    imported = import_deck(corpus_deck("ja"), base)
    assert [(one.loss, one.page) for one in imported.report.notices] == [
        (Loss.OTHER_REVISION, None)
    ]
    assert imported.material.course == base.course


MODERN = "http://schemas.microsoft.com/office/powerpoint/2018/8/main"
CLASSIC_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
MODERN_KIND = "http://schemas.microsoft.com/office/2018/10/relationships/comments"


def classic(*texts: str) -> bytes:
    """Comments as PowerPoint wrote them until 2021, and other programs still do."""
    said = "".join(
        f'<p:cm authorId="0" idx="{n}"><p:pos x="9" y="9"/><p:text>{text}</p:text></p:cm>'
        for n, text in enumerate(texts, 1)
    )
    return f'<p:cmLst xmlns:p="{PRESENTATION}">{said}</p:cmLst>'.encode()


def modern(text: str, *replies: str) -> bytes:
    """A comment of PowerPoint today with its replies, which stand before its own words."""

    def body(words: str) -> str:
        lines = "".join(f"<a:p><a:r><a:t>{one}</a:t></a:r></a:p>" for one in words.split("\n"))
        return f"<p188:txBody><a:bodyPr/>{lines}</p188:txBody>"

    answers = "".join(f'<p188:reply id="r">{body(one)}</p188:reply>' for one in replies)
    return (
        f'<p188:cmLst xmlns:p188="{MODERN}" xmlns:a="{DRAWING}"><p188:cm id="c" authorId="a">'
        f"<p188:replyLst>{answers}</p188:replyLst>{body(text)}</p188:cm></p188:cmLst>"
    ).encode()


def commented(data: bytes, kind: str = CLASSIC_KIND) -> list[tuple[Loss, int | None, str]]:
    """What is told of a deck whose second page has comments."""
    entry = f'<Relationship Id="rId99" Type="{kind}" Target="../comments/comment1.xml"/>'
    deck = with_part(
        corpus_deck("ja"),
        "ppt/slides/_rels/slide2.xml.rels",
        lambda rels: rels.replace(b"</Relationships>", f"{entry}</Relationships>".encode()),
    )
    deck = with_part(deck, "ppt/comments/comment1.xml", lambda _data: data)
    told = import_deck(deck, corpus()).report.notices
    for one in told:
        assert all(str(one.values.get("text", "")) in message_of(one, it)[0] for it in ("ja", "en"))
    return [(one.loss, one.page, one.values.get("text", "")) for one in told]


LONG = "この数字は、昨年の調査のものです。" * 9


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (classic("出典は？"), CLASSIC_KIND, "出典は？"),
        (classic("出典は？", "題名を\n短く", "出典は？"), CLASSIC_KIND, "出典は？ / 題名を 短く"),
        (modern("法務で確認\n二行目", "済み"), MODERN_KIND, "法務で確認 二行目 / 済み"),
        (classic(LONG), CLASSIC_KIND, f"{LONG[:79]}…"),
        (classic(*"一二三四五六七"), CLASSIC_KIND, "一 / 二 / 三 / 四 / 五 / …"),
    ],
    ids=["classic", "several", "modern", "long", "many"],
)
def test_comments_of_reviewers_are_told_with_their_words(
    data: bytes, kind: str, words: str
) -> None:
    assert commented(data, kind) == [(Loss.COMMENT_WORDS, 2, words)]


@pytest.mark.parametrize(
    "data", [b"<x/>", classic(" "), b"no XML"], ids=["other", "blank", "broken"]
)
def test_comments_without_words_are_told_by_their_page(data: bytes) -> None:
    assert commented(data) == [(Loss.COMMENT, 2, "")]


# -- films that stand elsewhere ----------------------------------------------------------------

FILM = "https://www.youtube.com/embed/Abc_123?feature=oembed"


def online_video(address: str) -> Callable[[Any], None]:
    """A film that the page only shows, as PowerPoint inserts one from the web."""

    def fill(page: Any) -> None:
        title = page.shapes.title.text
        video(title)(page)
        properties = page.shapes[-1]._element.nvPicPr.nvPr
        for media in properties.findall(".//{*}media"):
            media.getparent().remove(media)
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/video"
        film = next(iter(properties.iter("{*}videoFile")))
        film.set(qn("r:link"), page.part.relate_to(address, kind, is_external=True))

    return fill


def both(*fills: Callable[[Any], None]) -> Callable[[Any], None]:
    def fill(page: Any) -> None:
        for one in fills:
            one(page)

    return fill


def films(deck: bytes, base: Material | None = None) -> list[tuple[Loss, str]]:
    imported = import_new_deck(deck) if base is None else import_deck(deck, base)
    told = [n for n in imported.report.notices if n.loss in (Loss.VIDEO, Loss.ONLINE_VIDEO)]
    for one in told:
        assert all(str(one.values.get("text", "")) in message_of(one, it)[0] for it in ("ja", "en"))
    return [(one.loss, str(one.values.get("text", ""))) for one in told]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (FILM, (Loss.ONLINE_VIDEO, FILM)),
        (f"{FILM}&list={'x' * 999}", (Loss.ONLINE_VIDEO, f"{FILM}&list={'x' * 999}"[:199] + "…")),
        (r"file:///C:\Users\sato\film.mp4", (Loss.VIDEO, "")),
        ("javascript:alert(1)", (Loss.VIDEO, "")),
    ],
    ids=["web", "long", "file", "script"],
)
def test_the_address_of_an_online_video_is_named_and_no_other(
    address: str, told: tuple[Loss, str]
) -> None:
    fill = online_video(address)
    own = new_page(2, both(words("見る"), fill))
    assert films(edited(corpus_deck("ja"), own), corpus()) == [told]
    assert films(foreign((5, fill))) == [told]


def test_an_online_video_on_a_page_of_ours_is_named_and_one_in_the_deck_is_told() -> None:
    edit = on("same-day", online_video(FILM))
    assert films(edited(corpus_deck("ja"), edit), corpus()) == [(Loss.ONLINE_VIDEO, FILM)]
    assert films(foreign((5, video("映像")))) == [(Loss.VIDEO, "")]
    again = "https://vimeo.com/1"
    two = foreign((5, both(online_video(FILM), online_video(again))))
    assert films(two) == [(Loss.ONLINE_VIDEO, f"{FILM}、{again}")]


# -- what cannot be told, and the bank ---------------------------------------------------------


def half_a_slide(page: Any) -> None:
    """A page that says half of what a slide says, and as much again of its own."""
    words("3つの要素がそろうと、カスハラ")(page)
    box = page.shapes.add_textbox(Inches(1), Inches(2), Inches(8), Inches(4))
    slide = next(s for _, s in corpus().course.source.slides() if s.id == "three-elements")
    assert isinstance(slide, BulletsSlide)
    own = "自社の店舗で起きたことを、ここに書き加えました。"
    box.text_frame.text = "\n".join([*(plain(item.head) for item in slide.items), own])
    page.notes_slide.notes_text_frame.text = "\n".join(map(plain, slide.narration[:2]))


def test_a_page_that_may_be_a_deleted_slide_is_unsure_until_somebody_chooses() -> None:
    def edit(presentation: Any) -> None:
        ids = presentation.slides._sldIdLst
        new_page(2, half_a_slide)(presentation)
        presentation.part.drop_rel(ids[1].rId)
        ids.remove(ids[1])

    deck = edited(corpus_deck("ja"), edit)
    told = import_deck(deck, corpus()).report
    unsure = next(one for one in told.slides if State.UNSURE in one.states)
    assert (unsure.pages, unsure.candidate) == ((2,), "three-elements")
    assert State.DELETED in told.of("three-elements").states
    assert Loss.UNSURE in {one.loss for one in told.notices}
    chosen = import_deck(deck, corpus(), choices={2: "three-elements"}).report
    assert State.EDITED in chosen.of("three-elements").states
    assert [one for one in chosen.slides if one.states[0] in (State.UNSURE, State.DELETED)] == []


def with_bank() -> Material:
    """The corpus course with its last chapter in the bank."""
    course = corpus().course
    texts = tuple(
        text.model_copy(update={"chapters": text.chapters[:-1], "bank": text.chapters[-1:]})
        for text in course.texts
    )
    return replace(corpus(), course=course.model_copy(update={"texts": texts}))


def test_slides_of_the_bank_that_were_not_pasted_are_told_once() -> None:
    material = with_bank()
    bank = material.course.source.bank[0].slides
    deck = write_pptx(material, "ja")
    pages = [one.name for one in opened(deck).slides]
    names = [one.removeprefix("cw:") for one in pages]
    gone = [name for name in names if name.split(":")[0] in {slide.id for slide in bank}]
    report = import_deck(edited(deck, remove(*gone)), material).report
    (told,) = [one for one in report.notices if one.loss is Loss.BANK_GONE]
    assert (told.page, told.values["count"]) == (None, str(len(bank)))
    assert {State.DELETED} == {state for one in bank for state in report.of(one.id).states}
    assert import_deck(deck, material).report.notices == ()


def test_a_slide_of_the_bank_that_is_shown_joins_the_course_where_it_stands() -> None:
    material = with_bank()
    bank = material.course.source.bank[0].slides[0]

    def edit(presentation: Any) -> None:
        page = page_of(presentation, bank.id)
        del page._element.attrib["show"]
        ids = presentation.slides._sldIdLst
        number = [one.name for one in presentation.slides].index(f"cw:{bank.id}")
        entry = ids[number]
        ids.remove(entry)
        ids.insert(2, entry)

    imported = import_deck(edited(write_pptx(material, "ja"), edit), material)
    for language in ("ja", "en"):
        text = imported.material.course.text(language)
        assert [slide.id for _, slide in text.slides()][2] == bank.id
        assert bank.id not in {slide.id for _, slide in text.bank_slides()}
    assert Loss.BANK_SHOWN in {one.loss for one in imported.report.notices}
    assert State.SHOWN in imported.report.of(bank.id).states


# -- pictures ----------------------------------------------------------------------------------


def cropped(kind: str) -> Imported:
    """A picture whose right half is red and cut off."""
    image = Image.new("RGB", (200, 100), "blue")
    image.paste("red", (100, 0, 200, 100))
    buffer = io.BytesIO()
    image.save(buffer, kind, quality=95)

    def fill(page: Any) -> None:
        picture("切り抜き", buffer.getvalue())(page)
        page.shapes[-1].crop_right = 0.5

    return import_new_deck(foreign((5, fill)))


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "jpg"), ("JPEG", "jpg")])
def test_what_was_cut_off_a_picture_does_not_come_along(kind: str, ending: str) -> None:
    imported = cropped(kind)
    ((_, slide),) = imported.material.course.source.slides()
    assert isinstance(slide, TextSlide) and slide.picture
    assert slide.picture.file.endswith(ending)
    with Image.open(io.BytesIO(imported.material.media[slide.picture.file])) as shown:
        assert shown.size == (100, 100)
        red, _, blue = shown.convert("RGB").getpixel((95, 50))  # type: ignore[misc]
        assert blue > 200 > red


def test_a_copy_of_a_page_is_told_only_as_a_copy() -> None:
    report = import_deck(edited(corpus_deck("ja"), duplicate("same-day", 13)), corpus()).report
    assert [one.loss for one in report.notices] == [Loss.COPY_SAME]


# -- the pages of one slide -----------------------------------------------------------------------


def moved_page(name: str, after: str) -> Edit:
    """Put one page of a slide behind another page; both are named with their sheet."""

    def edit(presentation: Any) -> None:
        ids = presentation.slides._sldIdLst
        names = [slide.name for slide in presentation.slides]
        entry, other = ids[names.index(f"cw:{name}")], ids[names.index(f"cw:{after}")]
        ids.remove(entry)
        other.addnext(entry)

    return edit


def apart(*edits: Edit) -> list[tuple[int | None, dict[str, str]]]:
    told = import_deck(edited(corpus_deck("ja"), *edits), corpus()).report.notices
    return [(one.page, dict(one.values)) for one in told if one.loss is Loss.SHEETS_APART]


def test_a_page_that_was_moved_away_from_its_pair_or_behind_it_is_told() -> None:
    deck = corpus_deck("ja")
    names = [slide.name for slide in Presentation(io.BytesIO(deck)).slides]
    pairs = [name for name in names if name.endswith(":answer")]
    answer, other = pairs[0].removeprefix("cw:"), pairs[1].removeprefix("cw:")
    main, place = answer.removesuffix(":answer"), names.index(f"cw:{answer}")
    assert apart() == []
    assert apart(moved_page(main, answer)) == [
        (place, {"places": f"{place}–{place + 1}", "first": str(place)})
    ]
    ((page, values),) = apart(moved_page(main, other))
    assert (page, values["first"]) == (place, str(place))
    assert values["places"] == f"{place}, {names.index(f'cw:{other}') + 1}"
