"""What every rule gets: the material, the places, the date, and where findings go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from ..edition import NO_SETTINGS, EditionSettings
from ..errors import Finding, Severity
from ..model import Course, Material
from ..text.places import Places

# What looks or reads badly and hinders nobody. Of a course that somebody's own deck became it is a
# warning: its author decides. What nobody could use or answer is an error everywhere. A page that
# nobody can hear is to be described before the course is published (`BEFORE_PUBLISHING`).
OWN_MEASURE = frozenset(
    {
        *("too-few", "too-many", "too-long", "long-narration", "minutes"),
        *("alternative-text", "no-text-equivalent", "mark", "unknown-variable"),
        *("question-without-slide", "missing-language"),
    }
)

BEFORE_PUBLISHING = frozenset({"no-text-equivalent"})


def blocks_publishing(finding: Finding) -> bool:
    """Whether a course cannot be published as long as the finding stands."""
    return finding.severity is Severity.ERROR or finding.code in BEFORE_PUBLISHING


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
    def is_own_made(self) -> bool:
        """Whether somebody's own deck became the course."""
        return self.course.meta.origin == "deck"

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
        severity = self._measured(code, severity)
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
        severity = self._measured(code, severity)
        self.findings.append(Finding(file, 0, code, message, mend, severity))

    def _measured(self, code: str, severity: Severity) -> Severity:
        return Severity.WARNING if self.is_own_made and code in OWN_MEASURE else severity


Rule = Callable[[CheckContext], None]
