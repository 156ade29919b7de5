"""A page that is planned says what the same page says once it stands in a deck."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from terakoya.courseware.errors import UnreadableSource
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.pptx.reading.planned_pages import PlannedPages
from terakoya.courseware.formats.pptx.reading.shapes import Block
from terakoya.courseware.formats.pptx.reading.sheets import read_deck
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.layouts.identity import Part

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests/corpus/every-layout"
FLAGSHIP = ROOT / "courses/stop-customer-harassment"


@pytest.mark.parametrize(
    ("folder", "language"),
    [
        (CORPUS, "ja"),
        (CORPUS, "en"),
        *(pytest.param(FLAGSHIP, one, marks=pytest.mark.deep) for one in ("ja", "en")),
    ],
    ids=["every-layout-ja", "every-layout-en", "flagship-ja", "flagship-en"],
)
def test_planned_pages_are_those_of_the_deck(folder: Path, language: str) -> None:
    material = read_folder(folder)
    values = {"company.name": " 株式会社みほん商事 ", "desk.name": "相談窓口"}
    pages = PlannedPages(material, language, values)
    sheets = read_deck(write_pptx(material, language, values=values)).sheets
    for sheet in sheets:
        page = pages.of(sheet.tags["CW_SLIDE"])[Part(sheet.tags["CW_SHEET"])]
        assert page.title == sheet.title
        assert list(map(_anywhere, page.blocks)) == list(map(_anywhere, sheet.blocks))
    assert sum(1 for _ in pages.all()) == len(sheets)


def _anywhere(block: Block) -> Block:
    """The block without the file that its picture stands in, and without its element."""
    block = replace(block, element=None) if block.chart is not None else block
    if block.image is None:
        return block
    return replace(block, image=replace(block.image, raster="", svg=""))


def test_slide_that_the_course_lacks_has_no_pages() -> None:
    assert PlannedPages(read_folder(CORPUS), "ja", {}).of("no-such-slide") == {}


def test_picture_that_is_missing_is_named() -> None:
    material = replace(read_folder(CORPUS), media={})
    with pytest.raises(UnreadableSource, match=r"The picture `.+\.svg` is not in media/"):
        list(PlannedPages(material, "ja", {}).all())
