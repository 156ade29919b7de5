"""Files that customers send back, made from the real deck and workbooks."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from functools import cache

import openpyxl
from pptx import Presentation
from pptx.presentation import Presentation as Deck

from terakoya.courseware.formats import format_named
from terakoya.courseware.model import Material
from tests.courses import flagship_material


@cache
def flagship_file(fmt: str) -> bytes:
    """The manuscript as it is sold, in Japanese."""
    return manuscript(fmt, flagship_material())


def manuscript(fmt: str, material: Material) -> bytes:
    """What is sold of a course, in Japanese."""
    return format_named(fmt).write(material, "ja")


@cache
def edited_deck(edit: Callable[[Deck], None]) -> bytes:
    """The deck after somebody has worked on it."""
    return edited(flagship_file("pptx"), edit)


def edited(data: bytes, edit: Callable[[Deck], None]) -> bytes:
    """A deck after somebody has worked on it."""
    deck = Presentation(io.BytesIO(data))
    edit(deck)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def replace_text(deck: Deck, before: str, after: str) -> None:
    """Write another text into the one paragraph that says exactly this."""
    found = 0
    for slide in deck.slides:
        for shape in slide.shapes:
            if not shape.has_text_frame:
                continue
            for paragraph in shape.text_frame.paragraphs:
                if paragraph.text == before:
                    paragraph.runs[0].text = after
                    for run in paragraph.runs[1:]:
                        run.text = ""
                    found += 1
    assert found, before


def remove_page(deck: Deck, page: int) -> None:
    """Delete a page, counted from 1."""
    entries = deck.slides._sldIdLst
    entries.remove(list(entries)[page - 1])


def edited_book(data: bytes, edit: Callable[[openpyxl.Workbook], None]) -> bytes:
    """The bytes of a workbook after somebody has worked on it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # extensions that openpyxl leaves out
        book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def replace_cell(book: openpyxl.Workbook, before: str, after: str) -> None:
    """Write another text into every cell that says exactly this."""
    found = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == before:
                    cell.value = after
                    found += 1
    assert found, before
