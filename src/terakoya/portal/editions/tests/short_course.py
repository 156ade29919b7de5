"""Desks, manuscripts and revisions of the flagship cut to a third (`tests/courses.py`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from openpyxl import Workbook
from pptx.presentation import Presentation as Deck

from terakoya.courseware.edition import Edition as Content
from terakoya.portal.catalogue.models import Revision
from tests.courses import short_material
from tests.factories import publish_short

from . import files, vendor
from .officers import Desk, make_desk


def make_short_desk(name: str = "株式会社みほん商事") -> Desk:
    """An officer with an edition of the shortened flagship."""
    return make_desk(name, publish_short)


@pytest.fixture
def desk(made_desk: Desk, db: None) -> Desk:
    """An officer with an edition of the shortened flagship."""
    return deepcopy(made_desk)


def publish_vendor(
    texts: Mapping[str, Mapping[str, str]], *, of: Content | None = None, **details: Any
) -> Revision:
    """A new revision of the shortened flagship: slide → field → text; `details` are `vendor`'s."""
    base = of or Content(course=short_material().course)
    return vendor.publish_vendor(texts, of=base, **details)


@cache
def course_file(fmt: str) -> bytes:
    """A manuscript of it, in Japanese."""
    return files.manuscript(fmt, short_material())


@cache
def edited_deck(edit: Callable[[Deck], None]) -> bytes:
    """Its deck after somebody has worked on it."""
    return files.edited(course_file("pptx"), edit)


def edited_test(edit: Callable[[Workbook], None]) -> bytes:
    """The workbook of its test after somebody has worked on it."""
    return files.edited_book(course_file("test-xlsx"), edit)
