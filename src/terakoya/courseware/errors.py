"""What can go wrong with a course, in words that say where and how to mend it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class CoursewareError(Exception):
    """The root of every refusal of this package; its text is a sentence for the author."""

    code = "courseware"

    def sentence(self, language: str) -> str:  # noqa: ARG002 - what readers refuse has several
        """What it says in one language; in English where it has no other."""
        return str(self)


class UnreadableSource(CoursewareError):
    """The folder or file is not a course at all, or is hostile; nothing of it was used."""

    code = "unreadable-source"


class MissingPart(CoursewareError):
    """An optional part that this command needs is not installed."""

    code = "missing-part"


class WrongUse(CoursewareError):
    """The caller asked for something that does not exist, such as an absent format."""

    code = "wrong-use"


class UnfitValue(CoursewareError):
    """A value that a part of a course cannot hold, or a field that it does not have."""

    code = "unfit-value"


class Severity(StrEnum):
    """How much a finding weighs: an error blocks publishing, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend in a course: where it is, what is wrong, and how to mend it.

    `file` is relative to the course folder (`../shared/…` for shared files); `line` counts
    from 1, and 0 means the file as a whole.
    """

    file: str
    line: int
    code: str
    message: str
    mend: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.severity} [{self.code}] {self.message} → {self.mend}"


# Rules for sources that came after a release that took them: the day from which `check` calls
# each an error, a year after the release that brought it. Until then it is a warning, and
# reading, building, importing and merging go on after it too (docs/course-format.md §12).
ERRORS_FROM: Final[Mapping[str, dt.date]] = {
    "cut-text": dt.date(2027, 12, 1),
}


def weighed(finding: Finding, on: dt.date) -> Finding:
    """The finding as it counts on a day: of a rule that is still young, a warning."""
    if (since := ERRORS_FROM.get(finding.code)) is None:
        return finding
    severity = Severity.ERROR if on >= since else Severity.WARNING
    return dataclasses.replace(finding, severity=severity)
