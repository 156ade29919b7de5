"""Decks that LibreOffice saved and that somebody edited through its own interface."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from terakoya.courseware.edition import Edition
from terakoya.courseware.fields import FieldPath, Leaf, with_fields
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.pptx.patching.deck import patch_deck
from terakoya.courseware.formats.pptx.reading import Imported, Loss, State, import_deck
from terakoya.courseware.formats.pptx.reading.sheets import read_deck
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.layouts.identity import Part
from terakoya.courseware.merge import merge
from terakoya.courseware.model import (
    AnySlide,
    BulletsSlide,
    Chapter,
    Course,
    CourseText,
    Material,
    PictureSlide,
)
from tests.courseware.deck_editing import (
    Edit,
    drop_every_carrier,
    edited,
    rename_every_shape,
)
from tests.courseware.deck_reading import parts_of
from tests.courseware.office_session import Session, office_session
from tests.courseware.scrambling import scrambled
from tests.selection import deep

CORPUS = Path(__file__).parents[1] / "corpus"
TWELVE = (
    "edit_title",
    "edit_notes",
    "edit_table_cell",
    "edit_narration",
    "delete",
    "duplicate",
    "reorder",
    "insert_blank",
    "insert_picture",
    "change_layout",
    "split",
    "replace_contact",
)
pytestmark = [
    pytest.mark.office,
    pytest.mark.slow,
    pytest.mark.uno,
]


@pytest.fixture(scope="module")
def flagship() -> Material:
    return read_folder(CORPUS / "first-edition")


@pytest.fixture(scope="module")
def office() -> Iterator[Session]:
    with office_session() as session:
        yield session


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), "green").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def twelve_deck(flagship: Material, office: Session) -> bytes:
    """All twelve edits in one deck."""
    return office.edit(write_pptx(flagship, "ja"), *TWELVE, picture=picture())


@pytest.fixture(scope="module")
def twelve(flagship: Material, twelve_deck: bytes) -> Imported:
    return import_deck(twelve_deck, flagship)


def slides_of(text: CourseText) -> dict[str, AnySlide]:
    return {slide.id: slide for _, slide in text.every_slide()}


# -- the law -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", *deep("en")])
@pytest.mark.parametrize("course", ["every-layout", *deep("first-edition")])
def test_two_saves_change_nothing_and_every_visible_word_comes_from_the_deck(
    office: Session, course: str, language: str
) -> None:
    material = read_folder(CORPUS / course)
    deck = write_pptx(material, language)
    saved = office.edit(office.edit(deck, "nothing"), "nothing")
    assert read_deck(saved).sheets[1].name == ""  # LibreOffice drops names of pages
    text = material.course.text(language)
    # Some versions drop sections, too: a chapter's title is then visible in kickers alone.
    seen = {c.id for c, s in text.every_slide() if not s.kicker and s.layout != "title"}
    unseen = frozenset(c.id for c in (*text.chapters, *text.bank)) - seen
    other = scrambled(material.course, language, keep_titles=unseen)
    imported = import_deck(saved, Material(other, material.media, material.audio))
    assert imported.material.course == material.course
    untouched = import_deck(saved, material)
    assert untouched.material.course == material.course
    assert {state for one in untouched.report.slides for state in one.states} == {State.SAME}
    assert untouched.report.notices == ()


@pytest.mark.deep
@pytest.mark.parametrize("lost", [(rename_every_shape,), (rename_every_shape, drop_every_carrier)])
def test_a_saved_deck_without_names_comes_back_the_same(
    flagship: Material, office: Session, lost: tuple[Edit, ...]
) -> None:
    saved = office.edit(write_pptx(flagship, "ja"), "nothing")
    found = import_deck(edited(saved, *lost), flagship)
    assert found.material.course == flagship.course
    assert {state for one in found.report.slides for state in one.states} == {State.SAME}


# -- twelve edits ------------------------------------------------------------------------------


# Deep: what LibreOffice saved is read above, and that edits come back as exactly those is tried
# without it by test_reader_pptx_random_edits.py.
@pytest.mark.deep
def test_twelve_edits_are_exactly_twelve_edits(flagship: Material, twelve: Imported) -> None:
    base = slides_of(flagship.course.text("ja"))
    changed: dict[str, dict[FieldPath, Leaf]] = {
        "three-elements": {"title": "カスハラの3つの要素"},
        "check-polite-demand": {
            "answer_narration.0": "書き直した解説です。",
            "answer_narration.1": "2段落目です。",
        },
        "two-rules": {"rows.0.cells.0": "直したセル"},
        "time-and-harm": {"narration.1": "新しいナレーションです。"},
    }
    expected = {
        slide_id: with_fields(slide, changed.get(slide_id, {}))
        for slide_id, slide in base.items()
        if slide_id != "judgement-matrix"
    }
    duties = base["employer-duties"]
    assert isinstance(duties, BulletsSlide)
    expected["employer-duties"] = duties.model_copy(update={"items": duties.items[:2]})
    told = {one.slide: one for one in twelve.report.slides}
    ours = slides_of(twelve.material.course.text("ja"))
    assert {slide_id: ours[slide_id] for slide_id in expected} == expected

    made = [slide_id for slide_id in ours if slide_id not in expected]
    assert [(told[one].states, told[one].copied_from) for one in made] == [
        ((State.NEW,), ""),  # the other page that was put in is blank
        ((State.COPIED,), "crimes"),
        ((State.COPIED, State.EDITED), "employer-duties"),
    ]
    pictured, copied, half = (ours[slide_id] for slide_id in made)
    assert isinstance(pictured, PictureSlide)
    assert (pictured.title, pictured.text) == ("わが社の窓口", ())
    assert pictured.picture.alt == "窓口の写真"
    assert pictured.narration == ("わが社の窓口です。",)
    with Image.open(io.BytesIO(twelve.material.media[pictured.picture.file])) as shown:
        assert (shown.size, shown.convert("RGB").getpixel((9, 9))) == ((400, 300), (0, 128, 0))
    assert copied.model_copy(update={"id": "crimes"}) == base["crimes"]
    assert half == duties.model_copy(update={"id": made[2], "items": duties.items[2:]})


def test_order_and_everything_else_are_as_they_were_left(
    flagship: Material, twelve: Imported
) -> None:
    told = {one.slide: one for one in twelve.report.slides}
    assert [one for one in told if told[one].states == (State.MOVED,)] == ["impact-company"]
    assert [one for one in told if told[one].states == (State.DELETED,)] == ["judgement-matrix"]
    new = [one for one in told if State.NEW in told[one].states]
    copies = {told[one].copied_from: one for one in told if told[one].copied_from}
    before = [slide.id for _, slide in flagship.course.text("ja").slides()]
    before.remove("judgement-matrix")
    before[1:1] = new
    before.insert(before.index("crimes") + 1, copies["crimes"])
    before.insert(before.index("employer-duties") + 1, copies["employer-duties"])
    before.remove("impact-company")
    before.insert(before.index("impact-people"), "impact-company")
    for language in ("ja", "en"):
        text = twelve.material.course.text(language)
        assert [slide.id for _, slide in text.slides()] == before
        assert text.bank == flagship.course.text(language).bank
    assert twelve.settings.values("ja") == {
        "desk.name": "みほん商事 カスハラ相談窓口",
        "desk.person": "人事部　佐藤",
        "desk.extension": "1234",
    }
    assert twelve.settings.hidden == ()
    losses = sorted((one.loss, one.page) for one in twelve.report.notices if one.page)
    # Title, cell and bullets of pages that the law asks for: said, since they are edits.
    legal = [(Loss.LEGAL_CHANGED, page) for page in (4, 23, 25)]
    others = [(Loss.COPY_SAME, 14), (Loss.EMPTY_PAGE, 2), (Loss.LAYOUT_CHANGED, 40)]
    assert losses == [*others, *legal]
    assert twelve.report.of("own-side").states == (State.SAME,)


@pytest.mark.deep  # two saves of the course of every layout are read above
def test_a_second_round_through_the_office_adds_nothing(
    flagship: Material, twelve: Imported, office: Session
) -> None:
    """The edition's own deck, saved once more, is that edition."""
    deck = write_pptx(twelve.material, "ja", values=twelve.settings.values("ja"))
    again = import_deck(office.edit(deck, "nothing"), twelve.material, settings=twelve.settings)
    assert again.material.course == twelve.material.course
    assert again.settings == twelve.settings


