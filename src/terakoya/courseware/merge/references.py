"""What must be found stays: goals, topics, suits, facts, variables, and the slides of questions.

`docs/algorithms/merge.md` §4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from ..fields import key_of
from ..inline import variables_in
from ..model import CourseMeta, Part, Question, SlideBase, Survey, SurveyItem
from ..texts import texts_of
from .ledger import Ledger, Place
from .model import NoticeKind
from .parts import Parts
from .question_slides import slides_named, without_slides
from .tree.order import merge_orders
from .tree.parts import WHOLE, Contents, PartKind, Tongues

P = TypeVar("P", bound=Part)
Merged = dict[PartKind, Parts]


class Restorer:
    """Brings back what one side removed and the result still names."""

    def __init__(
        self, base: Contents, ours: Contents, theirs: Contents, merged: Merged, ledger: Ledger
    ) -> None:
        self.sides = (base, ours, theirs)
        self.merged, self.ledger = merged, ledger

    def restore(self) -> None:
        """Mend the merged parts in place."""
        self._prune_questions()
        self._restore_topics()
        self._restore_meta()
        self._restore_facts()

    # -- topics, goals, suits, variables ----------------------------------------------------

    def _restore_topics(self) -> None:
        wanted = {one.topic for one in self._each(PartKind.ITEM, SurveyItem)}
        wanted |= {one.topic for one in self._each(PartKind.QUESTION, Question)}
        wanted |= {rule.topic or "" for rule in _meta_of(self.merged).must}
        heads: dict[str, Part] = {}
        for language, head in self.merged[PartKind.SURVEY][WHOLE].items():
            assert isinstance(head, Survey)
            sides = [_head(side, PartKind.SURVEY, Survey, language) for side in self.sides]
            before = [side.topics if side else () for side in sides]
            topics = self._with_missing(head.topics, before, wanted, "topics")
            heads[language] = head.model_copy(update={"topics": topics})
        self.merged[PartKind.SURVEY][WHOLE] = heads

    def _restore_meta(self) -> None:
        meta, *sides = (
            _meta_of(parts) for parts in (self.merged, *(side.parts for side in self.sides))
        )
        named = {
            "goals": self._goals_named(meta),
            "suits": {one.suits or "" for one in self._each(PartKind.SLIDE, SlideBase)},
            "variables": self._variables_named(sides, meta),
        }
        update = {
            name: self._with_missing(
                getattr(meta, name), [getattr(side, name) for side in sides], named[name], name
            )
            for name in named
        }
        self.merged[PartKind.COURSE][WHOLE] = {"": meta.model_copy(update=update)}

    def _goals_named(self, meta: CourseMeta) -> set[str]:
        goals = {part.goal or "" for part in meta.blueprint}
        goals |= {rule.goal or "" for rule in meta.must}
        goals |= {one.goal for one in self._each(PartKind.SLIDE, SlideBase)}
        goals |= {one.goal for one in self._each(PartKind.QUESTION, Question)}
        for head in self._each(PartKind.SURVEY, Survey):
            goals |= {topic.goal for topic in head.topics}
        return goals

    def _variables_named(self, sides: Sequence[CourseMeta], meta: CourseMeta) -> set[str]:
        """Those variables that the merge left out and a text still names."""
        there = {variable.key for variable in meta.variables}
        left_out = {one.key for side in sides for one in side.variables} - there
        if not left_out:  # texts are many, and as a rule there is nothing to look for
            return there
        named = {
            key
            for kind in (PartKind.SLIDE, PartKind.ITEM, PartKind.QUESTION)
            for tongues in self.merged[kind].values()
            for part in tongues.values()
            for _, text in texts_of(part)
            for key in variables_in(text)
        }
        return there | (left_out & named)

    def _with_missing(
        self,
        merged: tuple[Part, ...],
        sides: Sequence[tuple[Part, ...]],
        wanted: Collection[str],
        field: str,
    ) -> tuple[Part, ...]:
        """The list with what is wanted, not in it, and in ours or theirs, put where it stood."""
        there = _by_name(merged)
        base, ours, theirs = (_by_name(side) for side in sides)
        missing = {
            name: part
            for name, part in {**theirs, **ours}.items()
            if name in wanted and name not in there
        }
        if not missing:
            return merged
        for name in missing:
            self.ledger.notice(NoticeKind.KEPT, Place(PartKind.COURSE, WHOLE, base=(field, name)))
        there |= missing
        order, _ = merge_orders(list(base), list(ours), list(theirs), there)
        return tuple(there[name] for name in order)

    # -- facts ------------------------------------------------------------------------------

    def _restore_facts(self) -> None:
        """Facts that are named stay; those that were named and no longer are go."""
        named = _facts_named(self.merged)
        facts = self.merged[PartKind.FACT]
        once_named = set().union(*(_facts_named(side.parts) for side in self.sides))
        for name in (once_named - named) & set(facts):
            del facts[name]
        _, ours, theirs = (side.of(PartKind.FACT) for side in self.sides)
        for name, tongues in {**theirs, **ours}.items():
            if name in named and name not in facts:
                facts[name] = tongues
                self.ledger.notice(NoticeKind.KEPT, Place(PartKind.FACT, name))
        # A fact that is gone is named by nothing; that the vendor changed it concerns nobody.
        self.ledger.notices = [
            notice
            for notice in self.ledger.notices
            if (notice.kind, notice.part) != (NoticeKind.CHANGED_REMOVED, PartKind.FACT)
        ]

    # -- questions --------------------------------------------------------------------------

    def _prune_questions(self) -> None:
        """A question names no slide that this merge has removed, as long as one is left."""
        slides = self.merged[PartKind.SLIDE]
        for question_id, tongues in self.merged[PartKind.QUESTION].items():
            named = slides_named(tongues)
            gone = {one for one in named - set(slides) if self._was_there(one, question_id)}
            if not gone:
                continue
            place = Place(PartKind.QUESTION, question_id, base=("slides",))
            if named - gone:
                self.merged[PartKind.QUESTION][question_id] = without_slides(tongues, gone)
                self.ledger.notice(NoticeKind.NAMED_REMOVED, place)
            else:
                self.ledger.notice(NoticeKind.RESTS_ON_REMOVED, place)

    def _was_there(self, slide_id: str, question_id: str) -> bool:
        """Whether a side has both the slide and the question that names it."""
        return any(
            slide_id in side.of(PartKind.SLIDE)
            and slide_id in slides_named(side.of(PartKind.QUESTION).get(question_id, {}))
            for side in self.sides[1:]
        )

    def _each(self, kind: PartKind, wanted: type[P]) -> Iterable[P]:
        """The merged parts of a kind, in every language."""
        for tongues in self.merged[kind].values():
            for part in tongues.values():
                if isinstance(part, wanted):
                    yield part


def _by_name(parts: Iterable[Part]) -> dict[str, Part]:
    return {str(key_of(part)): part for part in parts}


def _meta_of(parts: Mapping[PartKind, Mapping[str, Tongues]]) -> CourseMeta:
    meta = parts[PartKind.COURSE][WHOLE][""]
    assert isinstance(meta, CourseMeta)
    return meta


def _facts_named(parts: Mapping[PartKind, Mapping[str, Tongues]]) -> set[str]:
    named: set[str] = set()
    for kind in (PartKind.SLIDE, PartKind.QUESTION):
        for tongues in parts[kind].values():
            for part in tongues.values():
                named.update(getattr(part, "facts", ()))
    return named


def _head(side: Contents, kind: PartKind, wanted: type[P], language: str) -> P | None:
    part = side.of(kind).get("", {}).get(language)
    return part if isinstance(part, wanted) else None
