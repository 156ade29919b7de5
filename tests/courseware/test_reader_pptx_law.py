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
from tests.courseware.deck_reading import DESK, corpus
from tests.courseware.scrambling import scrambled
from tests.factories import flagship_material


@pytest.fixture(scope="module")
def flagship() -> Material:
    return flagship_material()


# Decks of the flagship are read in English by the deep run; of the corpus, in every run.
DECKS = pytest.mark.parametrize(
    ("material", "language"),
    [
        ("corpus", "ja"),
        ("corpus", "en"),
        ("flagship", "ja"),
        pytest.param("flagship", "en", marks=pytest.mark.deep),
    ],
    indirect=["material"],
)


@pytest.fixture(scope="module")
def material(request: pytest.FixtureRequest, flagship: Material) -> Material:
    return corpus() if request.param == "corpus" else flagship


@cache
def deck_of(course: str, language: str) -> bytes:
    """The deck of one of the two courses, written once."""
    every = {one.course.meta.id: one for one in (corpus(), flagship_material())}
    return write_pptx(every[course], language)


def states(imported: Imported) -> set[State]:
    return {state for slide in imported.report.slides for state in slide.states}


@DECKS
def test_a_deck_that_nobody_touched_gives_the_same_course(
    material: Material, language: str
) -> None:
    imported = import_deck(deck_of(material.course.meta.id, language), material)
    assert imported.material.course == material.course
    assert imported.material.media == material.media
    assert imported.settings == EditionSettings(base=revision_id(material.course))
    assert states(imported) == {State.SAME}
    assert imported.report.notices == ()


@DECKS
def test_what_is_visible_comes_from_the_deck_alone(material: Material, language: str) -> None:
    other = scrambled(material.course, language)
    base = Material(other, material.media, material.audio)
    imported = import_deck(deck_of(material.course.meta.id, language), base)
    assert imported.material.course == material.course
    assert imported.material.media == material.media


@DECKS
def test_scrambling_leaves_no_visible_text(material: Material, language: str) -> None:
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
