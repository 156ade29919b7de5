"""What every rule gets: the material, the places, the date, and where findings go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from ..edition import NO_SETTINGS, EditionSettings
from ..errors import Finding, Severity
from ..model import Course, Material
from ..text.places import Places


@dataclass
class CheckContext:
    """One run of the checks over one material on one date."""

    material: Material
    places: Places
    on: dt.date
    findings: list[Finding]
    unused_audio: tuple[str, ...] = ()
    edition: EditionSettings | None = None

    @property
    def is_edition(self) -> bool:
        """Whether the course is a company's edition, which is held to less than the catalogue."""
        return self.edition is not None

    @property
    def settings(self) -> EditionSettings:
        """The settings of the edition; empty ones for a course of the catalogue."""
        return self.edition or NO_SETTINGS

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
