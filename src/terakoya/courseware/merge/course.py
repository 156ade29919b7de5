"""Three editions made into one.

`docs/algorithms/merge.md`. Parts are merged by `parts.py`, what they name is kept by
`references.py`; here stand the languages, the places of slides, the orders, and the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ..edition import Edition, EditionSettings
from ..model import Change, Course, CourseMeta, CourseText, Part
from ..revision import picture_names, revision_id
from .ledger import Ledger, LegalChanges, Place
from .model import Choice, Conflict, ConflictKind, Inputs, Merged, NoticeKind
from .parts import PartMerger, Parts
from .references import Restorer
from .three_way import ThreeWay
from .translations import same
from .tree.building import tree_of
from .tree.nodes import Leaf, Record, shown
from .tree.order import continued_by, merge_orders
from .tree.parts import SECTIONS, WHOLE, Contents, PartKind, Tongues, contents_of

_TAUGHT, _ASIDE = SECTIONS


def merge(
    base: Edition,
    ours: Edition,
    theirs: Edition,
    changes: Iterable[Change] = (),
    choices: Iterable[Choice] = (),
) -> Merged:
    """Bring what `theirs` changed since `base` into `ours`.

    `changes` are those of `changes.yaml` between base and theirs; they say what is legal.
    `choices` resolve conflicts; of several for one conflict the last holds. Until a conflict is
    resolved the result holds our side.
    """
    inputs = Inputs(base, ours, theirs, tuple(changes))
    return _CourseMerger(inputs, {choice.conflict: choice for choice in choices}).merged()


def resolve(merged: Merged, choices: Iterable[Choice]) -> Merged:
    """The same merge with further choices; they come after those it was made with."""
    of = merged.of
    return merge(of.base, of.ours, of.theirs, of.changes, [*merged.choices, *choices])


def rebased(edition: Edition, onto: Edition) -> Edition:
    """The edition with another revision as its base: the one that was merged in."""
    settings = edition.settings.model_copy(update={"base": revision_id(onto.course)})
    return edition.model_copy(update={"settings": settings})


class _CourseMerger:
    def __init__(self, inputs: Inputs, choices: dict[str, Choice]) -> None:
        self.inputs = inputs
        self.base, self.ours, self.theirs = (
            inputs.base.course,
            inputs.ours.course,
            inputs.theirs.course,
        )
        self.ledger = Ledger(choices)
        self.languages = self._languages()
        self.contents = self._contents()
        self.parts = PartMerger(
            self.ledger,
            LegalChanges(inputs.changes),
            self.languages,
            inputs.ours.settings.hides,
        )

    def merged(self) -> Merged:
        """The whole answer."""
        base, ours, theirs = self.contents
        merged = {kind: self.parts.merge_kind(kind, base, ours, theirs) for kind in PartKind}
        self._part_namesakes(merged)
        places = {language: self._places(merged, language) for language in self.languages}
        Restorer(base, ours, theirs, merged, self.ledger).restore()
        course = self._course(merged, places)
        settings = self._settings(merged)
        return Merged(
            edition=Edition(course=course, settings=settings),
            conflicts=tuple(self.ledger.open),
            notices=tuple(dict.fromkeys(self.ledger.notices)),
            of=self.inputs,
            settled=tuple(self.ledger.settled),
            misfits=self.ledger.misfits(),
            superseded=self.ledger.superseded(),
        )

    # -- languages --------------------------------------------------------------------------

    def _languages(self) -> list[str]:
        """The languages of the result, the source first."""
        sides = [course.meta.languages for course in (self.base, self.ours, self.theirs)]
        keep = [one for one in dict.fromkeys([*sides[1], *sides[2]]) if self._stays(one)]
        if not keep:  # each side gave up what the other kept; a course speaks at least one
            keep = list(sides[1])
            self.ledger.notice(NoticeKind.KEPT, Place(PartKind.COURSE, WHOLE, base=("languages",)))
        order, _ = merge_orders(sides[0], sides[1], sides[2], keep)
        return order

    def _stays(self, language: str) -> bool:
        in_base, in_ours, in_theirs = (
            language in course.meta.languages for course in (self.base, self.ours, self.theirs)
        )
        if not in_base or (in_ours and in_theirs):
            return True
        place = Place(PartKind.COURSE, WHOLE, base=("languages", language))
        if in_theirs:
            if self.theirs.text(language) != self.base.text(language):
                self.ledger.notice(NoticeKind.CHANGED_REMOVED, place)
            return False
        if self.ours.text(language) == self.base.text(language):
            return False
        conflict = Conflict(
            kind=ConflictKind.REMOVED,
            part=place.kind,
            part_id=WHOLE,
            field=place.field,
            field_theirs=None,
            base=language,
            ours=language,
        )
        choice = self.ledger.settle(conflict)
        return choice is None or choice.take == "ours"

    def _contents(self) -> tuple[Contents, Contents, Contents]:
        """The parts of each side in the languages of the result; those of the base only in
        languages that both sides still speak, since elsewhere there is nothing to compare."""

        def of(edition: Edition, languages: Sequence[str]) -> Contents:
            known = edition.course.meta.languages
            contents = contents_of(edition, [one for one in languages if one in known])
            return _with_languages(contents, self.languages)

        both = set(self.ours.meta.languages) & set(self.theirs.meta.languages)
        return (
            of(self.inputs.base, [one for one in self.languages if one in both]),
            of(self.inputs.ours, self.languages),
            of(self.inputs.theirs, self.languages),
        )

    # -- ids and places ---------------------------------------------------------------------

    def _part_namesakes(self, merged: dict[PartKind, Parts]) -> None:
        """One id for a slide, an item, a question: what two sides added as different kinds."""
        owner: dict[str, PartKind] = {}
        for kind in (PartKind.SLIDE, PartKind.ITEM, PartKind.QUESTION):
            for part_id in list(merged[kind]):
                other = owner.setdefault(part_id, kind)
                if other is not kind:
                    is_ours = part_id in self.contents[1].of(kind)
                    mine, their = (kind, other) if is_ours else (other, kind)
                    gone = mine if self._takes_theirs(part_id, mine, their, merged) else their
                    del merged[gone][part_id]

    def _takes_theirs(
        self, part_id: str, mine: PartKind, their: PartKind, merged: Mapping[PartKind, Parts]
    ) -> bool:
        conflict = Conflict(
            kind=ConflictKind.ADDED,
            part=mine,
            part_id=part_id,
            ours=shown(tree_of(merged[mine][part_id])),
            theirs=shown(tree_of(merged[their][part_id])),
        )
        choice = self.ledger.settle(conflict)
        return choice is not None and choice.take == "theirs"

    def _places(self, merged: dict[PartKind, Parts], language: str) -> dict[str, str]:
        """The chapter of every slide; a chapter in which one stands is brought back."""
        places: dict[str, str] = {}
        for slide, tongues in merged[PartKind.SLIDE].items():
            if language in tongues:
                places[slide] = self._place(slide, language)
                self._keep_chapter(merged[PartKind.CHAPTER], places[slide], language)
        return places

    def _followers(self, language: str) -> dict[str, str]:
        """The slides of ours that hold what else stands on the page of the slide before them.

        They have no page of their own, so that they go where that slide goes.
        """
        ours, theirs = self.contents[1].place(language), self.contents[2].place(language)
        found: dict[str, str] = {}
        for before, slide in pairwise(ours):
            parent = continued_by(slide)
            if parent and slide not in theirs and parent in (before, found.get(before)):
                found[slide] = parent
        return found

    def _place(self, slide: str, language: str) -> str:
        """Where a slide stands: as in the source where a side does not speak the language."""
        base, ours, theirs = (side.place(language).get(slide) for side in self.contents)
        place = ours
        if self._is_put_aside(slide, base, ours, theirs):
            self.ledger.notice(NoticeKind.PUT_ASIDE, Place(PartKind.SLIDE, slide))
        elif ours is None or (ours == base and theirs is not None):
            place = theirs
        elif theirs not in (None, base, ours):
            self.ledger.notice(NoticeKind.MOVED, Place(PartKind.SLIDE, slide))
        assert place is not None
        return place

    def _is_put_aside(
        self, slide: str, base: str | None, ours: str | None, theirs: str | None
    ) -> bool:
        """Whether a slide that we changed was put into the bank, where nobody is taught it."""
        if base is None or ours is None or theirs is None:
            return False
        was_taught = base.startswith(f"{_TAUGHT}/") and ours.startswith(f"{_TAUGHT}/")
        if not was_taught or not theirs.startswith(f"{_ASIDE}/"):
            return False
        before, own = (side.of(PartKind.SLIDE).get(slide, {}) for side in self.contents[:2])
        return not same(own, before)

    def _keep_chapter(self, chapters: Parts, chapter: str, language: str) -> None:
        there = chapters.get(chapter, {})
        if language in there:
            return
        for side in self.contents[1:]:
            found = side.of(PartKind.CHAPTER).get(chapter, {})
            if found:
                part = found.get(language) or next(iter(found.values()))
                chapters[chapter] = {**there, language: part}
                self.ledger.notice(NoticeKind.KEPT, Place(PartKind.CHAPTER, chapter))
                return

    def _order(self, kind: PartKind, merged: Parts, language: str) -> list[str]:
        """The order of the parts of a kind in a language."""
        keep = {name for name, tongues in merged.items() if language in tongues}
        return self._ordered(kind, [side.order(kind, language) for side in self.contents], keep)

    def _ordered(
        self, kind: PartKind, names: Sequence[Sequence[str]], keep: Collection[str]
    ) -> list[str]:
        order, lost = merge_orders(names[0], names[1], names[2], keep)
        if kind is not PartKind.FACT:
            for part_id in lost:
                self.ledger.notice(NoticeKind.MOVED, Place(kind, part_id))
        return order

    # -- the whole --------------------------------------------------------------------------

    def _course(
        self, merged: dict[PartKind, Parts], places: Mapping[str, Mapping[str, str]]
    ) -> Course:
        meta = merged[PartKind.COURSE][WHOLE][""]
        assert isinstance(meta, CourseMeta)
        texts = tuple(self._text(one, merged, places[one]) for one in self.languages)
        return Course.model_validate(
            {
                "meta": meta.model_copy(update={"languages": tuple(self.languages)}),
                "texts": texts,
                "facts": self._facts(merged),
                "glossary": self._in_order(PartKind.TERM, merged),
                "readings": self._in_order(PartKind.READING, merged),
                "changes": self._changes(),
                "media": self._media(merged),
            }
        )

    def _text(
        self, language: str, merged: Mapping[PartKind, Parts], places: Mapping[str, str]
    ) -> CourseText:
        survey = merged[PartKind.SURVEY][WHOLE][language]
        test = merged[PartKind.TEST][WHOLE][language]
        items = self._in_order(PartKind.ITEM, merged, language)
        questions = self._in_order(PartKind.QUESTION, merged, language)
        chapters = self._chapters(language, merged, places)
        return CourseText.model_validate(
            {
                "language": language,
                **{
                    section: tuple(
                        part for key, part in chapters.items() if key.startswith(f"{section}/")
                    )
                    for section in SECTIONS
                },
                "survey": survey.model_copy(update={"items": items}),
                "test": test.model_copy(update={"questions": questions}),
            }
        )

    def _chapters(
        self, language: str, merged: Mapping[PartKind, Parts], places: Mapping[str, str]
    ) -> dict[str, Part]:
        """The chapters of a language with their slides, in order."""
        there = [side.slides_by_chapter(language) for side in self.contents]
        following: dict[str, list[str]] = {}
        for slide, parent in self._followers(language).items():
            # What stands on a page of the bank is seen by nobody, and this is no part of the bank.
            if slide in places and places.get(parent, "").startswith(f"{_TAUGHT}/"):
                following.setdefault(parent, []).append(slide)
        follow = set().union(*following.values())
        keep: dict[str, set[str]] = {}
        for slide, chapter in places.items():
            if slide not in follow:
                keep.setdefault(chapter, set()).add(slide)
        chapters: dict[str, Part] = {}
        for key in self._order(PartKind.CHAPTER, merged[PartKind.CHAPTER], language):
            names = [side.get(key, []) for side in there]
            order = self._ordered(PartKind.SLIDE, names, keep.get(key, set()))
            every = [name for one in order for name in (one, *following.get(one, ()))]
            slides = tuple(merged[PartKind.SLIDE][name][language] for name in every)
            head = merged[PartKind.CHAPTER][key][language]
            chapters[key] = head.model_copy(update={"slides": slides})
        return chapters

    def _in_order(
        self, kind: PartKind, merged: Mapping[PartKind, Parts], language: str = ""
    ) -> tuple[Part, ...]:
        parts = merged[kind]
        return tuple(parts[name][language] for name in self._order(kind, parts, language))

    def _facts(self, merged: Mapping[PartKind, Parts]) -> tuple[Part, ...]:
        """In the order of their ids, as a folder is read, where ours are so; else merged."""
        facts = merged[PartKind.FACT]
        ours = list(self.contents[1].order(PartKind.FACT, ""))
        order = self._order(PartKind.FACT, facts, "")
        return tuple(facts[name][""] for name in (sorted(order) if ours == sorted(ours) else order))

    def _changes(self) -> tuple[Change, ...]:
        """A change is told by all that it says; so two lists become one without a conflict."""
        sides = [
            {change.model_dump_json(): change for change in course.changes}
            for course in (self.base, self.ours, self.theirs)
        ]
        base, ours, theirs = sides
        keep = {
            name
            for name in (*ours, *theirs)
            if (name in ours and name in theirs) or name not in base
        }
        order, _ = merge_orders(list(base), list(ours), list(theirs), keep)
        return tuple((ours.get(name) or theirs[name]) for name in order)

    def _media(self, merged: Mapping[PartKind, Parts]) -> dict[str, str]:
        """The pictures that the slides name, by the hash of their bytes.

        A picture comes and goes with the slides that show it, so nobody is asked whether one stays
        that only one side has, or what becomes of one that no slide of the result shows.
        """
        base, ours, theirs = (course.media for course in (self.base, self.ours, self.theirs))
        named = _pictures(merged)
        alone = {
            name: ours.get(name) or theirs[name]
            for name in named
            if (name in ours) != (name in theirs)
        }
        every = {*base, *ours, *theirs}
        let_go: set[str] = set()
        if not named >= every:  # keep what no side ever named; a picture let go goes
            let_go = set().union(*(_pictures(side.parts) for side in self.contents)) - named
        asked = every - let_go - set(alone)
        before, own, new = (
            Record({name: Leaf(digest) for name, digest in side.items() if name in asked})
            for side in (base, ours, theirs)
        )
        place = Place(PartKind.COURSE, WHOLE).called("media")
        met = ThreeWay(self.ledger, self.languages[0]).record(before, own, new, place)
        media: dict[str, Any] = {
            name: node.value for name, node in met.fields.items() if isinstance(node, Leaf)
        }
        return dict(sorted({**media, **alone}.items()))

    def _settings(self, merged: Mapping[PartKind, Parts]) -> EditionSettings:
        """Without the slides that are gone, and those that somebody chose to show again."""
        settings = merged[PartKind.SETTINGS][WHOLE][""]
        assert isinstance(settings, EditionSettings)
        known = set().union(*(side.of(PartKind.SLIDE) for side in self.contents))
        gone = (known - set(merged[PartKind.SLIDE])) | self.parts.shown_again
        hidden = tuple(one for one in settings.hidden if one.slide not in gone)
        return settings.model_copy(update={"hidden": hidden})


def _with_languages(contents: Contents, languages: Sequence[str]) -> Contents:
    """The head of the course with the languages of the result: that question is decided."""
    meta = contents.of(PartKind.COURSE)[WHOLE][""]
    same_meta = {WHOLE: {"": meta.model_copy(update={"languages": tuple(languages)})}}
    return replace(contents, parts={**contents.parts, PartKind.COURSE: same_meta})


def _pictures(parts: Mapping[PartKind, Mapping[str, Tongues]]) -> set[str]:
    return {
        name
        for tongues in parts.get(PartKind.SLIDE, {}).values()
        for part in tongues.values()
        for name in picture_names(part)
    }
