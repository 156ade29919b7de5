"""The merge of an update as officers look at it: parts, three versions, fields, choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.merge import (
    Choice,
    Conflict,
    ConflictKind,
    Merged,
)
from terakoya.courseware.merge.diff import Diff, FieldChange, PartDiff, State, diff
from terakoya.courseware.merge.tree.parts import PartKind

from ...accounts.models import Member
from ...learning.selectors.courses import company_values
from ..choices import SlideState
from ..merging import Step, merged_into, read_choices, step_between, vendor_state
from ..models import EditionUpdate
from ..states import slide_state
from ..storage import content_of
from .base import part_of_changes, preview_html, spoken
from .field_values import FieldValues, field_values, label_of
from .names import kind_name, notice_sentence, title_in
from .sides import Side, lines_of, side_of, sides_of

SHOWN_KINDS = (
    PartKind.SLIDE,
    PartKind.QUESTION,
    PartKind.ITEM,
    PartKind.CHAPTER,
    PartKind.TEST,
    PartKind.SURVEY,
    PartKind.COURSE,
    PartKind.FACT,
    PartKind.TERM,
    PartKind.READING,
)

SAMPLES = 3


@dataclass(frozen=True)
class FieldRow:
    """One field in the table of a part; a conflict has a choice to make or made."""

    label: str
    language: str
    ours: Side
    theirs: Side
    conflict: Conflict | None = None
    choice: Choice | None = None

    @property
    def outcome(self) -> str:
        """Which side the result takes without asking: ours or theirs."""
        return "theirs" if self.ours.is_empty else "ours"

    @property
    def dom_id(self) -> str:
        """The id of its inputs."""
        name = self.conflict.id if self.conflict else self.label
        return "c-" + "".join(sign if sign.isalnum() else "-" for sign in name)

    @property
    def text(self) -> str:
        """What stands in the input of a text of one's own."""
        if self.choice is not None and self.choice.take == "text":
            return lines_of(self.choice.text)
        return lines_of(self.conflict.ours) if self.conflict else ""

    @property
    def ours_label(self) -> str:
        """What keeping our side means."""
        kind = self.conflict.kind if self.conflict else None
        if kind is ConflictKind.HIDDEN_LEGAL:
            return _("非表示のままにする")
        if kind is ConflictKind.REMOVED and self.conflict and not self.conflict.field:
            return _("自社スライドとして残す")
        if kind is ConflictKind.REWRITTEN:
            return _("自社版をまるごと残す")
        return _("自社版を残す")

    @property
    def theirs_label(self) -> str:
        """What taking the vendor's side means."""
        kind = self.conflict.kind if self.conflict else None
        if kind is ConflictKind.HIDDEN_LEGAL:
            return _("新版を表示する")
        if kind is ConflictKind.REMOVED and self.conflict and not self.conflict.field:
            return _("なくす")
        if kind is ConflictKind.REWRITTEN:
            return _("新版にまるごと替える")
        return _("新版にする")


@dataclass(frozen=True)
class PartRow:
    """A part in the list on the left."""

    kind: PartKind
    id: str
    title: str
    number: int | None
    state: SlideState
    open: int
    settled: int
    taken: str

    @property
    def key(self) -> str:
        """The part in the address."""
        return f"{self.kind}/{self.id}"

    @property
    def heading(self) -> str:
        """Its title with its number."""
        return f"{self.number}. {self.title}" if self.number else self.title

    @property
    def is_changed(self) -> bool:
        """Whether either side changed it."""
        return self.state != SlideState.SAME or self.settled > 0


@dataclass(frozen=True)
class Version:
    """One of the versions of a slide, as learners would see it; empty HTML: not there."""

    name: str
    html: str


