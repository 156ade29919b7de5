"""Decks of layouts and forms that came later come back, whatever became of them."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.pptx.reading import State, import_deck
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.model import Material
from tests.courseware.deck_reading import findings_of
from tests.courseware.office_session import Office
from tests.courseware.scrambling import scrambled
from tests.courseware.test_planned_layouts import SLIDE, changed
from tests.selection import deep

CORPORA = Path(__file__).parents[1] / "corpus"
NAME = re.compile(rb'(<p:cNvPr id="(\d+)" name=")[^"]*')
NAMES = ("later-layouts", "forms")
COURSES = pytest.mark.parametrize("name", NAMES)
LANGUAGES = pytest.mark.parametrize("language", ["ja", *deep("en")])


@cache
def course(name: str) -> Material:
    return read_folder(CORPORA / name)


@cache
def deck(name: str, language: str) -> bytes:
    return write_pptx(course(name), language)


def other_words(name: str, language: str) -> Material:
    """The course with other words in a language, so that only the deck can say the right ones."""
    return Material(scrambled(course(name).course, language), course(name).media)


@COURSES
@LANGUAGES
def test_deck_comes_back_as_it_was(name: str, language: str, tmp_path: Path) -> None:
    found = import_deck(deck(name, language), course(name))
    assert found.material.course == course(name).course
    assert {state for one in found.report.slides for state in one.states} == {State.SAME}
    assert found.report.notices == ()
    assert findings_of(deck(name, language), tmp_path) == []


@COURSES
@LANGUAGES
def test_deck_says_it_all_whatever_the_base_says(name: str, language: str) -> None:
    found = import_deck(deck(name, language), other_words(name, language))
    assert found.material.course == course(name).course


@COURSES
def test_deck_comes_back_when_shapes_have_lost_their_names(name: str) -> None:
    renamed = changed(deck(name, "ja"), SLIDE, lambda xml: NAME.sub(rb"\1Box \2", xml))
    assert import_deck(renamed, course(name)).material.course == course(name).course


@pytest.fixture(scope="module")
def saved(soffice: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The decks as LibreOffice saves them, all in one call."""
    folder = tmp_path_factory.mktemp("saved")
    files = [folder / f"{name}.pptx" for name in NAMES]
    for file in files:
        file.write_bytes(deck(file.stem, "ja"))
    command = [*soffice, "--convert-to", "pptx", "--outdir", str(folder / "out"), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return {file.stem: (folder / "out" / file.name).read_bytes() for file in files}


@COURSES
@pytest.mark.office
@pytest.mark.slow
def test_deck_that_libreoffice_saved_comes_back(name: str, saved: dict[str, bytes]) -> None:
    found = import_deck(saved[name], other_words(name, "ja"))
    assert found.material.course == course(name).course
