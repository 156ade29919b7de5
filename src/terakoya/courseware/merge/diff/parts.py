"""Two editions → the state of every part.

`docs/algorithms/diff.md` §1.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...edition import Edition, EditionSettings
from ...model import Course, Part
from ..tree.building import is_level, tree_of
from ..tree.order import moved
from ..tree.parts import Contents, PartKind, Tongues, contents_of
from .fields import field_changes
from .model import Diff, FieldChange, PartDiff, State

HIDDEN_FIELD = "hidden"  # of a slide: the reason why it is hidden
_ORDERED = (PartKind.CHAPTER, PartKind.ITEM, PartKind.QUESTION, PartKind.TERM, PartKind.READING)


def diff(base: Edition, other: Edition) -> Diff:
    """What `other` changed against `base`, in the languages that both speak."""
    languages = [one for one in other.course.meta.languages if one in base.course.meta.languages]
    return _Comparison(base, other, languages).diff()


def part_changes(base: Part, other: Part, language: str) -> tuple[FieldChange, ...]:
    """What changed between two states of one part, such as a slide, in one language."""
    return field_changes(tree_of({language: base}), tree_of({language: other}))


class _Comparison:
    def __init__(self, base: Edition, other: Edition, languages: Sequence[str]) -> None:
        self.base, self.other = base, other
        self.source = languages[0] if languages else ""
        self.here, self.there = contents_of(base, languages), contents_of(other, languages)

    def diff(self) -> Diff:
        """Every part, kind by kind."""
        return Diff(parts=tuple(part for kind in PartKind for part in self._kind(kind)))

    def _kind(self, kind: PartKind) -> list[PartDiff]:
        base, other = self.here.of(kind), self.there.of(kind)
        taken = self._moved(kind)
        ids = dict.fromkeys([*other, *base])
        return [self._part(kind, one, base.get(one), other.get(one), one in taken) for one in ids]

    def _part(
        self,
        kind: PartKind,
        part_id: str,
        base: Tongues | None,
        other: Tongues | None,
        is_moved: bool,
    ) -> PartDiff:
        changes = [] if base is None or other is None else _changes(kind, base, other)
        if kind is PartKind.COURSE:
            changes += _of_course(self.base.course, self.other.course)
        hiding = self._hidden(part_id) if kind is PartKind.SLIDE and other is not None else []
        states = [_HIDING[change.op] for change in hiding]
        was_there, is_there = self._speaks_source(base), self._speaks_source(other)
        if was_there != is_there:
            states.insert(0, State.ADDED if is_there else State.REMOVED)
        else:
            states += [State.MOVED] * is_moved
            states = [State.EDITED] * bool(changes) + states
        return PartDiff(
            kind=kind,
            part_id=part_id,
            states=tuple(dict.fromkeys(states)) or (State.SAME,),
            changes=(*changes, *hiding),
            chapter=self.there.place(self.source).get(part_id, ""),
            base_chapter=self.here.place(self.source).get(part_id, ""),
        )

    def _speaks_source(self, part: Tongues | None) -> bool:
        """Whether a part is there: in the source language, or without languages."""
        return part is not None and (self.source in part or "" in part)

    def _hidden(self, slide_id: str) -> list[FieldChange]:
        """That a slide is hidden, shown again, or hidden for another reason."""
        base, other = (
            next((one.reason for one in edition.settings.hidden if one.slide == slide_id), None)
            for edition in (self.base, self.other)
        )
        if base == other:
            return []
        return [
            FieldChange(
                op="added" if base is None else "removed" if other is None else "edited",
                field=None if other is None else HIDDEN_FIELD,
                base_field=None if base is None else HIDDEN_FIELD,
                base=base,
                other=other,
            )
        ]

    def _moved(self, kind: PartKind) -> set[str]:
        if kind is PartKind.SLIDE:
            return _moved_slides(self.here, self.there, self.source)
        if kind in _ORDERED:
            language = "" if "" in next(iter(self.there.of(kind).values()), {}) else self.source
            return moved(self.here.order(kind, language), self.there.order(kind, language))
        return set()


_HIDING = {"added": State.HIDDEN, "removed": State.SHOWN, "edited": State.EDITED}


def _changes(kind: PartKind, base: Tongues, other: Tongues) -> list[FieldChange]:
    """The changes of a part that both have."""
    if base == other:
        return []
    if kind is PartKind.SETTINGS:
        base, other = _values_alone(base), _values_alone(other)
    languages = list(dict.fromkeys([*base, *other]))
    if is_level(base, languages) and is_level(other, languages):
        return list(field_changes(tree_of(base), tree_of(other)))
    return [change for one in languages for change in _changes_in(base, other, one)]


def _changes_in(base: Tongues, other: Tongues, language: str) -> list[FieldChange]:
    """The changes in one language, where the languages of a part are not built alike."""
    sides = [
        tree_of({language: side[language]}) if language in side else None for side in (base, other)
    ]
    changes = field_changes(sides[0], sides[1])
    return [change.model_copy(update={"language": language}) for change in changes]


def _values_alone(settings: Tongues) -> Tongues:
    """Settings without what is no change: the base, and what slides tell of themselves."""
    part: Part = settings[""]
    assert isinstance(part, EditionSettings)
    return {"": EditionSettings(variables=part.variables)}


def _of_course(base: Course, other: Course) -> list[FieldChange]:
    """Pictures of the same name with other bytes, and the list of changes."""
    found = [
        FieldChange(
            op="edited", field=f"media.{name}", base_field=f"media.{name}",
            base=base.media[name], other=digest,
        )
        for name, digest in other.media.items()
        if base.media.get(name, digest) != digest
    ]  # fmt: skip
    if base.changes != other.changes:
        told = [[one.model_dump(mode="json") for one in course.changes] for course in (base, other)]
        found.append(
            FieldChange(
                op="edited", field="changes", base_field="changes", base=told[0], other=told[1]
            )
        )
    return found


def _moved_slides(base: Contents, other: Contents, language: str) -> set[str]:
    """Those in another chapter, and the fewest that changed places within one."""
    before, after = base.slides_by_chapter(language), other.slides_by_chapter(language)
    was = base.place(language)
    taken = {
        slide
        for slide, chapter in other.place(language).items()
        if was.get(slide, chapter) != chapter
    }
    for chapter, slides in after.items():
        taken |= moved(before.get(chapter, []), slides)
    return taken