@dataclass(frozen=True)
class MergePage:
    """An update beside the draft; one part of it is looked at."""

    update: EditionUpdate
    step: Step
    merged: Merged
    ours_diff: Diff
    theirs_diff: Diff
    language: str
    interface: str
    values: Mapping[str, str]

    @property
    def total(self) -> int:
        """How many conflicts there are, decided ones included."""
        return len(self.merged.conflicts) + len(self.merged.settled)

    @property
    def decided(self) -> int:
        """How many of them are decided."""
        return len(self.merged.settled)

    @property
    def taken(self) -> int:
        """How many parts the vendor's changes come into without asking."""
        asked = {(one.part, one.part_id) for one in self._conflicts}
        return sum(
            (part.kind, part.part_id) not in asked and part.kind in SHOWN_KINDS
            for part in self.theirs_diff.differences
        )

    @cached_property
    def field_values(self) -> FieldValues:
        """How values of fields are shown."""
        of = self.merged.of
        courses = [one.course for one in (self.merged.edition, of.ours, of.theirs, of.base)]
        return field_values(courses, self.language, self.interface, self.values)

    @property
    def _conflicts(self) -> list[Conflict]:
        return [*self.merged.conflicts, *(one for one, _choice in self.merged.settled)]

    @cached_property
    def rows(self) -> tuple[PartRow, ...]:
        """Every part that either side has, slides in the order of the result."""
        numbers = {slide: n for n, slide in enumerate(self._slides(), 1)}
        return tuple(
            self._part_row(kind, part_id, numbers)
            for kind in SHOWN_KINDS
            for part_id in self._ids(kind)
        )

    @property
    def changed(self) -> list[PartRow]:
        """The parts that either side changed."""
        return [row for row in self.rows if row.is_changed]

    @property
    def kept(self) -> dict[SlideState, int]:
        """How many slides stay the organisation's own, by what became of them."""
        own = (SlideState.EDITED, SlideState.ADDED, SlideState.HIDDEN)
        states = [row.state for row in self.rows if row.kind is PartKind.SLIDE]
        return {state: states.count(state) for state in own if state in states}

    @property
    def samples(self) -> list[tuple[PartRow, str]]:
        """A few slides as they will be: what was chosen first, then what came by itself."""
        rows = [row for row in self.rows if row.kind is PartKind.SLIDE and row.is_changed]
        rows.sort(key=lambda row: (not row.settled, row.state != SlideState.TAKEN))
        shown = ((row, self.result(row)) for row in rows[:SAMPLES])
        return [(row, html) for row, html in shown if html]

    @property
    def unchanged(self) -> int:
        """How many slides nobody changed."""
        return sum(row.kind is PartKind.SLIDE and not row.is_changed for row in self.rows)

    def find(self, key: str) -> PartRow | None:
        """A part by its key; without one the first that asks, else the first that changed."""
        if key:
            return next((row for row in self.rows if row.key == key), None)
        asking = next((row for row in self.rows if row.open), None)
        return asking or next(iter(self.changed), None) or next(iter(self.rows), None)

    def after(self, row: PartRow) -> PartRow | None:
        """The next part that still asks; `None` when none does."""
        at = self.rows.index(row)
        return next((one for one in (*self.rows[at + 1 :], *self.rows[:at]) if one.open), None)

    def fields_of(self, row: PartRow) -> list[FieldRow]:
        """What changed in a part, field by field; conflicts where they stand."""
        return list(_field_rows(self, row))

    def versions(self, row: PartRow) -> list[Version]:
        """The slide in the base, in ours and in the vendor's newest."""
        of = self.merged.of
        return [
            Version("base", self._html(of.base, row)),
            Version("ours", self._html(of.ours, row)),
            Version("theirs", self._html(of.theirs, row)),
        ]

    def result(self, row: PartRow) -> str:
        """The slide as it will be, with the choices made so far."""
        return self._html(self.merged.edition, row)

    def _html(self, state: Content, row: PartRow) -> str:
        if row.kind is not PartKind.SLIDE:
            return ""
        language = spoken(state.course, self.language)
        return preview_html(state.course, language, row.id, self.values, self._shown(row))

    def _shown(self, row: PartRow) -> str:
        """Which state of a question shows what either side changed."""
        parts = (_part(one, row.kind, row.id) for one in (self.ours_diff, self.theirs_diff))
        return part_of_changes(change for part in parts if part for change in part.changes)

    def _slides(self) -> list[str]:
        course = self.merged.edition.course
        return [slide.id for _chapter, slide in course.source.slides()]

    def _ids(self, kind: PartKind) -> list[str]:
        """The parts of a kind: slides in order, of the others those that differ."""
        if kind is PartKind.SLIDE:
            gone = [one.part_id for one in self.theirs_diff.slides if State.REMOVED in one.states]
            asked = [one.part_id for one in self._conflicts if one.part is PartKind.SLIDE]
            return list(dict.fromkeys([*self._slides(), *gone, *asked]))
        found = [
            part.part_id
            for one in (self.theirs_diff, self.ours_diff)
            for part in one.of(kind)
            if not part.is_same
        ]
        return list(dict.fromkeys(found))

    def _part_row(self, kind: PartKind, part_id: str, numbers: Mapping[str, int]) -> PartRow:
        here = (kind, part_id)
        open_ = sum((one.part, one.part_id) == here for one in self.merged.conflicts)
        settled = [
            choice.take for one, choice in self.merged.settled if (one.part, one.part_id) == here
        ]
        return PartRow(
            kind=kind,
            id=part_id,
            title=self._title(kind, part_id),
            number=numbers.get(part_id) if kind is PartKind.SLIDE else None,
            state=SlideState.UNDECIDED if open_ else self._state(kind, part_id),
            open=open_,
            settled=len(settled),
            taken=_taken(settled),
        )

    def _state(self, kind: PartKind, part_id: str) -> SlideState:
        ours, theirs = _part(self.ours_diff, kind, part_id), _part(self.theirs_diff, kind, part_id)
        if kind is PartKind.SLIDE and self.merged.edition.settings.hides(part_id):
            return SlideState.HIDDEN
        if theirs is not None and not theirs.is_same:
            return SlideState.TAKEN
        if ours is None or ours.is_same:
            return SlideState.SAME
        if kind is PartKind.SLIDE:
            return slide_state(self.merged.of.base, self.merged.of.ours, part_id)
        return SlideState.ADDED if State.ADDED in ours.states else SlideState.EDITED

    def _title(self, kind: PartKind, part_id: str) -> str:
        of = self.merged.of
        for state in (self.merged.edition, of.ours, of.theirs, of.base):
            found = title_in(state.course, self.language, kind, part_id)
            if found:
                return found
        return kind_name(kind)

    @property
    def notices(self) -> list[str]:
        """What was decided by the rules and somebody may want to know, in sentences."""
        return list(
            dict.fromkeys(
                notice_sentence(one, self._title(PartKind(one.part), one.part_id))
                for one in self.merged.notices
            )
        )


