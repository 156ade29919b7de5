"""A course that somebody's own deck became: what is ugly is told, what is unusable refused."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx.util import Inches

from terakoya.courseware.checks import blocks_publishing, check_folder
from terakoya.courseware.checks.context import OWN_MEASURE
from terakoya.courseware.edition import NO_SETTINGS
from terakoya.courseware.errors import Finding, Severity
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.folder.writing import source_files
from terakoya.courseware.formats.pptx.reading import Loss, PageForm, import_deck, import_new_deck
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.imports.sheets import import_sheets
from terakoya.courseware.model import BlueprintPart, Material, PageSlide
from terakoya.courseware.revision import read_revision, revision_bytes, revision_id
from tests.courseware.deck_reading import corpus
from tests.courseware.foreign_decks import Fill, arrows, chart, foreign, photo, video, words
from tests.courseware.laws import examples

PICTURE = photo(colour="green")


def findings_of(material: Material) -> list[Finding]:
    with tempfile.TemporaryDirectory() as name:
        for file, data in source_files(material, NO_SETTINGS).items():
            path = Path(name) / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        assert revision_id(read_folder(Path(name)).course) == revision_id(material.course)
        return check_folder(Path(name), on=dt.date(2026, 11, 1))


def errors_of(material: Material) -> set[str]:
    return {one.code for one in findings_of(material) if one.severity is Severity.ERROR}


# -- decks of every kind ---------------------------------------------------------------------

WRITTEN = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40),
    st.text("研修の内容をたしかめる。「」、{}*|abc .\n", max_size=300),
)


@st.composite
def pages(draw: st.DrawFn) -> tuple[int, Fill]:
    """A page of the plain template with boxes, a table, pictures and notes where it pleases."""
    title, notes = draw(WRITTEN), draw(WRITTEN)
    lines = draw(st.lists(st.tuples(WRITTEN, st.integers(0, 4)), max_size=14))
    boxes = draw(st.lists(WRITTEN, max_size=3))
    cells = draw(st.lists(st.lists(WRITTEN, min_size=2, max_size=2), max_size=3))
    pictures = draw(st.integers(0, 2))

    def fill(page: Any) -> None:
        page.shapes.title.text = title
        frame = page.placeholders[1].text_frame
        for number, (text, level) in enumerate(lines):
            line = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            line.text, line.level = text, level
        for number, text in enumerate(boxes):
            at = (Inches(number), Inches(1), Inches(3), Inches(1))
            page.shapes.add_textbox(*at).text_frame.text = text
        if cells:
            size = (Inches(1), Inches(2), Inches(8), Inches(2))
            made = page.shapes.add_table(len(cells), 2, *size).table
            for row, texts in enumerate(cells):
                for column, text in enumerate(texts):
                    made.cell(row, column).text = text
        for number in range(pictures):
            page.shapes.add_picture(io.BytesIO(PICTURE), Inches(2 * number), Inches(2))
        page.notes_slide.notes_text_frame.text = notes

    return 1, fill


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pages(), min_size=1, max_size=4), st.booleans())
def test_nothing_that_the_importer_makes_is_refused(
    fills: list[tuple[int, Fill]], can_draw: bool
) -> None:
    imported = import_new_deck(
        foreign(*fills), page_image=lambda _page: PICTURE if can_draw else None
    )
    assert errors_of(imported.material) == set()


@pytest.mark.parametrize("can_draw", [True, False])
def test_all_that_no_layout_holds_is_at_most_ugly(can_draw: bool) -> None:
    long = "とても長い文で、どの枠にも入りきらないことが分かっています。" * 12
    deck = foreign(
        (1, words("", *[f"{long}{number}" for number in range(40)], notes=long * 4)),
        (1, words("多い", *[f"{number}番" for number in range(16)])),
        (6, lambda page: page.shapes.add_picture(io.BytesIO(PICTURE), 0, 0) and None),
        *((5, one) for one in (arrows("流れ"), chart("件数"))),
    )
    material = import_new_deck(
        deck, page_image=lambda _page: PICTURE if can_draw else None
    ).material
    found = findings_of(material)
    assert {one.code for one in found if one.severity is Severity.ERROR} == set()
    assert {one.code for one in found} >= {"too-many", "long-narration", "alternative-text"}
    assert all(slide.title for _, slide in material.course.source.slides())


def test_a_cover_says_its_title() -> None:
    made = import_new_deck(foreign((5, words("おわり"))), page_image=lambda _page: PICTURE)
    assert errors_of(made.material) == set()
    ((_, slide),) = made.material.course.source.slides()
    assert isinstance(slide, PageSlide) and slide.picture.alt == "おわり"
    assert [one.form for one in made.report.slides] == [PageForm.PICTURE]


def untitled(page: Any) -> None:
    page.shapes.add_picture(io.BytesIO(PICTURE), 0, 0)._element.nvPicPr.cNvPr.set("descr", "")
    page.shapes.add_picture(io.BytesIO(PICTURE), 0, 0)._element.nvPicPr.cNvPr.set("descr", "")


def test_a_page_without_words_is_no_error_but_keeps_its_course_from_being_published() -> None:
    material = import_new_deck(foreign((6, untitled)), page_image=lambda _page: PICTURE).material
    assert errors_of(material) == set()
    blocking = {one.code for one in findings_of(material) if blocks_publishing(one)}
    assert blocking == {"no-text-equivalent"}


@pytest.mark.parametrize(
    ("notes", "alt", "loss"),
    [
        ("", "動画", Loss.TITLE_AS_ALT),
        ("受付の一日を映しています。三分です。", "受付の一日を映しています。", Loss.NOTES_AS_ALT),
        ("長い話" * 40, "動画", Loss.TITLE_AS_ALT),
    ],
)
def test_a_page_of_a_title_alone_is_described_by_its_notes_else_by_its_title(
    notes: str, alt: str, loss: Loss
) -> None:
    def fill(page: Any) -> None:
        video("動画")(page)
        if notes:
            page.notes_slide.notes_text_frame.text = notes

    made = import_new_deck(foreign((5, fill)), page_image=lambda _page: PICTURE)
    ((_, slide),) = made.material.course.source.slides()
    assert isinstance(slide, PageSlide) and slide.picture.alt == alt
    assert errors_of(made.material) == set()
    assert loss in {one.loss for one in made.report.notices}


def test_a_test_of_as_many_questions_as_are_asked_is_a_test_and_of_fewer_none() -> None:
    gift = "避難口はどこですか。{=北の階段 ~地下の倉庫}\n\n日本の首都は？{=東京 ~大阪}\n"
    made = import_new_deck(foreign((1, words("避難口", "避難口は北の階段です。")))).material
    material = import_sheets([], [("x.gift", gift.encode())], (made, NO_SETTINGS)).material
    for take, errors in ((1, set()), (2, set()), (3, {"blueprint"})):
        meta = material.course.meta.model_copy(update={"blueprint": (BlueprintPart(take=take),)})
        course = material.course.model_copy(update={"meta": meta})
        assert errors_of(Material(course, material.media)) == errors, take


def test_the_same_course_of_the_catalogue_is_refused() -> None:
    many = [f"{number}番" for number in range(16)]
    made = import_new_deck(foreign((1, words("とても長い題" * 20, *many)))).material
    meta = made.course.meta.model_copy(update={"origin": None})
    course = made.course.model_copy(update={"meta": meta})
    assert errors_of(made) == set()
    assert errors_of(Material(course, made.media)) & OWN_MEASURE == {"too-many", "too-long"}


def test_where_a_course_comes_from_is_in_its_revision_and_in_no_other() -> None:
    made = import_new_deck(foreign((1, words("題", "一つ")))).material
    assert b'"origin":"deck"' in revision_bytes(made.course)
    assert read_revision(revision_bytes(made.course)).meta.origin == "deck"
    assert b"origin" not in revision_bytes(corpus().course)
    assert import_deck(write_pptx(made, "ja"), made).material.course == made.course
