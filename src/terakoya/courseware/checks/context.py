"""What every rule gets: the material, the places, the date, and where findings go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..errors import Finding, Severity
from ..model import Course, Material, Part
from ..readers.places import Places


@dataclass
class CheckContext:
    """One run of the checks over one material on one date."""

    material: Material
    places: Places
    on: dt.date
    findings: list[Finding]
    unused_audio: tuple[str, ...] = ()

    @property
    def course(self) -> Course:
        """The course under check."""
        return self.material.course

    def find(
        self,
        language: str,
        part_id: str,
        path: tuple[str | int, ...],
        code: str,
        message: str,
        mend: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Record a finding at a field of a part."""
        file, line = self.places.find(language, part_id, *path)
        self.findings.append(Finding(file, line, code, message, mend, severity))

    def find_in_file(
        self,
        file: str,
        code: str,
        message: str,
        mend: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Record a finding on a file as a whole."""
        self.findings.append(Finding(file, 0, code, message, mend, severity))


Rule = Callable[[CheckContext], None]


def texts_of(part: Part) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of a part with its path, structural fields left out."""
    for name, info in type(part).model_fields.items():
        extra = info.json_schema_extra
        structural = isinstance(extra, dict) and extra.get("structural")
        if name == "source_hash":
            continue
        value = getattr(part, name)
        if isinstance(value, str) and not structural:
            yield (name,), value
        elif isinstance(value, Part):
            yield from (((name, *path), text) for path, text in texts_of(value))
        elif isinstance(value, tuple) and not structural:
            yield from _texts_of_list(name, value)
        elif isinstance(value, tuple):
            yield from (p for p in _texts_of_list(name, value) if len(p[0]) > 2)


def _texts_of_list(
    name: str, value: tuple[object, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for number, item in enumerate(value):
        if isinstance(item, str):
            yield (name, number), item
        elif isinstance(item, Part):
            yield from (((name, number, *path), text) for path, text in texts_of(item))
