"""自社版: one organisation's course, derived from a revision, and what `edition.yaml` says of it.

An edition is a full course. What the organisation changed is never stored; it is what `diff`
finds between the base and the edition. Only what a course cannot say stands beside it: which
revision is the base, the values of the company variables, and the slides that are hidden.
"""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from .model import Course, Id, LocalText, Part, Text, VariableKey

RevisionId = Annotated[str, StringConstraints(pattern=r"^(?:[0-9a-f]{64})?$")]


class Hidden(Part):
    """A slide that no learner of the edition sees, and why; legally required ones need a reason."""

    slide: Id
    reason: Text = ""


class EditionSettings(Part):
    """`edition.yaml`.

    `base` is the id of the revision that the edition was derived from, or "" where there is
    none. `variables` are the company's values: variable → language → value.
    """

    base: RevisionId = ""
    variables: dict[VariableKey, LocalText] = Field(default_factory=dict)
    hidden: tuple[Hidden, ...] = ()

    @field_validator("hidden")
    @classmethod
    def _once(cls, hidden: tuple[Hidden, ...]) -> tuple[Hidden, ...]:
        for slide, count in Counter(one.slide for one in hidden).items():
            if count > 1:
                raise ValueError(f"the slide `{slide}` is hidden {count} times; name it once")
        return hidden

    def hides(self, slide_id: str) -> bool:
        """Whether learners of this edition do not see a slide."""
        return any(one.slide == slide_id for one in self.hidden)

    def values(self, language: str) -> dict[str, str]:
        """The company's values in one language, for `variables.values_of`."""
        return {key: value[language] for key, value in self.variables.items() if language in value}


NO_SETTINGS = EditionSettings()  # of a course that is no edition


class Edition(Part):
    """One state of a course and of the settings beside it; a revision is `Edition(course=c)`."""

    course: Course
    settings: EditionSettings = EditionSettings()
