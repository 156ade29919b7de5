"""One part on three sides: whether it stays, and what it says.

The table of `docs/algorithms/merge.md` §2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..model import Part
from ..tree.building import tree_of
from ..tree.nodes import Record, plain, shown, speaks
from ..tree.parts import Contents, PartKind, Tongues
from .ledger import Ledger, LegalChanges, Place, covers
from .model import Conflict, ConflictKind, NoticeKind
from .three_way import ThreeWay
from .translations import Sides, stamped
from .validity import BODY, groups_of, trouble, uneasy

Parts = dict[str, Tongues]


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
        sides = base.of(kind), ours.of(kind), theirs.of(kind)
        merged: Parts = {}
        for part_id in dict.fromkeys([*sides[1], *sides[2], *sides[0]]):
            tongues = self.merge_part(kind, part_id, *(side.get(part_id) for side in sides))
            if tongues is not None:
                merged[part_id] = self.complete(tongues)
        return merged

    def merge_part(
        self,
        kind: PartKind,
        part_id: str,
        base: Tongues | None,
        ours: Tongues | None,
        theirs: Tongues | None,
    ) -> Tongues | None:
        """The merged part in its languages, or `None` where it is gone."""
        legal = self.legal.fields(part_id, base, theirs)
        place = Place(kind, part_id, legal=legal)
        if base is None:
            return self._added(place, ours, theirs)
        if ours is None or theirs is None:
            return self._removed(place, base, ours, theirs)
        if kind is PartKind.SLIDE and self.is_hidden(part_id) and not same(base, theirs):
            self._changed_hidden(place, theirs)
        if same(ours, theirs):
            return _with_newest_hashes(base, ours, theirs)
        if same(theirs, base):
            return ours
        if same(ours, base):
            return theirs
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

    def _changed_hidden(self, place: Place, theirs: Tongues) -> None:
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
            theirs=shown(tree_of(theirs)),
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
        values = [None if side is None else shown(tree_of(side)) for side in (base, ours, theirs)]
        conflict = Conflict(
            kind=kind,
            part=place.kind,
            part_id=place.part_id,
            field_ours=None if ours is None else "",
            field_theirs=None if theirs is None else "",
            base=values[0],
            ours=values[1],
            theirs=values[2],
            legal=bool(place.legal),
        )
        choice = self.ledger.settle(conflict)
        return choice is not None and choice.take == "theirs"

    # -- content ----------------------------------------------------------------------------

    def _both_changed(self, place: Place, base: Tongues, ours: Tongues, theirs: Tongues) -> Tongues:
        """Field by field; where that makes no part, with ever more fields taken together."""
        trees = tree_of(base), tree_of(ours), tree_of(theirs)
        kind = type(_first(ours))
        layouts = {type(_first(side)) for side in (base, ours, theirs)}
        accepted = uneasy(_first(ours)) | uneasy(_first(theirs))
        troubled = {BODY} if len(layouts) > 1 else set[str]()
        while True:
            attempt = ThreeWay(self.ledger.fork(), self.languages[0])
            groups = groups_of(place.kind, troubled, *trees)
            merged = attempt.record(*trees, place, groups)
            if len(layouts) > 1:
                kind = next(
                    type(_first(side))
                    for side, tree in ((ours, trees[1]), (theirs, trees[2]))
                    if tree.fields["layout"] == merged.fields["layout"]
                )
            values = self._values(merged, ("",) if "" in ours else self.languages)
            found = set().union(*(trouble(kind, one) for one in values.values())) - accepted
            if not found or BODY in troubled:
                break
            troubled = {BODY} if troubled else found
        self.ledger.take(attempt.ledger)
        self._tell_of_law(place, attempt.ledger)
        parts = {language: kind.model_validate(one) for language, one in values.items()}
        sides = Sides(base, ours, theirs, self.languages[0])
        return {
            language: part
            if language in ("", self.languages[0]) or not speaks(merged, language)
            else stamped(part, sides.hash_for(language, parts, attempt.needs))
            for language, part in parts.items()
        }

    @staticmethod
    def _values(merged: Record, languages: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The plain values of a merged part in every language of the result."""
        return {language: plain(merged, language) for language in languages}

    def _tell_of_law(self, place: Place, found: Ledger) -> None:
        """A legal change that met no field of ours is told of, since we changed the part."""
        asked = [one.field for one in found.open if one.legal]
        asked += [one.field for one, _ in found.settled if one.legal]
        for field in place.legal:
            if not any(covers(field, one) for one in asked):
                path = tuple(field.split(".")) if field else ()
                self.ledger.notice(NoticeKind.LEGAL, Place(place.kind, place.part_id, base=path))

    def complete(self, tongues: Tongues) -> Tongues:
        """Languages that a part lacks get the words of its source, marked as not translated."""
        if "" in tongues or all(language in tongues for language in self.languages):
            return tongues
        source = _first(tongues)
        return {
            language: tongues[language] if language in tongues else stamped(source, "")
            for language in self.languages
        }


def same(one: Tongues, other: Tongues) -> bool:
    """Whether a part says the same, whatever its translations record."""
    return one == other or tree_of(one) == tree_of(other)


def _with_newest_hashes(base: Tongues, ours: Tongues, theirs: Tongues) -> Tongues:
    """Words that both sides have, with the hash of the one that has renewed it."""
    return {
        language: theirs[language] if part == base.get(language) else part
        for language, part in ours.items()
    }


def _first(tongues: Tongues) -> Part:
    return next(iter(tongues.values()))