def merge_page(update: EditionUpdate, officer: Member, language: str, interface: str) -> MergePage:
    """The update merged into the draft as it is now."""
    edition = update.edition
    step = step_between(edition.base_id, update.revision_id)
    state = content_of(edition.draft)
    merged = merged_into(state, step, read_choices(update.choices))
    base = vendor_state(step.base)
    return MergePage(
        update=update,
        step=step,
        merged=merged,
        ours_diff=diff(base, state),
        theirs_diff=diff(base, vendor_state(step.newest)),
        language=spoken(state.course, language),
        interface=interface,
        values=company_values(officer),
    )


def conflict_of(page: MergePage, conflict_id: str) -> Conflict | None:
    """A conflict of the merge by its id, decided or not."""
    return next((one for one in page._conflicts if one.id == conflict_id), None)


def _taken(takes: Sequence[str]) -> str:
    """What the choices of a part have in common; "text" where one side is not all of it."""
    if "fields" in takes:
        return "fields"
    return takes[0] if len(set(takes)) == 1 else "text" if takes else ""


# -- fields -----------------------------------------------------------------------------------

_Key = tuple[str, str]


def _field_rows(page: MergePage, row: PartRow) -> Iterator[FieldRow]:
    ours = _changes(_part(page.ours_diff, row.kind, row.id))
    theirs = _changes(_part(page.theirs_diff, row.kind, row.id))
    here = (row.kind, row.id)
    asked: list[tuple[Conflict, Choice | None]] = [
        *((one, None) for one in page.merged.conflicts if (one.part, one.part_id) == here),
        *((one, choice) for one, choice in page.merged.settled if (one.part, one.part_id) == here),
    ]
    emitted: set[str] = set()
    by_fields = next((one for one in asked if one[1] and one[1].take == "fields"), None)
    if by_fields is not None:  # it stands before the fields, and covers none of them
        asked.remove(by_fields)
        yield _conflict_row(page, *by_fields)
    for key in dict.fromkeys([*theirs, *ours]):
        found = next((one for one in asked if _covers(one[0], key)), None)
        if found is None:
            yield FieldRow(
                label=_label(key[1].lstrip("+"), page.interface),
                language=key[0],
                ours=side_of(ours.get(key), page.field_values),
                theirs=side_of(theirs.get(key), page.field_values),
            )
        elif found[0].id not in emitted:
            emitted.add(found[0].id)
            yield _conflict_row(page, *found)
    for conflict, choice in asked:
        if conflict.id not in emitted:
            yield _conflict_row(page, conflict, choice)


def _conflict_row(page: MergePage, conflict: Conflict, choice: Choice | None) -> FieldRow:
    ours, theirs = sides_of(conflict, page.field_values)
    return FieldRow(
        label=_label(conflict.field, page.interface),
        language=conflict.language,
        ours=ours,
        theirs=theirs,
        conflict=conflict,
        choice=choice,
    )


def _changes(part: PartDiff | None) -> dict[_Key, FieldChange]:
    """The changes of a part by language and path in the base; new elements by their own path."""
    if part is None:
        return {}
    return {
        (one.language, one.base_field if one.base_field is not None else f"+{one.field}"): one
        for one in part.changes
    }


def _covers(conflict: Conflict, key: _Key) -> bool:
    """Whether a change belongs to what a conflict decides."""
    language, field = conflict.language, conflict.field
    path = key[1].lstrip("+")
    same_language = not language or not key[0] or language == key[0]
    return same_language and (not field or path == field or path.startswith(f"{field}."))


def _label(field: str, interface: str) -> str:
    return label_of(field, interface) if field else _("全体")


def _part(found: Diff, kind: PartKind, part_id: str) -> PartDiff | None:
    try:
        return found.part(kind, part_id)
    except KeyError:
        return None
