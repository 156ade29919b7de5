"""A course's texts as cells show them: company values filled in, marks taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ....inline import fill_lines, plain
from ....model import Course
from .words import words_of

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")  # not allowed in XML
COMPANY = "company.name"
DESK = ("desk.name", "desk.person", "desk.extension", "desk.hours")


@dataclass(frozen=True)
class Texts:
    """The words of one workbook: the course's, the company's and our own, in one language."""

    course: Course
    language: str
    values: Mapping[str, str]
    words: Mapping[str, str]

    def __call__(self, text: str) -> str:
        """A course text without marks; lines with an empty company variable go away."""
        return "\n".join(plain(line) for line in fill_lines(text.split("\n"), self.values))

    def word(self, key: str, **filled: object) -> str:
        """A word or sentence of our own, its placeholders filled in."""
        return self.words[key].format(**filled)

    @property
    def title(self) -> str:
        """The title of the course."""
        return self.course.meta.title.get(
            self.language, self.course.meta.title[self.course.meta.languages[0]]
        )

    @property
    def company(self) -> str:
        """The company's name, empty where only the course's natural default is known."""
        default = _defaults(self.course, self.language).get(COMPANY, "")
        name = self.values.get(COMPANY, "")
        return "" if name == default else name

    @property
    def desk(self) -> str:
        """The consultation desk on one line, empty where none is known."""
        return "　".join(self.values[key] for key in DESK if self.values.get(key))


def _defaults(course: Course, language: str) -> dict[str, str]:
    source = course.meta.languages[0]
    return {
        one.key: one.default.get(language) or one.default.get(source, "")
        for one in course.meta.variables
    }


def texts_of(course: Course, language: str, values: Mapping[str, str] | None) -> Texts:
    """The texts of a workbook in one language, the company's values over the defaults."""
    merged = {**_defaults(course, language), **(values or {})}
    merged = {key: _UNWRITABLE.sub("", value) for key, value in merged.items()}
    return Texts(course=course, language=language, values=merged, words=words_of(language))
