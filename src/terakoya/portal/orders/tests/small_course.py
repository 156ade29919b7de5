"""The course of twelve slides that tests of orders apply for."""

from __future__ import annotations

from functools import cache

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Material
from tests.factories import ROOT


@cache
def small_material() -> Material:
    """A small course with a sample, a test and a survey."""
    return read_folder(ROOT / "tests" / "corpus" / "every-layout")
