"""Which narrations of an edition have no recording yet; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from terakoya.courseware.model import AnySlide, Course
from terakoya.courseware.narration import Narration, slide_narrations
from terakoya.courseware.revision import canonical, sha256

from ..accounts.models import Organisation
from ..accounts.selectors import organisation_variables
from ..catalogue.selectors import recorded_among, revision_source
from .models import EditionRevision


@dataclass(frozen=True)
class Silent:
    """A slide of which a narration is not recorded, and those narrations."""

    slide: AnySlide
    language: str
    narrations: tuple[Narration, ...]


def values_hash(values: Mapping[str, str]) -> str:
    """The company details as one short value, to see whether they are still the same."""
    return sha256(canonical(dict(values)))


def spoken_values(organisation: Organisation) -> dict[str, str]:
    """The company details with which the organisation's courses are said."""
    return organisation_variables(organisation)


def silent_slides(revision_pk: int, values: Mapping[str, str]) -> list[Silent]:
    """The slides of a revision that have no sound in the company's words; one statement."""
    wanted = list(_narrated(revision_source(revision_pk), values))
    keys = {one.key for _slide, _language, said in wanted for one in said}
    known = recorded_among(keys)
    return [
        Silent(slide, language, missing)
        for slide, language, said in wanted
        if (missing := tuple(one for one in said if one.key not in known))
    ]


def _narrated(
    course: Course, values: Mapping[str, str]
) -> Iterator[tuple[AnySlide, str, tuple[Narration, ...]]]:
    for text in course.texts:
        for _chapter, slide in text.slides():
            yield slide, text.language, slide_narrations(course, text.language, slide, values)


def silent_count(published: EditionRevision, organisation: Organisation) -> int:
    """How many slides of a published state have no sound in some language."""
    silent = silent_slides(published.revision_id, spoken_values(organisation))
    return len({one.slide.id for one in silent})
