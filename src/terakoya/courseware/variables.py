"""Company variables: the values that texts are filled in with."""

from __future__ import annotations

from collections.abc import Mapping

from .inline import fill_lines
from .model import Course


def values_of(
    course: Course, language: str, values: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The company's values over the defaults of the course in one language."""
    source = course.meta.languages[0]
    defaults = {
        one.key: one.default.get(language, one.default.get(source, ""))
        for one in course.meta.variables
    }
    return {**defaults, **(values or {})}


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with the values in it, without the lines whose variable is empty."""
    return "\n".join(fill_lines(text.split("\n"), values))
