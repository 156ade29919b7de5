"""Reading a deck back in tests, with another library than the one that wrote it."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from openxml_audit import OpenXmlValidator
from pptx import Presentation

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.model import Material

CORPUS = Path(__file__).parents[1] / "corpus" / "every-layout"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DESK = {
    "company.name": "株式会社みほん商事",
    "desk.name": "みほん商事 カスハラ相談窓口",
    "desk.person": "人事部　佐藤・リー",
    "desk.extension": "1234",
    "desk.hours": "平日 9:00〜17:30",
}


@cache
def corpus() -> Material:
    """The course with one slide of each layout."""
    return read_folder(CORPUS)


@cache
def corpus_deck(language: str) -> bytes:
    """Its deck in one language, with the defaults of the course."""
    return write_pptx(corpus(), language)


def opened(deck: bytes) -> Any:
    return Presentation(io.BytesIO(deck))


def parts_of(deck: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet_named(deck: bytes, name: str) -> Any:
    return next(slide for slide in opened(deck).slides if slide.name == f"cw:{name}")


def shape_named(deck: bytes, sheet: str, block: str) -> Any:
    slide_id = sheet.partition(":")[0]
    shapes = sheet_named(deck, sheet).shapes
    return next(shape for shape in shapes if shape.name == f"cw:{slide_id}:{block}")


def lines_in(deck: bytes, sheet: str, block: str) -> list[str]:
    frame = shape_named(deck, sheet, block).text_frame
    return [paragraph.text for paragraph in frame.paragraphs]


def rows_in(deck: bytes, sheet: str, block: str) -> list[list[str]]:
    table = shape_named(deck, sheet, block).table
    return [[cell.text for cell in row.cells] for row in table.rows]


def findings_of(deck: bytes, folder: Path) -> list[str]:
    path = folder / "deck.pptx"
    path.write_bytes(deck)
    return [str(error) for error in OpenXmlValidator().validate(str(path)).errors]


def with_chapter_of(material: Material, slide_id: str) -> Material:
    """The material with no chapter but that of a slide: its deck is soon validated."""
    texts = tuple(
        text.model_copy(
            update={
                "chapters": tuple(
                    one for one in text.chapters if any(s.id == slide_id for s in one.slides)
                )
            }
        )
        for text in material.course.texts
    )
    return Material(material.course.model_copy(update={"texts": texts}), material.media)


def with_variant(
    material: Material, slide_id: str, language: str = "ja", **changes: Any
) -> Material:
    """The material with some fields of one slide changed."""
    texts = []
    for text in material.course.texts:
        chapters = [
            chapter.model_copy(
                update={
                    "slides": tuple(
                        slide.model_copy(update=changes)
                        if slide.id == slide_id and text.language == language
                        else slide
                        for slide in chapter.slides
                    )
                }
            )
            for chapter in text.chapters
        ]
        texts.append(text.model_copy(update={"chapters": tuple(chapters)}))
    return Material(material.course.model_copy(update={"texts": tuple(texts)}), material.media)
