"""The company's name in the properties of its files; everything else stays as it was."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from pptx import Presentation

from terakoya.portal.orders.licensed_files import CORE, licensed


def deck() -> bytes:
    made = io.BytesIO()
    Presentation().save(made)
    return made.getvalue()


def workbook() -> bytes:
    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        return {name: files.read(name) for name in files.namelist() if name != CORE}


@pytest.mark.parametrize("name", ["株式会社みほん商事", "𠮷田 & <Sons>"])
def test_deck_and_workbook_say_whom_they_are_licensed_to(name: str) -> None:
    slides, book = licensed(deck(), name), licensed(workbook(), name)
    said = f"Licensed to {name}"
    assert Presentation(io.BytesIO(slides)).core_properties.keywords == said
    assert load_workbook(io.BytesIO(book)).properties.keywords == said


def test_another_name_replaces_the_first_and_nothing_else_changes() -> None:
    before = deck()
    twice = licensed(licensed(before, "前の会社"), "株式会社みほん商事")
    assert twice == licensed(before, "株式会社みほん商事")
    assert parts(twice) == parts(before)


def test_what_has_no_such_properties_comes_back_as_it_was() -> None:
    assert licensed(b"%PDF-1.7", "株式会社みほん商事") == b"%PDF-1.7"
