"""What must be found stays: goals, topics, suits, facts, variables, and the slides of questions.

`docs/algorithms/merge.md` §4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from ..inline import variables_in
from ..model import CourseMeta, Part, Question, SlideBase, Survey, SurveyItem
from ..texts import texts_of
from ..tree.order import merge_orders
from ..tree.parts import Contents, PartKind, Tongues
from .ledger import Ledger, Place
from .model import NoticeKind
from .parts import Parts
from .translations import recorded, source_hash_of, stamped

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
        heads = self.merged[PartKind.SURVEY].get("")
        if heads is None:
            return
        restored: dict[str, Part] = {}
        for language, head in heads.items():
            sides = [_head(side, PartKind.SURVEY, Survey, language) for side in self.sides]
            assert isinstance(head, Survey)
            topics = self._with_missing(
                head.topics, [side.topics if side else () for side in sides], wanted, "topics"
            )
            restored[language] = head.model_copy(update={"topics": topics})
        self.merged[PartKind.SURVEY][""] = restored

    def _restore_meta(self) -> None:
        meta = self.merged[PartKind.COURSE][""][""]
        assert isinstance(meta, CourseMeta)
        slides = list(self._each(PartKind.SLIDE, SlideBase))
        goals = {one.goal for one in slides}
        goals |= {one.goal for one in self._each(PartKind.QUESTION, Question)}
        goals |= {part.goal for part in meta.blueprint if part.goal}
        for head in self._each(PartKind.SURVEY, Survey):
            goals |= {topic.goal for topic in head.topics}
        sides = [_head(side, PartKind.COURSE, CourseMeta, "") for side in self.sides]
        suits = {one.suits for one in slides if one.suits}
        update = {
            "goals": self._with_missing(
                meta.goals, [one.goals if one else () for one in sides], goals, "goals"
            ),
            "suits": self._with_missing(
                meta.suits, [one.suits if one else () for one in sides], suits, "suits"
            ),
            "variables": self._with_missing(
                meta.variables,
                [one.variables if one else () for one in sides],
                self._variables_named(sides, meta),
                "variables",
                lambda variable: variable.key,
            ),
        }
        self.merged[PartKind.COURSE][""] = {"": meta.model_copy(update=update)}

    def _variables_named(self, sides: Sequence[CourseMeta | None], meta: CourseMeta) -> set[str]:
        """Those variables that the merge left out and a text still names."""
        there = {variable.key for variable in meta.variables}
        left_out = {one.key for side in sides[1:] if side for one in side.variables} - there
        if not left_out:
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
        merged: tuple[P, ...],
        sides: Sequence[tuple[P, ...]],
        wanted: Iterable[str],
        field: str,
        key: Callable[[P], str] = lambda part: str(part.id),  # type: ignore[attr-defined]
    ) -> tuple[P, ...]:
        """The list with what is wanted, not in it, and in ours or theirs, put where it stood."""
        there = {key(part): part for part in merged}
        missing = {
            key(part): part
            for side in (sides[2], sides[1])
            for part in side
            if key(part) in set(wanted) - set(there)
        }
        if not missing:
            return merged
        for name in missing:
            place = Place(PartKind.COURSE, "", base=(field, name))
            if place.field not in {notice.field for notice in self.ledger.notices}:
                self.ledger.notice(NoticeKind.KEPT, place)
        there |= missing
        names = [[key(part) for part in side] for side in sides]
        order, _ = merge_orders(names[0], names[1], names[2], there)
        return tuple(there[name] for name in order)

    # -- facts ------------------------------------------------------------------------------

    def _restore_facts(self) -> None:
        """Facts that are named stay; those that were named and no longer are go."""
        named = _facts_named(self.merged)
        facts = self.merged[PartKind.FACT]
        once_named = set().union(*(_facts_named(side.parts) for side in self.sides))
        for name in [name for name in facts if name in once_named - named]:
            del facts[name]
        for name in sorted(named - set(facts)):
            found = [side.of(PartKind.FACT).get(name) for side in self.sides[1:]]
            tongues = found[0] or found[1]
            if tongues is not None:
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
            named = {one for part in tongues.values() for one in _slides_named(part)}
            gone = {one for one in named if one not in slides and self._was_there(one, question_id)}
            if named - gone:
                self.merged[PartKind.QUESTION][question_id] = _without_slides(tongues, gone)
            elif gone:
                place = Place(PartKind.QUESTION, question_id)
                self.ledger.notice(NoticeKind.RESTS_ON_REMOVED, place)

    def _was_there(self, slide_id: str, question_id: str) -> bool:
        """Whether a side has both the slide and the question that names it."""
        for side in self.sides[1:]:
            tongues = side.of(PartKind.QUESTION).get(question_id)
            if tongues is None or slide_id not in side.of(PartKind.SLIDE):
                continue
            if any(slide_id in _slides_named(part) for part in tongues.values()):
                return True
        return False

    def _each(self, kind: PartKind, wanted: type[P]) -> Iterable[P]:
        """The merged parts of a kind, in every language."""
        for tongues in self.merged[kind].values():
            for part in tongues.values():
                if isinstance(part, wanted):
                    yield part


def _slides_named(part: Part) -> tuple[str, ...]:
    return part.slides if isinstance(part, Question) else ()


def _without_slides(tongues: Tongues, gone: set[str]) -> Tongues:
    """The question without some slides; a translation that was fresh stays so."""
    if not gone:
        return tongues
    pruned = {language: _pruned(part, gone) for language, part in tongues.items()}
    source, *_ = tongues
    before, after = source_hash_of(tongues[source]), source_hash_of(pruned[source])
    return {
        language: stamped(part, after) if recorded(part) == before else part
        for language, part in pruned.items()
    }


def _pruned(part: Part, gone: set[str]) -> Part:
    left = tuple(one for one in _slides_named(part) if one not in gone)
    return part.model_copy(update={"slides": left}) if left else part


def _facts_named(parts: Mapping[PartKind, Mapping[str, Tongues]]) -> set[str]:
    named: set[str] = set()
    for kind in (PartKind.SLIDE, PartKind.QUESTION):
        for tongues in parts.get(kind, {}).values():
            for part in tongues.values():
                if isinstance(part, (SlideBase, Question)):
                    named.update(part.facts)
    return named


def _head(side: Contents, kind: PartKind, wanted: type[P], language: str) -> P | None:
    part = side.of(kind).get("", {}).get(language)
    return part if isinstance(part, wanted) else None
