"""A learner's own notes: for the player, for マイノート, and as a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BigAutoField
from django.urls import reverse
from django.utils.translation import gettext as _

from ...catalogue.pages import RevisionTextView
from ...common import clock
from ...common.dates import full_day, full_moment
from ...common.prepared import Given, Prepared
from ..choices import NoteKind
from ..models import Enrolment, Note
from .progress import text_of

# Every page of the player makes this. Nothing else reads notes: the member is always given.
_NOTES: Final = Prepared(
    lambda: Note.objects.filter(
        member_id=Given("member", BigAutoField()),
        course_id=Given("course", BigAutoField()),
        is_deleted=False,
        is_closed=False,
    ).order_by("id")
)


def own_notes(enrolment: Enrolment) -> list[Note]:
    """The notes and bookmarks of an enrolment's member in its course; one statement."""
    return _NOTES.all(member=enrolment.member_id, course=enrolment.assignment.course_id)


def notes_as_json(notes: Iterable[Note]) -> dict[str, Any]:
    """What the player's script knows of them."""
    rows = list(notes)
    return {
        "notes": [
            {
                "uuid": str(one.uuid),
                "slide": one.slide_id,
                "text": one.text,
                "at": one.written_at.isoformat(timespec="milliseconds"),
                "clock": one.clock,
                "copy": one.is_copy,
            }
            for one in rows
            if one.kind == NoteKind.NOTE
        ],
        "bookmarks": [one.slide_id for one in rows if one.kind == NoteKind.BOOKMARK],
    }


@dataclass(frozen=True)
class NotedSlide:
    """A slide with what its reader left on it; without number and address where it is gone."""

    id: str
    title: str
    number: int | None
    url: str
    is_bookmarked: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Notebook:
    """マイノート: everything a member noted in one course."""

    enrolment: Enrolment
    text: RevisionTextView
    slides: tuple[NotedSlide, ...]

    @property
    def has_closed(self) -> bool:
        """Whether a joining code has closed what was written before."""
        return bool(self.enrolment.member.person.former_password)

    @property
    def note_count(self) -> int:
        """How many notes there are."""
        return sum(len(one.notes) for one in self.slides)

    @property
    def bookmark_count(self) -> int:
        """How many bookmarks there are."""
        return sum(one.is_bookmarked for one in self.slides)


def notebook_of(enrolment: Enrolment, language: str) -> Notebook:
    """The member's notes in the order of the revision, those on slides that are gone last."""
    text = text_of(enrolment, language)
    by_slide: dict[str, list[Note]] = {}
    for note in own_notes(enrolment):
        by_slide.setdefault(note.slide_id, []).append(note)
    known = [slide.id for slide in text.slides]
    gone = [slide for slide in by_slide if slide not in known]
    return Notebook(
        enrolment=enrolment,
        text=text,
        slides=tuple(
            _noted_slide(enrolment, text, slide, by_slide[slide])
            for slide in [*known, *gone]
            if slide in by_slide
        ),
    )


def _noted_slide(
    enrolment: Enrolment, text: RevisionTextView, slide_id: str, rows: list[Note]
) -> NotedSlide:
    slide = text.slide(slide_id)
    return NotedSlide(
        id=slide_id,
        title=slide.title if slide else rows[-1].slide_title,
        number=text.slides.index(slide) + 1 if slide else None,
        url=reverse("learning:slide", args=(enrolment.uuid, slide_id)) if slide else "",
        is_bookmarked=any(row.kind == NoteKind.BOOKMARK for row in rows),
        notes=tuple(row for row in rows if row.kind == NoteKind.NOTE),
    )


def notebook_markdown(notebook: Notebook) -> str:
    """The notes as a text that people read and programs import."""
    title = notebook.text.title
    lines = [
        "# " + _("マイノート：%(title)s") % {"title": title},
        "",
        _("書き出した日：%(day)s") % {"day": full_day(clock.today())},
    ]
    for slide in notebook.slides:
        lines += ["", f"## {_heading(slide)}"]
        for note in slide.notes:
            lines += ["", full_moment(note.written_at), ""]
            lines += [f"> {line}".rstrip() for line in note.text.splitlines()]
    if not notebook.slides:
        lines += ["", _("メモとしおりは、まだありません。")]
    return "\n".join(lines) + "\n"


def _heading(slide: NotedSlide) -> str:
    words = f"{slide.number}. {slide.title}" if slide.number else slide.title
    if not slide.number:
        words += _("（今の版にはないスライド）")
    return words + (_("【しおり】") if slide.is_bookmarked else "")
