"""One part on three sides: whether it stays, and what it says.

The table of `docs/algorithms/merge.md` §2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any

from ..fields import PARTS_OF_THEIR_OWN
from ..model import Part
from ..texts import texts_of
from .ledger import Ledger, LegalChanges, Place, covers
from .model import Conflict, ConflictKind, NoticeKind
from .question_slides import with_slides_let_go
from .three_way import Needs, ThreeWay
from .translations import Sides, same, stamped
from .tree.building import is_level, tree_of
from .tree.nodes import Record, plain, shown, speaks
from .tree.parts import Contents, PartKind, Tongues
from .validity import BODY, groups_of, trouble, uneasy

Parts = dict[str, Tongues]
_ASKED_AS_ONE = (PartKind.SLIDE, PartKind.QUESTION, PartKind.ITEM)


class PartMerger:
    """Merges parts of one course; `languages` are those of the result, the source first."""

    def __init__(
        self,
        ledger: Ledger,
        legal: LegalChanges,
        languages: Sequence[str],
        is_hidden: Callable[[str], bool],
    ) -> None:
        self.ledger, self.legal = ledger, legal
        self.languages, self.is_hidden = languages, is_hidden
        self.shown_again: set[str] = set()

    def merge_kind(self, kind: PartKind, base: Contents, ours: Contents, theirs: Contents) -> Parts:
        """Every part of a kind that stays, by id, in no particular order."""
        merged: Parts = {}
        gone = set(base.of(PartKind.SLIDE)) - set(ours.of(PartKind.SLIDE))
        for part_id in dict.fromkeys([*ours.of(kind), *theirs.of(kind), *base.of(kind)]):
            before, own, new = (side.of(kind).get(part_id) for side in (base, ours, theirs))
            spoken = [side.languages for side in (base, ours, theirs)]
            if kind is PartKind.QUESTION:
                own = with_slides_let_go(before, own, new, gone)
            tongues = self._merge_part(kind, part_id, (before, own, new), spoken)
            if tongues:
                there = [side.languages for side in (ours, theirs) if part_id in side.of(kind)]
                merged[part_id] = self._complete(tongues, {one for side in there for one in side})
        return merged

    def _merge_part(
        self,
        kind: PartKind,
        part_id: str,
        sides: Sequence[Tongues | None],
        spoken: Sequence[Sequence[str]],
    ) -> Tongues | None:
        """The merged part in its languages, or `None` where it is gone."""
        base, ours, theirs = sides
        place = Place(kind, part_id, legal=self.legal.fields(part_id, base, theirs))
        self._tell_of_hidden(place, base, ours, theirs)
        if base is not None and ours is not None and theirs is not None:
            # Most parts are such; what one side left alone need not be looked at any closer.
            if theirs == base:
                return ours
            if ours == base:
                return theirs
        pairs = zip(sides, spoken, strict=True)
        level = all(side is None or is_level(side, languages) for side, languages in pairs)
        taken = self._as_one(place, base, ours, theirs, level=level)
        return taken or self._by_fields(place, base, ours, theirs, level=level)

    def _by_fields(
        self,
        place: Place,
        base: Tongues | None,
        ours: Tongues | None,
        theirs: Tongues | None,
        *,
        level: bool,
    ) -> Tongues | None:
        merge = self._merge_tongues if level else self._merge_ragged
        return merge(place, base, ours, theirs)

    def _merge_ragged(
        self, place: Place, base: Tongues | None, ours: Tongues | None, theirs: Tongues | None
    ) -> Tongues:
        """Each language by itself, where a side is not built alike in all of them."""
        merged: dict[str, Part] = {}
        for language in self.languages:
            found = self._merge_tongues(
                Place(place.kind, place.part_id, language, legal=place.legal),
                _only(base, language),
                _only(ours, language),
                _only(theirs, language),
            )
            merged.update(found or {})
        if base is None or ours is None or theirs is None or self.languages[0] not in merged:
            return merged
        return self._with_hashes(merged, Sides(base, ours, theirs, self.languages[0]), None)

    def _merge_tongues(
        self, place: Place, base: Tongues | None, ours: Tongues | None, theirs: Tongues | None
    ) -> Tongues | None:
        if base is None:
            return self._added(place, ours, theirs)
        if ours is None or theirs is None:
            return self._removed(place, base, ours, theirs)
        if same(ours, theirs):
            return _with_newest_hashes(base, ours, theirs)
        if same(theirs, base) or same(ours, base):
            words = ours if same(theirs, base) else theirs
            return self._with_hashes(words, Sides(base, ours, theirs, self._source_of(words)), None)
        return self._both_changed(place, base, ours, theirs)

    # -- presence ---------------------------------------------------------------------------

    def _added(self, place: Place, ours: Tongues | None, theirs: Tongues | None) -> Tongues | None:
        if ours is None or theirs is None or same(ours, theirs):
            return theirs if ours is None else ours
        takes_theirs = self._ask(place, ConflictKind.ADDED, None, ours, theirs)
        return theirs if takes_theirs else ours

    def _removed(
        self, place: Place, base: Tongues, ours: Tongues | None, theirs: Tongues | None
    ) -> Tongues | None:
        if theirs is not None:
            return self._removed_here(place, base, theirs)
        if ours is None:
            return None
        if not same(ours, base):
            return None if self._ask(place, ConflictKind.REMOVED, base, ours, None) else ours
        if place.kind is PartKind.SLIDE and self.is_hidden(place.part_id):
            self.ledger.notice(NoticeKind.REMOVED_HIDDEN, place)
        return None

    def _removed_here(self, place: Place, base: Tongues, theirs: Tongues) -> Tongues | None:
        if same(theirs, base):
            return None
        if place.legal:
            takes_theirs = self._ask(place, ConflictKind.REMOVED_LEGAL, base, None, theirs)
            return theirs if takes_theirs else None
        self.ledger.notice(NoticeKind.CHANGED_REMOVED, place)
        return None

    def _tell_of_hidden(
        self, place: Place, base: Tongues | None, ours: Tongues | None, theirs: Tongues | None
    ) -> None:
        """What the vendor changed on a slide that we hide; the law may ask to show it again."""
        if place.kind is not PartKind.SLIDE or not self.is_hidden(place.part_id):
            return
        if base is None or ours is None or theirs is None or same(base, theirs):
            return
        if not place.legal:
            self.ledger.notice(NoticeKind.CHANGED_HIDDEN, place)
            return
        conflict = Conflict(
            kind=ConflictKind.HIDDEN_LEGAL,
            part=place.kind,
            part_id=place.part_id,
            field="hidden",
            base=False,
            ours=True,
            theirs=_shown(theirs),
            legal=True,
        )
        choice = self.ledger.settle(conflict)
        if choice is not None and choice.take == "theirs":
            self.shown_again.add(place.part_id)

    def _ask(
        self,
        place: Place,
        kind: ConflictKind,
        base: Tongues | None,
        ours: Tongues | None,
        theirs: Tongues | None,
    ) -> bool:
        """Whether a person took theirs; False as long as nobody has decided."""
        conflict = Conflict(
            kind=kind,
            part=place.kind,
            part_id=place.part_id,
            language=place.language,
            field_ours=None if ours is None else "",
            field_theirs=None if theirs is None else "",
            base=_shown(base),
            ours=_shown(ours),
            theirs=_shown(theirs),
            legal=bool(place.legal),
        )
        choice = self.ledger.settle(conflict)
        return choice is not None and choice.take == "theirs"

    # -- rewritten --------------------------------------------------------------------------

    def _is_rewritten(self, base: Tongues, ours: Tongues) -> bool:
        """Whether half of the texts that we have in the source language or more are our own."""
        source = self._source_of(ours)
        if source not in base:
            return False
        before, own = (
            Counter(text for _path, text in texts_of(side[source]) if text) for side in (base, ours)
        )
        return 2 * (own - before).total() >= own.total() > 0

    def _as_one(
        self,
        place: Place,
        base: Tongues | None,
        ours: Tongues | None,
        theirs: Tongues | None,
        *,
        level: bool,
    ) -> Tongues | None:
        """The side that stands where we rewrote the part; `None` where each field is decided.

        What would be asked is found without the choices, so that the question stays the same
        whatever is chosen.
        """
        if base is None or ours is None or theirs is None:
            return None
        if place.kind not in _ASKED_AS_ONE or not self._is_rewritten(base, ours):
            return None
        trial = PartMerger(Ledger({}), self.legal, self.languages, self.is_hidden)
        trial._by_fields(place, base, ours, theirs, level=level)
        fields = trial.ledger.open
        if len({one.field for one in fields}) < 2:
            return None
        told = [
            _shown(side) if level else {one: _shown(_only(side, one)) for one in side}
            for side in (base, ours, theirs)
        ]
        conflict = Conflict(
            kind=ConflictKind.REWRITTEN,
            part=place.kind,
            part_id=place.part_id,
            base=told[0],
            ours=told[1],
            theirs=told[2],
            legal=bool(place.legal),
            takes_fields=True,
        )
        take = self.ledger.settle_as_one(conflict, fields)
        if take == "fields":
            return None
        if take != "theirs":
            self._tell_of_law(place, Ledger({}))  # the vendor's change is not in the result
        words = theirs if take == "theirs" else ours
        sides = Sides(base, ours, theirs, self._source_of(words))
        taken = self._with_hashes(words, sides, None)
        return self._complete(taken, taken) if level else taken

    # -- content ----------------------------------------------------------------------------

    def _both_changed(self, place: Place, base: Tongues, ours: Tongues, theirs: Tongues) -> Tongues:
        """Field by field; where that makes no part, with ever more fields taken together."""
        trees = tree_of(base), tree_of(ours), tree_of(theirs)
        layouts = {type(_first(side)) for side in (base, ours, theirs)}
        accepted = uneasy(_first(ours)) | uneasy(_first(theirs))
        troubled = {BODY} if len(layouts) > 1 else set[str]()
        languages = [one for one in ("", *self.languages) if one in ours or one in theirs]
        while True:
            attempt = ThreeWay(self.ledger.fork(), languages[0])
            merged = attempt.record(*trees, place, groups_of(place.kind, troubled, *trees))
            kind = _kind(merged, (ours, trees[1]), (theirs, trees[2]))
            values = {one: _values(merged, kind, one) for one in languages}
            found = set().union(*(trouble(kind, one) for one in values.values())) - accepted
            if not found or BODY in troubled:
                break
            self.ledger.give_up(attempt.ledger)
            troubled = {BODY} if troubled else found
        self.ledger.take(attempt.ledger)
        self._tell_of_law(place, attempt.ledger)
        parts = {language: kind.model_validate(one) for language, one in values.items()}
        spoken = {one: part for one, part in parts.items() if speaks(merged, one)}
        sides = Sides(base, ours, theirs, languages[0])
        return {**parts, **self._with_hashes(spoken, sides, attempt.needs)}

    def _source_of(self, tongues: Tongues) -> str:
        """The first language that a part speaks; "" for a part without languages."""
        return next(one for one in ("", *self.languages) if one in tongues)

    def _with_hashes(self, merged: Tongues, sides: Sides, needs: Needs | None) -> Tongues:
        """The translations with the hash of the source that they render."""
        return {
            language: part
            if language in ("", sides.source)
            else stamped(part, sides.hash_for(language, merged, needs))
            for language, part in merged.items()
        }

    def _tell_of_law(self, place: Place, found: Ledger) -> None:
        """A legal change that met no field of ours is told of, since we changed the part."""
        asked = [one.field for one in (*found.open, *(one for one, _ in found.settled))]
        for field in place.legal:
            if not any(one == BODY or covers(field, one) for one in asked):
                here = Place(place.kind, place.part_id, base=(field,) if field else ())
                self.ledger.notice(NoticeKind.LEGAL, here)

    def _complete(self, tongues: Tongues, spoken: Collection[str]) -> Tongues:
        """A part in the languages that no side which has it speaks: with the words of its
        source, marked as not translated."""
        if "" in tongues:
            return tongues
        return {
            language: tongues[language] if language in tongues else stamped(_first(tongues), "")
            for language in self.languages
            if language in tongues or language not in spoken
        }


def _with_newest_hashes(base: Tongues, ours: Tongues, theirs: Tongues) -> Tongues:
    """Words that both sides have, with the hash of the one that has renewed it."""
    return {
        language: theirs[language] if part == base.get(language) else part
        for language, part in ours.items()
    }


def _kind(merged: Record, *sides: tuple[Tongues, Record]) -> type[Part]:
    """The kind of part that was merged: that of the side whose layout it has."""
    for tongues, tree in sides:
        if tree.fields.get("layout") == merged.fields.get("layout"):
            return type(_first(tongues))
    raise AssertionError("a layout comes from one of the sides")


def _values(merged: Record, kind: type[Part], language: str) -> dict[str, Any]:
    """The plain values of a merged part in a language; parts of their own are none of it."""
    without = {name: () for owner, name in PARTS_OF_THEIR_OWN if owner == kind.__name__}
    return {**plain(merged, language), **without}


def _only(side: Tongues | None, language: str) -> Tongues | None:
    return {language: side[language]} if side and language in side else None


def _shown(side: Tongues | None) -> Any:
    return None if side is None else shown(tree_of(side))


def _first(tongues: Tongues) -> Part:
    return next(iter(tongues.values()))
