"""What was published, what waits, and what differs."""

from __future__ import annotations

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.formats.web import slide_title

from ...catalogue.choices import RevisionKind
from ...catalogue.selectors import revision_source
from ..choices import OPEN_RELEASES, ReleaseState, SlideState, UpdateState
from ..merging import is_untouched
from ..models import Edition, EditionRevision, Release
from ..states import slide_standings
from ..storage import content_of
from .base import base_content, spoken


def open_release_of(edition: Edition) -> Release | None:
    """The release that is waiting or dated, or `None`."""
    return (
        edition.releases.filter(state__in=OPEN_RELEASES)
        .select_related("approver", "author")
        .defer("content")
        .first()
    )


def kind_to_publish(edition: Edition) -> RevisionKind:
    """What publishing the draft is: as weighty as the updates that were taken since the last time.

    A typo only where nothing but the vendor's typos is new. Two statements.
    """
    last = edition.releases.filter(state=ReleaseState.PUBLISHED).values_list("published_at").first()
    taken = edition.updates.filter(state=UpdateState.TAKEN)
    if last is not None:
        taken = taken.filter(closed_at__gt=last[0])
    kinds = set(taken.values_list("kind", flat=True))
    if RevisionKind.LEGAL in kinds:
        return RevisionKind.LEGAL
    if kinds == {RevisionKind.TYPO} and is_untouched(content_of(edition.draft), edition.base_id):
        return RevisionKind.TYPO
    return RevisionKind.IMPROVEMENT


def is_first_of_own(edition: Edition) -> bool:
    """Whether publishing the draft makes the first revision of an own course: it changes none."""
    return edition.course.is_own and not edition.revisions.exists()


def releases_of(edition: Edition) -> list[Release]:
    """What was published or given back, newest first; two statements."""
    return list(
        edition.releases.select_related("author", "approver", "base", "published__revision").defer(
            "content", "published__content"
        )
    )


def changed_slides(release: Release, language: str) -> list[tuple[str, SlideState]]:
    """The slides of a release that are not the vendor's, by title."""
    state = content_of(release)
    base = Content(course=revision_source(release.base_id))
    text = state.course.text(spoken(state.course, language))
    standings = slide_standings(base, state)
    return [
        (slide_title(slide, course=state.course, language=text.language), standing.state)
        for _chapter, slide in text.slides()
        if (standing := standings[slide.id]).state != SlideState.SAME
    ]


def has_unpublished_changes(edition: Edition, offered: EditionRevision | None) -> bool:
    """Whether the draft says something else than what learners have."""
    state = content_of(edition.draft)
    if offered is None:
        return state.course != base_content(edition).course or bool(state.settings.hidden)
    known = content_of(EditionRevision.objects.get(pk=offered.pk))
    return known.course != state.course or known.settings.hidden != state.settings.hidden
