"""The law of the round trip: `import(build(c)) == c`, even when the base says other words."""

from __future__ import annotations

from functools import cache

import pytest

from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.formats.pptx.reading import Imported, State, import_deck
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.model import Material
from terakoya.courseware.revision import revision_id
from terakoya.courseware.texts import texts_of
from tests.courses import flagship_material, short_material
from tests.courseware.deck_reading import DESK, corpus
from tests.courseware.scrambling import scrambled

COURSES = {"corpus": corpus, "third": short_material, "flagship": flagship_material}
# Decks of the whole flagship are read by the deep run; of a third of it and the corpus, always.
DECKS = pytest.mark.parametrize(
    ("course", "language"),
    [
        ("corpus", "ja"),
        ("corpus", "en"),
        ("third", "ja"),
        *(pytest.param("flagship", one, marks=pytest.mark.deep) for one in ("ja", "en")),
    ],
)


@cache
def deck_of(course: str, language: str) -> bytes:
    """The deck of one of the courses, written once."""
    return write_pptx(COURSES[course](), language)


def states(imported: Imported) -> set[State]:
    return {state for slide in imported.report.slides for state in slide.states}


@DECKS
def test_a_deck_that_nobody_touched_gives_the_same_course(course: str, language: str) -> None:
    material = COURSES[course]()
    imported = import_deck(deck_of(course, language), material)
    assert imported.material.course == material.course
    assert imported.material.media == material.media
    assert imported.settings == EditionSettings(base=revision_id(material.course))
    assert states(imported) == {State.SAME}
    assert imported.report.notices == ()


@DECKS
def test_what_is_visible_comes_from_the_deck_alone(course: str, language: str) -> None:
    material = COURSES[course]()
    other = scrambled(material.course, language)
    base = Material(other, material.media, material.audio)
    imported = import_deck(deck_of(course, language), base)
    assert imported.material.course == material.course
    assert imported.material.media == material.media


@DECKS
def test_scrambling_leaves_no_visible_text(course: str, language: str) -> None:
    material = COURSES[course]()
    other = scrambled(material.course, language).text(language)
    ours = dict(zip((s.id for _, s in other.every_slide()), other.every_slide(), strict=True))
    for _, slide in material.course.text(language).every_slide():
        theirs = dict(texts_of(ours[slide.id][1]))
        left = [path for path, text in texts_of(slide) if text and theirs[path] == text]
        assert [path for path in left if "{" not in theirs[path]] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_deck_with_company_values_gives_the_course_and_the_values(language: str) -> None:
    material = corpus()
    imported = import_deck(write_pptx(material, language, values=DESK), material)
    assert imported.material.course == material.course
    assert imported.settings.values(language) == DESK
    assert states(imported) == {State.SAME}


def test_values_of_the_edition_are_expected_in_its_deck() -> None:
    material = corpus()
    settings = EditionSettings(variables={key: {"ja": value} for key, value in DESK.items()})
    imported = import_deck(write_pptx(material, "ja", values=DESK), material, settings=settings)
    assert imported.material.course == material.course
    assert imported.settings.variables == settings.variables
    assert imported.report.values == {}
