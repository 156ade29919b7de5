"""`summary` with numbers and `contact` with a talk: looks that came later, in every format."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from functools import cache, partial
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.enum.text import PP_ALIGN

from terakoya.courseware.checks.context import CheckContext
from terakoya.courseware.checks.pictures import check_alternative_texts
from terakoya.courseware.edition import NO_SETTINGS, EditionSettings
from terakoya.courseware.errors import Finding
from terakoya.courseware.field_names import field_label
from terakoya.courseware.fields import fields_of
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.folder.writing import source_files
from terakoya.courseware.formats.moodle.pages import page_content
from terakoya.courseware.formats.pdf import write_pdf
from terakoya.courseware.formats.pptx.patching.deck import patch_deck
from terakoya.courseware.formats.pptx.reading import Loss, State, import_deck
from terakoya.courseware.formats.pptx.writing import write_edition_deck, write_pptx
from terakoya.courseware.formats.web import slide_html
from terakoya.courseware.formats.web.folder import write_web
from terakoya.courseware.layouts.bindings import bound_shapes
from terakoya.courseware.model import (
    AnySlide,
    ContactSlide,
    CourseText,
    Material,
    SummarySlide,
    Talk,
    TitleSlide,
)
from terakoya.courseware.revision import canonical, revision_id, slide_node
from terakoya.courseware.sheets.fit import check_fit
from terakoya.courseware.text.places import Places
from terakoya.courseware.variables import values_of
from tests.courseware.deck_editing import edited, page_of, shape_of
from tests.courseware.deck_reading import corpus, corpus_deck
from tests.courseware.scrambling import scrambled
from tests.courseware.test_later_decks import NAME
from tests.courseware.test_planned_layouts import SLIDE, changed
from tests.selection import deep

DAY = dt.date(2026, 11, 28)
SENTENCES = {
    "ja": "できれば、その日のうちに話してください。",
    "en": "If you can, talk on the same day.",
}
DESK = {
    "desk.name": "みほん商事 カスハラ相談窓口",
    "desk.person": "佐藤・リー",
    "desk.extension": "1234",
    "desk.hours": "9:00〜17:30",
}
PROMISED = (("groups", 0, "text", 2, 12), ("groups", 0, "head", 1, 9))


@cache
def closing() -> Material:
    """The corpus with its summary numbered and its contact talking, in both languages."""
    texts = tuple(_mended(text) for text in corpus().course.texts)
    return replace(corpus(), course=corpus().course.model_copy(update={"texts": texts}))


@cache
def closing_deck(language: str) -> bytes:
    """Its deck."""
    return write_pptx(closing(), language)


def _mended(text: CourseText) -> CourseText:
    return _mapped(text, lambda slide: _look(slide, text.language))


def _mapped(text: CourseText, change: Any) -> CourseText:
    chapters = tuple(
        chapter.model_copy(update={"slides": tuple(map(change, chapter.slides))})
        for chapter in text.chapters
    )
    return text.model_copy(update={"chapters": chapters})


def _look(slide: AnySlide, language: str) -> AnySlide:
    if isinstance(slide, SummarySlide):
        return slide.model_copy(update={"form": "numbered"})
    if isinstance(slide, ContactSlide):
        every = corpus().course.text(language).slides()
        picture = next(one.picture for _, one in every if isinstance(one, TitleSlide))
        talk = Talk(picture=picture, sentence=SENTENCES[language])
        return slide.model_copy(update={"talk": talk})
    return slide


def _swapped(made: AnySlide, one: AnySlide) -> AnySlide:
    return made if one.id == made.id else one


def slides(material: Material, language: str) -> list[AnySlide]:
    every = material.course.text(language).slides()
    return [one for _, one in every if one.layout in ("summary", "contact")]


def with_contact(material: Material, **values: object) -> Material:
    texts = tuple(
        _mapped(
            text,
            lambda one: one.model_copy(update=values) if isinstance(one, ContactSlide) else one,
        )
        for text in material.course.texts
    )
    return replace(material, course=material.course.model_copy(update={"texts": texts}))


def test_looks_that_are_not_there_are_in_no_hash() -> None:
    for slide in slides(corpus(), "ja"):
        assert not slide.has_later_look
        assert not re.search(rb'"(form|talk)":', canonical(slide_node(slide)))
    assert all(slide.has_later_look for slide in slides(closing(), "ja"))
    assert revision_id(closing().course) != revision_id(corpus().course)


def test_folder_that_is_written_reads_as_the_same(tmp_path: Any) -> None:
    for name, data in source_files(closing(), NO_SETTINGS).items():
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert revision_id(read_folder(tmp_path / "course").course) == revision_id(closing().course)


@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_deck_comes_back_whatever_the_base_says_and_without_names(language: str) -> None:
    deck = closing_deck(language)
    other = replace(closing(), course=scrambled(closing().course, language))
    lost = changed(deck, SLIDE, lambda xml: NAME.sub(rb"\1TextBox \2", xml))
    for data, base in ((deck, closing()), (deck, other), (lost, closing())):
        found = import_deck(data, base, language)
        seen = slides(found.material, language)
        assert [one.model_dump() for one in seen] == [
            one.model_dump() for one in slides(closing(), language)
        ]
        told = {one.slide: one for one in found.report.slides}
        assert base is other or found.report.notices == ()
        for slide in seen:
            assert State.EDITED not in told[slide.id].states or base is other


def test_company_with_a_desk_shows_it_and_keeps_the_sentence() -> None:
    settings = EditionSettings(variables={key: {"ja": value} for key, value in DESK.items()})
    deck = write_edition_deck(closing(), "ja", settings)
    found = import_deck(deck, closing(), "ja")
    (contact,) = (one for one in slides(found.material, "ja") if isinstance(one, ContactSlide))
    assert contact.talk is not None and contact.talk.sentence == SENTENCES["ja"]
    assert {key: found.settings.variables[key]["ja"] for key in DESK} == DESK
    values = {**values_of(closing().course, "ja"), **DESK}
    html = _html(closing(), "ja", contact, values)
    assert DESK["desk.name"] in html and SENTENCES["ja"] not in html


def test_sentence_that_somebody_took_away_is_gone() -> None:
    contact = next(one for one in slides(closing(), "ja") if isinstance(one, ContactSlide))
    assert contact.talk is not None
    without = with_contact(closing(), talk=contact.talk.model_copy(update={"sentence": ""}))
    found = import_deck(write_pptx(without, "ja"), closing(), "ja")
    (contact,) = (one for one in slides(found.material, "ja") if isinstance(one, ContactSlide))
    assert contact.talk is not None and contact.talk.sentence == ""


def test_deck_of_somebody_gets_the_new_words() -> None:
    contact = next(one for one in slides(closing(), "ja") if isinstance(one, ContactSlide))
    assert contact.talk is not None
    talk = contact.talk.model_copy(update={"sentence": "早めに話してください。"})
    promises = ("秘密を守ります。", *contact.promises[1:])
    after = with_contact(closing(), talk=talk, promises=promises)
    before = closing_deck("ja")
    pages = import_deck(before, closing()).pages
    done = patch_deck(before, (closing(), NO_SETTINGS), pages, (after, NO_SETTINGS), "ja")
    assert done.touched == (contact.id,)
    back = slides(import_deck(done.deck, after).material, "ja")
    assert [(one.talk, one.promises) for one in back if isinstance(one, ContactSlide)] == [
        (talk, promises)
    ]


def looks_of(deck: bytes, slide: str) -> list[tuple[object, ...]]:
    """The shapes of a page as they lie on each other: name, outline, alignment, place, words."""
    page = page_of(Presentation(io.BytesIO(deck)), slide)
    return [
        (
            shape.name,
            shape.auto_shape_type if shape.shape_type == MSO_SHAPE_TYPE.AUTO_SHAPE else None,
            [one.alignment for one in shape.text_frame.paragraphs] if shape.has_text_frame else [],
            (shape.left, shape.top, shape.width, shape.height),
            shape.text_frame.text if shape.has_text_frame else "",
        )
        for shape in page.shapes
        if not shape.name.endswith((slide, "-picture"))
    ]


@pytest.mark.parametrize("slide", ["where-to-ask", "three-to-do"])
def test_deck_of_somebody_gets_the_new_look(slide: str) -> None:
    seen, drawn = (looks_of(deck, slide) for deck in (patched_deck(), closing_deck("ja")))
    assert sorted(seen, key=str) == sorted(drawn, key=str)
    new = [f"cw:{slide}:{name}" for name in ("desk-ground", "desk-label", "desk", "sentence")]
    over = [name for name, *_ in seen if name in new]  # what is new lies on its ground
    assert over == (new if slide == "where-to-ask" else [])
    assert import_deck(patched_deck(), closing()).material.course == closing().course


@cache
def patched_deck() -> bytes:
    """The deck of before with the slides of now."""
    before = corpus_deck("ja")
    pages = import_deck(before, corpus()).pages
    done = patch_deck(before, (corpus(), NO_SETTINGS), pages, (closing(), NO_SETTINGS), "ja")
    return done.deck


def test_box_that_somebody_set_otherwise_keeps_its_look() -> None:
    def to_the_right(presentation: Any) -> None:
        for one in shape_of(
            page_of(presentation, "where-to-ask"), "police-110"
        ).text_frame.paragraphs:
            one.alignment = PP_ALIGN.RIGHT

    before = edited(corpus_deck("ja"), to_the_right)
    found = import_deck(before, corpus())
    told = (found.material, found.settings)
    done = patch_deck(before, told, found.pages, (closing(), NO_SETTINGS), "ja")
    page = page_of(Presentation(io.BytesIO(done.deck)), "where-to-ask")
    kept = shape_of(page, "police-110").text_frame.paragraphs
    assert {one.alignment for one in kept} == {PP_ALIGN.RIGHT}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_format_says_all_of_it(language: str) -> None:
    web = write_web(closing(), language)
    page = web["index.html"].decode()
    assert "layouts.css" in " ".join(web)
    pdf = write_pdf(closing(), language)
    assert pdf.startswith(b"%PDF")
    for slide in slides(closing(), language):
        html = _html(closing(), language, slide, values_of(closing().course, language))
        assert ("s-talk" in html, "s-groups--numbered" in html) == (
            slide.layout == "contact",
            slide.layout == "summary",
        )
        chapter = next(
            chapter
            for chapter, one in closing().course.text(language).slides()
            if one.id == slide.id
        )
        moodle = page_content(closing(), language, chapter, slide).html
        assert slide.layout == "summary" or SENTENCES[language] in moodle
    assert SENTENCES[language] in page


def _html(material: Material, language: str, slide: AnySlide, values: Any) -> str:
    chapter = next(
        chapter for chapter, one in material.course.text(language).slides() if one.id == slide.id
    )
    return slide_html(
        slide,
        chapter,
        course=material.course,
        language=language,
        values=values,
        media_url=lambda name: name,
    )


def test_what_is_promised_fits_and_one_character_more_does_not() -> None:
    summary = next(one for one in slides(closing(), "ja") if isinstance(one, SummarySlide))
    values = values_of(closing().course, "ja")
    for name, number, field, lines, chars in PROMISED:
        for more in (0, 1):
            words = {"head": "あ" * 9, "text": "い" * 24, field: "う" * (lines * chars + more * 3)}
            group = summary.groups[number].model_copy(update=words)
            made = summary.model_copy(update={name: (group, *summary.groups[1:])})
            text = _mapped(closing().course.text("ja"), partial(_swapped, made))
            found = [one for one in check_fit(text, values) if one.slide == made.id]
            assert bool(found) == bool(more), (field, more, found)


def test_number_typed_over_one_of_the_police_is_told() -> None:
    name = next(one.id for one in slides(closing(), "ja") if isinstance(one, ContactSlide))

    def typed(presentation: Any) -> None:
        page = page_of(presentation, name)
        for block, text in (("desk-label", "ご相談は"), ("police-9110-tel", "内線215")):
            shape_of(page, block).text_frame.paragraphs[0].runs[0].text = text

    found = import_deck(edited(closing_deck("ja"), typed), closing())
    told = [(one.loss, dict(one.values)) for one in found.report.notices]
    assert (Loss.CALL_KEPT, {"text": "内線215", "was": "#9110"}) in told
    assert (Loss.FIXED_WORD, {"text": "ご相談は"}) in told
    assert found.material.course == closing().course


def test_names_of_fields_are_words() -> None:
    for slide in slides(closing(), "ja"):
        for path in fields_of(slide):
            assert not re.search(r"[a-z]_|[.]", field_label(path, "ja")), path


def test_picture_of_a_talk_has_an_alternative_text() -> None:
    contact = next(one for one in slides(closing(), "ja") if isinstance(one, ContactSlide))
    assert contact.talk is not None
    mute = contact.talk.model_copy(
        update={"picture": contact.talk.picture.model_copy(update={"alt": ""})}
    )
    silent = with_contact(closing(), talk=mute)
    assert "alternative-text" in _codes(silent) and "alternative-text" not in _codes(closing())


def _codes(material: Material) -> set[str]:
    findings: list[Finding] = []
    check_alternative_texts(CheckContext(material, Places(), DAY, findings))
    return {one.code for one in findings}


def test_blocks_have_the_names_of_before() -> None:
    before = {one.block for slide in slides(corpus(), "ja") for one in bound_shapes(slide)}
    after = {one.block for slide in slides(closing(), "ja") for one in bound_shapes(slide)}
    assert before - after == set()
    numbers = {f"item-{number}-number-ground" for number in (1, 2, 3)}
    told = {"desk-label", "police-110-tel", "police-9110-tel", "sentence"}
    assert after - before == {"picture", *told, *numbers}
