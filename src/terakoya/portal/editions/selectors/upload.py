"""An uploaded file as officers look at it: what it changes, what could not be told, pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.inline import plain
from terakoya.courseware.merge.diff import Diff, PartDiff, State, diff
from terakoya.courseware.merge.tree.parts import PartKind

from ...accounts.models import Member, Organisation
from ...learning.selectors.courses import company_values
from ..choices import UploadKind, UploadState
from ..editing.finding import place_of
from ..editing.questions import is_own_made
from ..extensions import room_taken
from ..models import Edition, Upload, UploadChunk
from ..storage import content_of, unpacked
from .base import part_of_changes, preview_html, spoken
from .field_values import FieldValues, field_values, label_of
from .names import title_in
from .sides import side_of
from .upload_base import BaseChoice, base_choices, base_sentence
from .upload_details import CompanyDetail, company_details
from .upload_fields import Changed, asked_part, faults, lacking, whole_part

WORDS = {
    State.EDITED: gettext_lazy("変更"),
    State.MOVED: gettext_lazy("順番"),
    State.ADDED: gettext_lazy("追加"),
    State.REMOVED: gettext_lazy("削除"),
    State.HIDDEN: gettext_lazy("非表示"),
    State.SHOWN: gettext_lazy("表示"),
}
KINDS = {
    UploadKind.DECK: PartKind.SLIDE,
    UploadKind.SURVEY: PartKind.ITEM,
    UploadKind.QUESTIONS: PartKind.QUESTION,
}
# Notices of readers on what this page offers to choose, or says of itself: a company detail that
# was recognised, a question whose slides are gone, another pass mark, another revision.
OFFERED = frozenset({"value", "question-gone", "pass-mark", "other-revision"})
HEADS = (PartKind.CHAPTER, PartKind.SURVEY, PartKind.TEST)


@dataclass(frozen=True)
class ChapterPlace:
    """A chapter in the order of the file; whether the file has moved it."""

    title: str
    is_moved: bool


@dataclass(frozen=True)
class Unsure:
    """判定できません: a page that may be a slide or a new one."""

    page: int
    candidate: str
    title: str


@dataclass(frozen=True)
class UploadItem:
    """One slide, question or item that the file changed. `clashes`: the draft did, too."""

    key: str
    title: str
    words: tuple[Any, ...]
    pages: tuple[int, ...]
    pictures: tuple[int, ...]
    changes: tuple[Changed, ...]
    before: str
    after: str
    clashes: bool
    copied_from: str
    is_unsure: bool
    is_removed: bool
    is_of_deck: bool
    lacking: str
    faults: tuple[str, ...]

    @property
    def is_ticked(self) -> bool:
        """Whether it is offered ticked: nothing that the draft changed too, or that has a fault.

        A table of three new questions lacks all others; nobody means to throw these away.
        """
        return not (self.clashes or self.is_missing or self.faults)

    @property
    def is_missing(self) -> bool:
        """Whether a file of questions or a survey just lacks it."""
        return self.is_removed and not self.is_of_deck

    @property
    def reason(self) -> str:
        """Why a deck takes a question out."""
        if self.is_of_deck and self.key.startswith(f"{PartKind.QUESTION}/"):
            return _("この問題を教えるスライドが、ファイルにありません。")
        return ""

    @property
    def dom_id(self) -> str:
        """The id of its input."""
        return "u-" + self.key.replace("/", "-")


@dataclass(frozen=True)
class UploadPageView:
    """What a read file holds beside what it was made from."""

    upload: Upload
    origin: Content
    read: Content
    draft: Content
    language: str
    interface: str
    values: Mapping[str, str]
    pictures: frozenset[int]

    @cached_property
    def _diff(self) -> Diff:
        return diff(self.origin, self.read)

    @cached_property
    def _drafted(self) -> Diff:
        return diff(self.origin, self.draft)

    @cached_property
    def _values_of_fields(self) -> FieldValues:
        courses = (self.read.course, self.origin.course)
        return field_values(courses, self.language, self.interface, self.values)

    @property
    def _kind(self) -> PartKind:
        return KINDS[UploadKind(self.upload.kind)]

    @cached_property
    def items(self) -> list[UploadItem]:
        """Everything that the file changed, in its order; of a deck also lost questions."""
        found = [part for part in self._diff.of(self._kind) if self._is_news(part)]
        return [self._item(part) for part in (*found, *self._lost_questions())]

    @property
    def present(self) -> list[UploadItem]:
        """What the file changed or brought."""
        return [item for item in self.items if not item.is_missing]

    @property
    def missing(self) -> list[UploadItem]:
        """What a file of questions or a survey lacks."""
        return [item for item in self.items if item.is_missing]

    @property
    def count(self) -> int:
        """How many things the file changed or brought."""
        whole = (self.heads, self.order, self.pass_mark)
        return len(self.present) + sum(bool(one) for one in whole)

    def _lost_questions(self) -> list[PartDiff]:
        """The questions that go with the slides that a deck lacks."""
        if self._kind is not PartKind.SLIDE:
            return []
        return [one for one in self._diff.of(PartKind.QUESTION) if State.REMOVED in one.states]

    def _is_news(self, part: PartDiff) -> bool:
        """A deck of a published edition lacks the hidden slides; that is nobody's change."""
        is_gone = State.REMOVED in part.states
        return not part.is_same and not (is_gone and self.origin.settings.hides(part.part_id))

    @property
    def same(self) -> int:
        """How many slides, questions or items are as they were."""
        return sum(not self._is_news(part) for part in self._diff.of(self._kind))

    @property
    def heads(self) -> list[Changed]:
        """Titles of chapters, survey and test that the file changed."""
        return [
            change
            for kind in HEADS
            for part in self._diff.of(kind)
            for change in self._changes(part)
        ]

    @property
    def notices(self) -> list[dict[str, Any]]:
        """What the reader tells: what the course cannot hold, what to look at; with the mend."""
        found: list[dict[str, Any]] = self._report.get("notices", [])
        return [one for one in found if one["code"] not in OFFERED]

    @cached_property
    def order(self) -> list[ChapterPlace]:
        """The chapters as the file has them, where it has moved some."""
        parts = {part.part_id.rpartition("/")[2]: part for part in self._diff.of(PartKind.CHAPTER)}
        moved = {key for key, part in parts.items() if State.MOVED in part.states}
        if not moved:
            return []
        chapters = self.read.course.text(self.language).chapters
        return [ChapterPlace(plain(one.title), one.id in moved) for one in chapters]

    @property
    def pass_mark(self) -> tuple[int, int] | None:
        """The pass mark before and after, where the file has another one."""
        before, after = (one.course.meta.pass_mark for one in (self.origin, self.read))
        return None if before == after else (before, after)

    @property
    def is_same(self) -> bool:
        """Whether there is nothing to choose."""
        return not (self.items or self.heads or self.order or self.pass_mark)

    @cached_property
    def base(self) -> str:
        """What the file was compared with, in a sentence."""
        return base_sentence(self.upload)

    @cached_property
    def base_choices(self) -> list[BaseChoice]:
        """What it may be compared with instead."""
        return base_choices(self.upload)

    @cached_property
    def _details(self) -> list[CompanyDetail]:
        return company_details(self.upload, self.origin, self.values, self.interface)

    @property
    def new_values(self) -> list[tuple[str, str]]:
        """Company details that the file says otherwise and that can be kept: label and value."""
        return [(one.label, one.value) for one in self._details if one.is_usable]

    @property
    def unfit_values(self) -> list[CompanyDetail]:
        """Company details that the file says otherwise and that cannot be taken from it."""
        return [one for one in self._details if not one.is_usable]

    @cached_property
    def unsure(self) -> list[Unsure]:
        """Pages of which the reader could not tell what they show."""
        return [
            Unsure(
                page=one["pages"][0],
                candidate=one["candidate"],
                title=self._title(one["candidate"]),
            )
            for one in self._report.get("slides", [])
            if "unsure" in one["states"] and one["pages"] and one["candidate"]
        ]

    @property
    def _report(self) -> dict[str, Any]:
        report: dict[str, Any] = self.upload.report.get(self.interface, {})
        return report

    @cached_property
    def _told(self) -> dict[str, dict[str, Any]]:
        return {one["slide"]: one for one in self._report.get("slides", [])}

    def _item(self, part: PartDiff) -> UploadItem:
        told = self._told.get(part.part_id, {})
        pages = tuple(told.get("pages", ()))
        is_slide = part.kind is PartKind.SLIDE
        shown = part_of_changes(part.changes)
        return UploadItem(
            key=f"{part.kind}/{part.part_id}",
            title=self._title(part.part_id, part.kind),
            words=tuple(WORDS[state] for state in part.states if state in WORDS),
            pages=pages,
            pictures=tuple(page for page in pages if page in self.pictures),
            changes=tuple(self._whole(part) or self._changes(part)),
            before=self._html(self.origin, part.part_id, shown) if is_slide else "",
            after=self._html(self.read, part.part_id, shown) if is_slide else "",
            clashes=self._is_drafted(part),
            copied_from=self._title(told["copied_from"]) if told.get("copied_from") else "",
            is_unsure="unsure" in told.get("states", ()),
            is_removed=State.REMOVED in part.states,
            is_of_deck=self._kind is PartKind.SLIDE,
            lacking="" if is_slide else self._lacking(part),
            faults=() if is_slide else self._faults(part),
        )

    def _is_drafted(self, part: PartDiff) -> bool:
        try:
            return not self._drafted.part(part.kind, part.part_id).is_same
        except KeyError:
            return False

    def _changes(self, part: PartDiff) -> list[Changed]:
        return [
            Changed(
                label=label_of(one.field or one.base_field or "", self.interface),
                language=one.language,
                side=side_of(one, self._values_of_fields),
            )
            for one in part.changes
            if not one.language or one.language == self.language
        ]

    def _whole(self, part: PartDiff) -> list[Changed]:
        """All that a new question or item says, or one that goes."""
        is_gone = State.REMOVED in part.states
        if not (is_gone or State.ADDED in part.states):
            return []
        one = asked_part(self.origin if is_gone else self.read, self.language, part.part_id)
        shown = self._values_of_fields
        return list(whole_part(one, shown, self.interface, is_gone=is_gone)) if one else []

    def _lacking(self, part: PartDiff) -> str:
        """The fields that a question or item of the file lacks."""
        one = asked_part(self.read, self.language, part.part_id)
        return lacking(one, self.interface, is_own=is_own_made(self.read)) if one else ""

    def _faults(self, part: PartDiff) -> tuple[str, ...]:
        """Why a question of the file cannot be asked as it is."""
        one = asked_part(self.read, self.language, part.part_id)
        return tuple(faults(one, self.interface)) if one else ()

    def _title(self, part_id: str, kind: PartKind = PartKind.SLIDE) -> str:
        for state in (self.read, self.origin):
            found = title_in(state.course, self.language, kind, part_id)
            if found:
                return found
        return part_id

    def _html(self, state: Content, slide_id: str, shown: str) -> str:
        language = spoken(state.course, self.language)
        place = place_of(state.course.text(language), slide_id)
        if place is None or place.in_bank:
            return ""
        return preview_html(state.course, language, slide_id, self.values, shown)


