"""Bought manuscripts: which revisions a licence covers, what is new in them, how long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from terakoya.courseware.model import Change

from ...accounts.models import Member
from ...catalogue.choices import RevisionKind
from ...catalogue.models import Revision
from ...catalogue.selectors import changes_of, languages_of, revision_source
from ...common import clock
from ..licence_words import deed_sentence, whom_sentence
from ..models import ManuscriptLicence
from .contracts import course_titles
from .pricing import licences_of

MOST_NOTES: Final = 6  # of what a revision changed, on a page and in a mail


@dataclass(frozen=True)
class ChangeNote:
    """One thing that a revision changed, and from when on where a law says it."""

    kind: str
    effective_on: dt.date | None
    words: str


@dataclass(frozen=True)
class LicenceCard:
    """A bought manuscript with the name of its course and the revisions it covers.

    `newest` is the one that files are of, `updates` came after the purchase (the newest first),
    `earlier` are all but the newest, with the one that was bought.
    """

    licence: ManuscriptLicence
    title: str
    whom: str
    deeds: str
    newest: Revision | None
    updates: tuple[Revision, ...]
    earlier: tuple[Revision, ...]
    languages: tuple[str, ...]
    has_updates: bool
    notes: tuple[ChangeNote, ...]
    left_out: int

    @property
    def days_left(self) -> int:
        """Days until updates end; 0 on the last one."""
        return (self.licence.updates_until - clock.today()).days


def licence_cards(officer: Member, language: str) -> list[LicenceCard]:
    """The manuscripts of the officer's organisation; three statements, and one for each name.

    What changed is read of the newest revision, which stays in memory.
    """
    licences = licences_of(officer)
    courses = {one.course_id for one in licences}
    titles = course_titles(courses, language)
    revisions = list(
        Revision.objects.filter(course_id__in=courses, organisation=None)
        .defer("meta")
        .order_by("-id")
    )
    return [
        _card(
            one,
            titles.get(one.course_id, one.course.slug),
            covered(one, revisions),
            officer.organisation.name,
            language,
        )
        for one in licences
    ]


def _card(
    licence: ManuscriptLicence,
    title: str,
    found: Sequence[Revision],
    company: str,
    language: str,
) -> LicenceCard:
    newest = found[0] if found else None
    notes = change_notes(newest, language) if newest and len(found) > 1 else []
    return LicenceCard(
        licence=licence,
        title=title,
        whom=whom_sentence(licence, company),
        deeds=deed_sentence(licence.kind),
        newest=newest,
        updates=tuple(found[:-1]),
        earlier=tuple(found[1:]),
        languages=languages_of(newest.pk) if newest else (),
        has_updates=licence.updates_until >= clock.today(),
        notes=tuple(notes[:MOST_NOTES]),
        left_out=max(0, len(notes) - MOST_NOTES),
    )


def covered(licence: ManuscriptLicence, revisions: Iterable[Revision]) -> list[Revision]:
    """What a licence covers of the catalogue's revisions, from the one that was bought on.

    The newest comes first.
    """
    end, start = clock.day_end(licence.updates_until), clock.day_end(licence.starts_on)
    own = sorted(
        (one for one in revisions if one.course_id == licence.course_id and one.published_at < end),
        key=lambda one: (one.published_at, one.pk),
        reverse=True,
    )
    bought = next((at for at, one in enumerate(own) if one.published_at < start), len(own) - 1)
    return own[: bought + 1]


def change_notes(revision: Revision, language: str) -> list[ChangeNote]:
    """What a revision says that it changed, what a law asks for first."""
    course = revision_source(revision.pk)
    first = course.meta.languages[0]
    return [
        ChangeNote(
            str(RevisionKind(one.kind).label),
            one.effective_on,
            one.note.get(language) or one.note.get(first, ""),
        )
        for one in sorted(changes_of(revision.pk), key=_urgency)
    ]


def _urgency(change: Change) -> int:
    return ("legal", "improvement", "typo").index(change.kind)
