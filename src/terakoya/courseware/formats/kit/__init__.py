"""The `kit` format: the documents beside a course, as Word files and as PDF in one ZIP.

They hold the values that the company has given, and none of the course's defaults: what is empty
becomes a blank to fill in by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from ...errors import CoursewareError
from ...kit import Kit, kit_of
from ...model import Material
from ..archive import zip_of
from .filling import FilledDocument, Filling
from .paper import pdf_file
from .word import word_file


class NoKit(CoursewareError):
    """A course without `kit.yaml` has no kit."""

    code = "no-kit"


def write_kit(
    material: Material,
    language: str,
    *,
    values: Mapping[str, str] | None = None,
    on: dt.date | None = None,
) -> bytes:
    """The documents in one language, dated `on`; without a day its place is a blank.

    Raises `NoKit` where the course has none.
    """
    kit = kit_of(material)
    if kit is None:
        raise NoKit(
            f"{material.course.meta.id} has no kit. "
            "→ Add kit.yaml to its folder, or leave `kit` out."
        )
    return kit_zip(kit, language, values or {}, on)


def kit_zip(kit: Kit, language: str, values: Mapping[str, str], on: dt.date | None) -> bytes:
    """The ZIP of a kit in one language, with a company's values in its documents."""
    return zip_of(dict(_files(Filling(kit, language, values, on).documents())))


def _files(documents: tuple[FilledDocument, ...]) -> Iterator[tuple[str, bytes]]:
    for one in documents:
        yield f"Word/{one.file_name}.docx", word_file(one)
    for one in documents:
        yield f"PDF/{one.file_name}.pdf", pdf_file(one)