def upload_page(upload: Upload, officer: Member, interface: str) -> UploadPageView:
    """A file that was read, beside the draft as it is now."""
    read = unpacked(bytes(upload.read), upload.read_settings)
    language = upload.report.get("ja", {}).get("language") or interface
    return UploadPageView(
        upload=upload,
        origin=unpacked(bytes(upload.origin), upload.origin_settings),
        read=read,
        draft=content_of(upload.edition.draft),
        language=spoken(read.course, language),
        interface=interface,
        values=company_values(officer),
        pictures=frozenset(upload.pages.values_list("page", flat=True)),
    )


def uploads_of(edition: Edition) -> list[Upload]:
    """The files of an edition, newest first, without what they hold; one statement."""
    return list(
        edition.uploads.select_related("by").defer(
            "read", "origin", "report", "read_settings", "origin_settings"
        )[:50]
    )


@dataclass(frozen=True)
class UploadRoom:
    """How much of its room an organisation's files take, and which take most."""

    used: int
    quota: int
    files: tuple[Upload, ...]

    @property
    def is_short(self) -> bool:
        """Whether it is time to delete something."""
        return self.used * 5 >= self.quota * 4


def upload_room(organisation: Organisation) -> UploadRoom:
    """What counts are files whose bytes are here or on their way, those of own courses too."""
    chunks = UploadChunk.objects.filter(upload=OuterRef("pk"))
    holding = (
        Upload.objects.filter(organisation=organisation)
        .filter(Q(Exists(chunks)) | Q(state=UploadState.RECEIVING))
        .select_related("by")
        .only("uuid", "name", "size", "state", "created_at", "by__name")
        .order_by("-size", "id")
    )
    files = tuple(holding)
    used = sum(one.size for one in files) + room_taken(organisation)
    return UploadRoom(used, settings.UPLOAD_QUOTA, files)
