"""The deck that an organisation sent last, what an update would change in it, and what came out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.formats.pptx.patching.result import HandWork, PatchNotice, Rewording
from terakoya.courseware.formats.pptx.patching.words import hand_line, notice_line
from terakoya.courseware.merge.diff import Diff, State, diff
from terakoya.courseware.merge.tree.parts import PartKind

from ...accounts.models import Member
from ...catalogue.selectors import revision_text
from ...common.languages import current_language
from ..choices import OPEN_PATCHES, PatchState, UpdateState, UploadKind, UploadState
from ..editing.own_deck import deck_state
from ..merging import Step, merged_into, read_choices, step_between, taken_over
from ..models import Edition, EditionUpdate, PatchedDeck, Upload, UploadChunk
from ..storage import content_of, unpacked


def own_deck_of(edition: Edition) -> Upload | None:
    """The deck that was sent last for an edition and read, while its bytes are here."""
    chunks = UploadChunk.objects.filter(upload=OuterRef("pk"))
    return (
        Upload.objects.filter(
            Q(Exists(chunks)),
            edition=edition,
            kind=UploadKind.DECK,
            state__in=(UploadState.READY, UploadState.TAKEN),
        )
        .select_related("by")
        .order_by("-pk")
        .first()
    )


def state_for_deck(edition: Edition, update: EditionUpdate | None) -> Content | None:
    """The edition with an open update merged in; `None` while something of it is undecided.

    A closed update, or none, means the draft as it is.
    """
    draft = content_of(edition.draft)
    if update is None or update.state != UpdateState.OPEN:
        return draft
    step: Step = step_between(edition.base_id, update.revision_id)
    merged = merged_into(draft, step, read_choices(update.choices))
    return None if merged.conflicts else taken_over(merged, step)


@dataclass(frozen=True)
class DeckOffer:
    """自社のPowerPointに新版を入れて受け取る, before it is asked: the file, what would change."""

    edition: Edition
    upload: Upload | None
    update: EditionUpdate | None
    state: Content | None
    latest: PatchedDeck | None
    waiting: EditionUpdate | None = None  # an update that nobody has decided about, beside this

    @property
    def is_open(self) -> bool:
        """Whether a worker has it in hand."""
        return self.latest is not None and self.latest.state in OPEN_PATCHES

    @property
    def title(self) -> str:
        """The title of the course in the language of the interface."""
        return revision_text(self.edition.base_id, current_language()).title

    @property
    def pages(self) -> int:
        """How many pages the deck has."""
        return 0 if self.upload is None else self.upload.total

    @cached_property
    def _read(self) -> Content | None:
        if self.upload is None or not self.upload.read:
            return None
        return unpacked(bytes(self.upload.read), self.upload.read_settings)

    @cached_property
    def _origin(self) -> Content:
        assert self.upload is not None, "asked only where a deck is there"
        return unpacked(bytes(self.upload.origin), self.upload.origin_settings)

    @cached_property
    def _to_come(self) -> Diff | None:
        """What the deck says beside what it shall say."""
        if self._read is None or self.state is None:
            return None
        return diff(self._read, deck_state(self.state, self._origin, self._read))

    def _count(self, found: Diff | None, *states: State) -> int:
        if found is None:
            return 0
        return sum(bool(set(states) & set(part.states)) for part in found.of(PartKind.SLIDE))

    @property
    def changed(self) -> int:
        """How many slides get other words or notes."""
        return self._count(self._to_come, State.EDITED)

    @property
    def added(self) -> int:
        """How many slides come."""
        return self._count(self._to_come, State.ADDED)

    @property
    def removed(self) -> int:
        """How many slides go."""
        return self._count(self._to_come, State.REMOVED)

    @cached_property
    def _own(self) -> Diff | None:
        return None if self._read is None else diff(self._origin, self._read)

    @property
    def own_edited(self) -> int:
        """How many slides say something of the organisation's own."""
        return self._count(self._own, State.EDITED)

    @property
    def own_added(self) -> int:
        """How many pages the organisation added."""
        return self._count(self._own, State.ADDED)

    @property
    def is_untaken(self) -> bool:
        """Whether the file has changes that nobody has decided about."""
        is_ready = self.upload is not None and self.upload.state == UploadState.READY
        return is_ready and self._own is not None and any(self._own.differences)


