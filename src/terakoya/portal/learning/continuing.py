"""What of a run still counts when its learner goes on on another revision of the course.

Pure: no Django, no clock, no database. A slide counts by its hash: what was heard, read and
answered of a slide that is the same in the other revision is taken along, and nothing of a slide
that changed. A revision that changed nothing but wording voids nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from .progress import SlideState
from .ranges import Ranges, Taken

# Slide id → language → hash of the slide.
Hashes = Mapping[str, Mapping[str, str]]


def carried_over(
    state: Mapping[str, SlideState],
    *,
    before: Hashes,
    after: Hashes,
    languages_used: Mapping[str, Collection[str]],
    only_wording: bool = False,
) -> dict[str, SlideState]:
    """Slide id → what is taken along of it; slides of which nothing is taken are left out.

    `languages_used` are the languages in which something was reported of a slide. Time to read
    and answers name no language, so they count only where all that was used is unchanged.
    """
    carried = {}
    for slide, known in state.items():
        same = _same_languages(
            before.get(slide, {}), after.get(slide, {}), only_wording=only_wording
        )
        if not same:
            continue
        heard = {language: ranges for language, ranges in known.heard.items() if language in same}
        if set(languages_used.get(slide, ())) <= same:
            carried[slide] = known
        elif heard:
            carried[slide] = SlideState(heard=heard, heard_at=known.heard_at)
    return carried


def moments_left_behind(spent: Ranges, carried: Mapping[str, SlideState]) -> Ranges:
    """The moments of a run that count for none of the slides that were taken along.

    `spent` are those of the run and of its own predecessors (`gate.moments_spent`). They were
    spent all the same, and are spent once.
    """
    return Taken(*(slide.moments for slide in carried.values())).free_of(spent)


def _same_languages(
    before: Mapping[str, str], after: Mapping[str, str], *, only_wording: bool
) -> frozenset[str]:
    """The languages in which a slide is the same in both revisions."""
    return frozenset(
        language
        for language, slide_hash in before.items()
        if language in after and (only_wording or after[language] == slide_hash)
    )
