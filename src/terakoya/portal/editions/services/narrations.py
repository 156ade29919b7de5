"""Voices for what a company has put in its own words, where the optional part is installed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from terakoya.courseware.errors import CoursewareError
from terakoya.courseware.model import Course
from terakoya.courseware.narration import Narration
from terakoya.courseware.voice import is_installed, make_recordings

from ...catalogue.recordings import add_recordings
from ...catalogue.selectors import revision_source
from ..missing_narrations import silent_slides, spoken_values, values_hash
from ..models import EditionRevision

SECONDS = 20.0
Make = Callable[[Course, str, Iterable[Narration]], Iterator[tuple[Narration, dict[str, bytes]]]]


def record_narrations(seconds: float = SECONDS, make: Make = make_recordings) -> int:
    """Record what offered editions say and nobody has said yet; how many narrations.

    Unchanged slides share the vendor's recordings by what is said, so only changed ones cost. Each
    slide is kept as soon as it is said; without the optional part this does nothing.
    """
    if make is make_recordings and not is_installed():
        return 0
    until, count = time.monotonic() + seconds, 0
    offered = EditionRevision.objects.filter(revision__offered_at__isnull=False)
    for published in offered.select_related("revision", "organisation").defer("content"):
        wanted = values_hash(spoken_values(published.organisation))
        if published.voiced_for == wanted:
            continue
        said = _record(published, until, make)
        count += said
        if time.monotonic() > until:
            return count
        published.voiced_for = wanted
        published.save(update_fields=["voiced_for"])
    return count


def _record(published: EditionRevision, until: float, make: Make) -> int:
    """Say what one edition lacks, slide by slide, as long as there is time."""
    revision = published.revision
    course = revision_source(revision.pk)
    values = spoken_values(published.organisation)
    count = 0
    for silent in silent_slides(revision.pk, values):
        audio: dict[str, bytes] = {}
        try:
            for _narration, files in make(course, silent.language, silent.narrations):
                audio |= files
                count += 1
        except CoursewareError:  # no such voice here: this slide stays silent and is read
            continue
        add_recordings(
            revision=revision,
            course=course,
            slide=silent.slide,
            language=silent.language,
            audio=audio,
            values=values,
        )
        if time.monotonic() > until:
            break
    return count
