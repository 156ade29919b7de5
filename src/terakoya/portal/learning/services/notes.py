"""Keeping a learner's notes and bookmarks; written by nobody else, read by nobody else."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...catalogue.models import Course
from ...catalogue.pages import RevisionTextView
from ...common import clock
from ..choices import NoteKind
from ..errors import EmptyNote, NoteTooLong, SaveAgain, TooManyNotes
from ..models import Enrolment, Note
from ..note_batch import LONGEST_TEXT, BookmarkChange, NoteBatch, NoteChange
from ..notes import Version, copy_uuid, next_clock, united
from ..selectors.progress import text_of

MOST_NOTES = 200  # of one course
_WRITTEN = ("text", "is_deleted", "is_closed", "written_at", "clock")


@dataclass
class Kept:
    """What became of a batch of notes."""

    saved: list[uuid.UUID] = field(default_factory=list)
    refused: list[tuple[str, Any]] = field(default_factory=list)


def keep_notes(*, enrolment: Enrolment, batch: NoteBatch, language: str) -> Kept:
    """Unite what a page wrote with what is known; sent twice, late or out of order is the same.

    At most four statements. Raises `SaveAgain` when two pages send the same note for the first
    time at once.
    """
    try:
        with transaction.atomic():
            return _Keeping(enrolment, text_of(enrolment, language)).keep(batch)
    except IntegrityError as error:
        raise SaveAgain(
            _("同じメモが同時に届きました。もう一度送ってください。"), field="notes"
        ) from error


def write_note(
    *, enrolment: Enrolment, slide: str, text: str, language: str, note: Note | None = None,
    known: dict[str, int] | None = None,
) -> None:  # fmt: skip
    """Write a note from a form: a new one, or another text for one as the form knew it.

    Raises `EmptyNote`, `NoteTooLong` or `TooManyNotes`.
    """
    words = text.strip().replace("\r\n", "\n")
    if not words:
        raise EmptyNote(_("メモを書いてから保存してください。"), field="text")
    if len(words) > LONGEST_TEXT:
        raise NoteTooLong(
            _("メモは2,000字までです。短くするか、2つに分けてください。"), field="text"
        )
    change = _change(note, slide, words, known)
    kept = keep_notes(enrolment=enrolment, batch=NoteBatch((change,)), language=language)
    if kept.refused:
        raise TooManyNotes(kept.refused[0][1], field="text")


def delete_note(*, enrolment: Enrolment, note: Note, known: dict[str, int], language: str) -> None:
    """Delete a note as the form knew it; what was written meanwhile elsewhere stays."""
    change = _change(note, note.slide_id, "", known, deleted=True)
    keep_notes(enrolment=enrolment, batch=NoteBatch((change,)), language=language)


def remove_bookmark(*, enrolment: Enrolment, slide: str, language: str) -> None:
    """Take a bookmark away; nothing happens when there is none."""
    change = BookmarkChange(slide, on=False, at=clock.now().timestamp())
    keep_notes(enrolment=enrolment, batch=NoteBatch((), (change,)), language=language)


def _change(
    note: Note | None, slide: str, text: str, known: dict[str, int] | None, deleted: bool = False
) -> NoteChange:
    return NoteChange(
        uuid=note.uuid if note else uuid.uuid4(),
        slide=slide,
        text=text,
        at=clock.now().timestamp(),
        clock=next_clock(known or {}, secrets.token_hex(6)),
        deleted=deleted,
    )


class _Keeping:
    """One transaction: reads the notes of a course, unites, writes what has changed.

    Closed notes take part, and stay closed: a device that was away still saves what it has of
    them, and learns nothing.
    """

    def __init__(self, enrolment: Enrolment, text: RevisionTextView) -> None:
        self.member: Member = enrolment.member
        self.course: Course = enrolment.assignment.course
        self.text, self.now = text, clock.now()
        rows = Note.objects.select_for_update().filter(member=self.member, course=self.course)
        self.notes: dict[uuid.UUID, Note] = {}
        self.bookmarks: dict[str, Note] = {}
        for row in rows:
            if row.kind == NoteKind.BOOKMARK:
                self.bookmarks[row.slide_id] = row
            else:
                self.notes[row.uuid] = row
        self.made: list[Note] = []
        self.changed: dict[int, Note] = {}
        self.kept = Kept()

    def keep(self, batch: NoteBatch) -> Kept:
        self.kept.refused += [(name, _unreadable()) for name in batch.unreadable]
        strangers = self._strangers(change.uuid for change in batch.notes)
        for change in batch.notes:
            reason = self._reason_to_refuse(change, strangers)
            if reason is None:
                self._keep_note(change)
                self.kept.saved.append(change.uuid)
            else:
                self.kept.refused.append((str(change.uuid), reason))
        for bookmark in batch.bookmarks:
            self._keep_bookmark(bookmark)
        Note.objects.bulk_create(self.made)
        Note.objects.bulk_update(self.changed.values(), _WRITTEN)
        return self.kept

    def _strangers(self, uuids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
        """Of the new uuids those that are another's; whose is not said."""
        new = [one for one in uuids if one not in self.notes]
        if not new:
            return set()
        return set(Note.objects.filter(uuid__in=new).values_list("uuid", flat=True))

    def _reason_to_refuse(self, change: NoteChange, strangers: set[uuid.UUID]) -> Any | None:
        if change.uuid in strangers:
            return _("この番号は使われています。メモごとに新しいuuidを付けてください。")
        if change.uuid in self.notes:
            return None
        if self.text.slide(change.slide) is None:
            return _strange_slide()
        if not change.deleted and self._count >= MOST_NOTES:
            return _("メモは1つの研修に200件までです。使わないメモを消してから書いてください。")
        return None

    @property
    def _count(self) -> int:
        return sum(not (note.is_deleted or note.is_closed) for note in self.notes.values())

    def _keep_note(self, change: NoteChange) -> None:
        at = min(change.at, self.now.timestamp())
        new = Version(change.text, at, change.clock, change.deleted)
        row = self.notes.get(change.uuid)
        stays, loser = united(_version(row) if row else None, new)
        if row is None:
            self._make(change.uuid, change.slide, stays)
        elif stays != _version(row):
            self._write(row, stays)
        if loser is not None:
            other = copy_uuid(change.uuid, loser)
            if other not in self.notes:
                self._make(other, change.slide, loser, like=row)

    def _keep_bookmark(self, change: BookmarkChange) -> None:
        at = min(change.at, self.now.timestamp())
        row = self.bookmarks.get(change.slide)
        new = Version("", at, {}, is_deleted=not change.on)
        if row is None:
            if self.text.slide(change.slide) is None:
                self.kept.refused.append((change.slide, _strange_slide()))
            else:
                self._make(uuid.uuid4(), change.slide, new, kind=NoteKind.BOOKMARK)
        elif row.is_closed and not change.on:
            return  # who sees no bookmark takes none away
        elif at > row.written_at.timestamp():
            row.is_closed = False
            self._write(row, new)

    def _make(
        self,
        note: uuid.UUID,
        slide: str,
        version: Version,
        *,
        kind: NoteKind = NoteKind.NOTE,
        like: Note | None = None,
    ) -> None:
        """A new row; a copy is on the slide of the note that it was."""
        slide = like.slide_id if like else slide
        entry = self.text.slide(slide)
        row = Note(
            organisation_id=self.member.organisation_id,
            uuid=note,
            member=self.member,
            course=self.course,
            kind=kind,
            slide_id=slide,
            slide_title=like.slide_title if like else entry.title if entry else slide,
            is_copy=like is not None,
            is_closed=like is not None and like.is_closed,
        )
        _put(row, version)
        self.made.append(row)
        if kind == NoteKind.BOOKMARK:
            self.bookmarks[slide] = row
        else:
            self.notes[note] = row

    def _write(self, row: Note, version: Version) -> None:
        _put(row, version)
        if row.pk is not None:
            self.changed[row.pk] = row


def close_notes(member: Member) -> int:
    """Close what the member has written so far; how much that is."""
    own = Note.objects.filter(member=member, is_closed=False, is_deleted=False)
    return own.update(is_closed=True)


def open_notes(member: Member) -> None:
    """Open what closed."""
    Note.objects.filter(member=member, is_closed=True).update(is_closed=False)


def delete_closed_notes(member: Member) -> None:
    """Take the words of what closed; the rows stay as of any deleted note."""
    closed = Note.objects.filter(member=member, is_closed=True)
    closed.update(text="", is_deleted=True, is_closed=False)


def _version(row: Note) -> Version:
    return Version(row.text, row.written_at.timestamp(), row.clock, row.is_deleted)


def _put(row: Note, version: Version) -> None:
    row.text, row.clock, row.is_deleted = version.text, dict(version.clock), version.is_deleted
    row.written_at = dt.datetime.fromtimestamp(version.at, dt.UTC)


def _strange_slide() -> Any:
    return _("この版にないスライドのメモです。ページを読み込み直してください。")


def _unreadable() -> Any:
    return _(
        "メモの形が正しくありません。uuid、slide、text（2,000字まで）、at、clock を入れてください。"
    )