def deck_offer(edition: Edition, update: EditionUpdate | None = None) -> DeckOffer:
    """What can be offered for an edition; five statements, and a merge where an update is open."""
    upload = own_deck_of(edition)
    latest = edition.patched_decks.exclude(state=PatchState.DROPPED).defer("content").first()
    state = state_for_deck(edition, update) if upload is not None else None
    waiting = None if update else edition.updates.filter(state=UpdateState.OPEN).first()
    return DeckOffer(edition, upload, update, state, latest, waiting)


def deck_offers(officer: Member) -> list[DeckOffer]:
    """The offer of each edition of an organisation, in the order of their names."""
    editions = Edition.objects.filter(
        organisation_id=officer.organisation_id, course__owner=None
    ).select_related("course", "offer", "base", "draft")
    found = []
    for edition in sorted(editions, key=lambda one: (one.course_id, one.pk)):
        edition.organisation = officer.organisation
        found.append(deck_offer(edition))
    return found


# -- what came out ----------------------------------------------------------------------------


@dataclass(frozen=True)
class PageTitle:
    """A page of the new deck, from 1."""

    number: int
    title: str


@dataclass(frozen=True)
class DeckResult:
    """What was done to a deck, in the reader's language."""

    deck: PatchedDeck
    interface: str

    @property
    def _report(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.deck.report
        return found

    def _pages(self, name: str) -> list[PageTitle]:
        titles = self._report.get("page_titles", [])
        return [PageTitle(n, titles[n - 1]) for n in self._report.get(name, [])]

    @property
    def changed(self) -> list[PageTitle]:
        """The pages that changed."""
        return self._pages("changed_pages")

    @property
    def added(self) -> list[PageTitle]:
        """The pages that came."""
        return self._pages("added_pages")

    @property
    def kept(self) -> int:
        """How many pages have the bytes that they had."""
        return int(self._report.get("kept_pages", 0))

    @property
    def removed(self) -> int:
        """How many pages went."""
        return int(self._report.get("removed_pages", 0))

    @property
    def rewordings(self) -> list[Rewording]:
        """What the words of the changed pages were and are; none of decks of an earlier time."""
        return [Rewording(**one) for one in self._report.get("rewordings", [])]

    @property
    def by_hand(self) -> list[HandWork]:
        """What is left to somebody's hand."""
        return [HandWork(**one) for one in self._report.get("by_hand", [])]

    @property
    def by_hand_lines(self) -> list[str]:
        """The same in sentences."""
        return [hand_line(one, self.interface) for one in self.by_hand]

    @property
    def notices(self) -> list[str]:
        """What to look at: looks that were made one, new pages on another page size."""
        told = [PatchNotice(**one) for one in self._report.get("notices", [])]
        shown = [one for one in told if one.kind in ("mixed", "fitted")]
        return list(dict.fromkeys(notice_line(one, self.interface) for one in shown))

    @property
    def sentence(self) -> str:
        """Why it could not be done."""
        return str(self.deck.refusal.get(self.interface, self.deck.refusal.get("ja", "")))


def has_file(deck: PatchedDeck) -> bool:
    """Whether it came out and its bytes are here."""
    return deck.state == PatchState.READY and deck.chunks.exists()


def is_kept(upload: Upload) -> bool:
    """Whether a file was taken and its bytes stay, as the edition's own deck does."""
    return upload.state == UploadState.TAKEN and upload.chunks.exists()


def deck_named(edition: Edition, revision: str) -> PatchedDeck | None:
    """The deck of an edition that says this revision, when it came out of here."""
    if not revision:
        return None
    made = (PatchState.READY, PatchState.DROPPED)
    return edition.patched_decks.filter(names=revision, state__in=made).first()


def deck_for_update(edition: Edition, key: str) -> EditionUpdate | None:
    """The update of an edition that a form names, if it names one."""
    try:
        return edition.updates.filter(uuid=uuid.UUID(key)).first()
    except ValueError:
        return None