# -- the customer's deck with an update in it --------------------------------------------------


# Deep: what an update touches, test_writer_pptx_patch.py holds; saved decks, the law above.
@pytest.mark.deep
def test_the_edited_deck_takes_an_update_and_opens_clean(
    flagship: Material, twelve_deck: bytes, twelve: Imported, office: Session
) -> None:
    deck, imported = twelve_deck, twelve
    law: dict[FieldPath, Leaf] = {
        "title": "改正された条例と法律",
        "narration.0": "法律が改正されました。",
    }
    theirs = _with_fields(flagship, "two-rules", law)
    merged = merge(
        Edition(course=flagship.course),
        Edition(course=imported.material.course, settings=imported.settings),
        Edition(course=theirs),
    )
    after = Material(merged.edition.course, {**flagship.media, **imported.material.media})
    before = (imported.material, imported.settings)
    settings = merged.edition.settings
    patched = patch_deck(deck, before, imported.pages, (after, settings), "ja")
    assert patched.touched == ("two-rules",)
    page = imported.pages["two-rules"][Part.MAIN]
    old, new = parts_of(deck), parts_of(patched.deck)
    changed = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    of_the_blank_page = {
        "[Content_Types].xml",
        "ppt/presentation.xml",
        "ppt/_rels/presentation.xml.rels",
        "ppt/slides/slide2.xml",
        "ppt/slides/_rels/slide2.xml.rels",
    }
    assert changed == of_the_blank_page | {
        f"ppt/slides/slide{page}.xml",
        f"ppt/notesSlides/notesSlide{page}.xml",
        "docProps/custom.xml",
    }
    saved = office.edit(patched.deck, "nothing")
    for one in (patched.deck, saved):
        again = import_deck(one, after, settings=settings)
        assert again.material.course == after.course
        assert {state for told in again.report.slides for state in told.states} == {State.SAME}


def _with_fields(material: Material, slide_id: str, values: dict[FieldPath, Leaf]) -> Course:
    def chapter(one: Chapter) -> Chapter:
        slides = (with_fields(s, values) if s.id == slide_id else s for s in one.slides)
        return one.model_copy(update={"slides": tuple(slides)})

    source = material.course.source
    chapters = tuple(chapter(one) for one in source.chapters)
    texts = (source.model_copy(update={"chapters": chapters}), *material.course.texts[1:])
    return material.course.model_copy(update={"texts": texts})
