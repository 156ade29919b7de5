"""Three trees of one part made into one, field by field.

`docs/algorithms/merge.md` §1 to §3. From which side each text came is noted in `Needs`, so that it
can be said afterwards whether a translation still renders its source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from ..text.alignment import align
from .ledger import Ledger, Place
from .model import Choice, Conflict, ConflictKind, NoticeKind
from .tree.nodes import Leaf, Listing, MatchedBy, Node, Record, Words, bigrams_in, shown
from .tree.order import merge_orders
from .tree.parts import PartKind
from .validity import BODY

_ONE_TONGUE = (
    PartKind.COURSE,
    PartKind.SETTINGS,
    PartKind.FACT,
    PartKind.TERM,
    PartKind.READING,
)
N = TypeVar("N", Words, Record, Listing)
Sides = tuple[Node | None, Node | None, Node | None]  # base, ours, theirs


class Need(StrEnum):
    """Which side's translation must have been fresh for the merged one to be fresh."""

    EITHER = "either"
    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"
    NEVER = "never"


@dataclass
class Needs:
    """What was needed, by language; "" for what is the same in all."""

    of: dict[str, set[Need]] = field(default_factory=dict)

    def add(self, language: str, need: Need) -> None:
        """Note what a field of a language needs."""
        self.of.setdefault(language, set()).add(need)

    def fulfilled(self, language: str, *, ours: bool, theirs: bool) -> bool:
        """Whether a language is fresh, where ours and theirs are or are not."""
        met = {
            Need.EITHER: ours or theirs,
            Need.OURS: ours,
            Need.THEIRS: theirs,
            Need.BOTH: ours and theirs,
            Need.NEVER: False,
        }
        return all(met[need] for need in self.of.get("", set()) | self.of.get(language, set()))


@dataclass
class ThreeWay:
    """One part at work: where conflicts go, and what the translations need."""

    ledger: Ledger
    source: str
    needs: Needs = field(default_factory=Needs)

    def record(
        self,
        base: Record,
        ours: Record,
        theirs: Record,
        place: Place,
        whole: Mapping[str, str] | None = None,
    ) -> Record:
        """Merge record by record. Fields named in `whole` go together, under the name given,
        and are taken from one side as they are."""
        groups = whole or {}
        fields: dict[str, Node] = {}
        for name in _names(ours, theirs, base):
            if name not in groups:
                sides = _field(name, base, ours, theirs)
                node = self.node(sides, place.called(name))
                if node is not None:
                    fields[name] = node
        for group in sorted(set(groups.values())):
            members = [name for name in groups if groups[name] == group]
            legal = ("",) if group == BODY and place.legal else place.legal
            here = replace(place.called(group), legal=legal)
            fields |= self._together(base, ours, theirs, here, members)
        return type(ours)(fields)

    def _together(
        self, base: Record, ours: Record, theirs: Record, place: Place, names: list[str]
    ) -> Mapping[str, Node]:
        if len(names) == 1:
            node = self.node(_field(names[0], base, ours, theirs), place, descend=False)
            return {} if node is None else {names[0]: node}
        node = self.node(
            (_only(base, names), _only(ours, names), _only(theirs, names)), place, descend=False
        )
        return node.fields if isinstance(node, Record) else {}

    def node(self, sides: Sides, place: Place, *, descend: bool = True) -> Node | None:
        """The merged node; `None` where there is none."""
        base, ours, theirs = sides
        if ours == theirs:
            self.needs.add(place.language, Need.EITHER)
            return ours
        if theirs == base:
            self.needs.add(place.language, Need.OURS)
            return ours
        if ours == base:
            self.needs.add(place.language, Need.THEIRS)
            return theirs
        if descend:
            words, records, lists = _all(Words, sides), _all(Record, sides), _all(Listing, sides)
            if words is not None:
                return self._words(*words, place)
            if records is not None:
                return self.record(*records, place)
            if lists is not None:
                return self._listing(*lists, place)
        return self._settled(base, ours, theirs, place)

    # -- texts ------------------------------------------------------------------------------

    def _words(self, base: Words, ours: Words, theirs: Words, place: Place) -> Words:
        """Each language by itself; then what its pair with the source says of it."""
        fields: dict[str, Node] = {}
        torn: set[str] = set()
        for language in _names(ours, theirs, base):
            before = self.ledger.asked
            sides = _field(language, base, ours, theirs)
            inner = ThreeWay(self.ledger, self.source)
            node = inner.node(sides, replace(place, language=language, is_words=True))
            if node is not None:
                fields[language] = node
            if self.ledger.asked > before:
                torn.add(language)
        for language in fields:
            self.needs.add(language, self._pair(fields, ours, theirs, language, torn))
        return Words(fields)

    def _pair(
        self,
        fields: Mapping[str, Node],
        ours: Words,
        theirs: Words,
        language: str,
        torn: set[str],
    ) -> Need:
        def pair(words: Mapping[str, Node]) -> tuple[Node | None, Node | None]:
            return words.get(self.source), words.get(language)

        here, there = pair(fields) == pair(ours.fields), pair(fields) == pair(theirs.fields)
        if here or there:
            return Need.EITHER if here and there else Need.OURS if here else Need.THEIRS
        is_list = isinstance(fields[language], Listing)
        return Need.BOTH if is_list and not torn & {self.source, language} else Need.NEVER

    # -- lists ------------------------------------------------------------------------------

    def _listing(self, base: Listing, ours: Listing, theirs: Listing, place: Place) -> Listing:
        """Element by element, then their order; both sides changed it, so it needs both."""
        self.needs.add(place.language, Need.BOTH)
        there = _Elements(base, ours, theirs)
        kept: dict[str, Node] = {}
        for identity in there.all:
            node = self._element(there, identity, place)
            if node is not None:
                kept[identity] = node
        order, lost = merge_orders(there.base, there.ours, there.theirs, kept)
        for identity in lost:
            self.ledger.notice(NoticeKind.MOVED, there.place(place, identity))
        return there.listing(order, kept)

    def _element(self, there: _Elements, identity: str, place: Place) -> Node | None:
        sides = there.nodes(identity)
        base, ours, theirs = sides
        here = there.place(place, identity)
        company_removed = ours is None and base is not None and there.told is MatchedBy.NAME
        if company_removed and theirs != base and not here.is_legal:
            self.ledger.notice(NoticeKind.CHANGED_REMOVED, here)
            return None
        return self.node(sides, here)

    # -- conflicts --------------------------------------------------------------------------

    def _settled(
        self, base: Node | None, ours: Node | None, theirs: Node | None, place: Place
    ) -> Node | None:
        """What stands where both sides changed a node differently."""
        quiet = self._by_rule(ours, theirs, place)
        if quiet is not None:
            return quiet
        conflict = Conflict(
            kind=ConflictKind.CHANGED,
            part=place.kind,
            part_id=place.part_id,
            language=place.language,
            field=place.field,
            field_ours=None if place.ours is None else ".".join(place.ours),
            field_theirs=None if place.theirs is None else ".".join(place.theirs),
            base=shown(base),
            ours=shown(ours),
            theirs=shown(theirs),
            legal=place.is_legal,
            takes_text=_holds_texts(place, ours, theirs),
        )
        choice = self.ledger.settle(conflict)
        if choice is None or choice.take == "ours":
            self.needs.add(place.language, Need.OURS)
            return ours
        if choice.take == "theirs":
            self.needs.add(place.language, Need.THEIRS)
            return theirs
        self.needs.add(place.language, Need.NEVER)
        return _node_of(choice)

    def _by_rule(self, ours: Node | None, theirs: Node | None, place: Place) -> Node | None:
        """What nobody need decide: the version, when a fact was checked, the base of an edition."""
        if (place.kind, place.field) == (PartKind.COURSE, "version"):
            self.ledger.notice(NoticeKind.VERSION, place)
            return theirs
        if (place.kind, place.field) == (PartKind.FACT, "checked_on"):
            both = [side for side in (ours, theirs) if isinstance(side, Leaf)]
            return max(both, key=lambda side: str(side.value))
        if (place.kind, place.field) == (PartKind.SETTINGS, "base"):
            return ours
        return None


class _Elements:
    """The elements of three lists that came from one, under names for this merge."""

    def __init__(self, base: Listing, ours: Listing, theirs: Listing) -> None:
        self.lists = {"base": base, "ours": ours, "theirs": theirs}
        self.told = _told(base, ours, theirs)
        self.lettered = any(side.lettered for side in self.lists.values())
        self.base = self._names_of_base(base)
        self.ours = self._names_of(base, ours, "ours")
        self.theirs = self._names_of(base, theirs, "theirs")
        if self.told is MatchedBy.LIKENESS:
            self._pair_what_both_added()
        self.at = {
            "base": {name: number for number, name in enumerate(self.base)},
            "ours": {name: number for number, name in enumerate(self.ours)},
            "theirs": {name: number for number, name in enumerate(self.theirs)},
        }

    @property
    def all(self) -> Iterable[str]:
        """Every element of any side, once, in a fixed order."""
        return dict.fromkeys([*self.base, *self.ours, *self.theirs])

    def nodes(self, identity: str) -> Sides:
        """The element on each side."""
        return self._on("base", identity), self._on("ours", identity), self._on("theirs", identity)

    def _on(self, side: str, identity: str) -> Node | None:
        at = self.at[side].get(identity)
        return None if at is None else self.lists[side].nodes[at]

    def place(self, place: Place, identity: str) -> Place:
        """Where the element stands on each side."""
        names = []
        for side, listing in self.lists.items():
            at = self.at[side].get(identity)
            names.append(None if at is None else listing.names[at])
        return place.below(*names)

    def listing(self, order: list[str], kept: Mapping[str, Node]) -> Listing:
        """The merged list."""
        nodes = tuple(kept[identity] for identity in order)
        return Listing(self.told, tuple(order), nodes, self.lettered)

    def _names_of_base(self, base: Listing) -> list[str]:
        if self.told is MatchedBy.NAME:
            return list(base.names)
        return [f"base.{at}" for at in range(len(base.nodes))]

    def _names_of(self, base: Listing, side: Listing, word: str) -> list[str]:
        if self.told is MatchedBy.NAME:
            return list(side.names)
        if self.told is MatchedBy.PLACE:
            there = {at: at for at in range(min(len(base.nodes), len(side.nodes)))}
        else:
            matches = align(base.nodes, side.nodes, bigrams_in, to_the_last=True)
            there = {column: row for row, column in matches.items()}
        return [
            f"base.{there[at]}" if at in there else f"{word}.{at}" for at in range(len(side.nodes))
        ]

    def _pair_what_both_added(self) -> None:
        """An element that both sides added alike is one element."""
        added: dict[str, list[int]] = {}
        for at, name in enumerate(self.theirs):
            if name.startswith("theirs."):
                added.setdefault(repr(self.lists["theirs"].nodes[at]), []).append(at)
        for at, name in enumerate(self.ours):
            alike = added.get(repr(self.lists["ours"].nodes[at]))
            if name.startswith("ours.") and alike:
                self.theirs[alike.pop(0)] = name


def _all(kind: type[N], sides: Sides) -> tuple[N, N, N] | None:
    """The three nodes as nodes of one kind, or `None` where one of them is another or not there."""
    found = [side for side in sides if isinstance(side, kind)]
    return (found[0], found[1], found[2]) if len(found) == len(sides) else None


def _told(*lists: Listing) -> MatchedBy:
    """How the elements can be told on all three sides; an empty list is content with any way."""
    ways = {one.told for one in lists if one.nodes}
    return ways.pop() if len(ways) == 1 else MatchedBy.LIKENESS


def _holds_texts(place: Place, *sides: Node | None) -> bool:
    """Whether a field holds words, and all that stands there is texts or lists of texts."""
    leaves = [
        leaf
        for side in sides
        if side is not None
        for leaf in (side.nodes if isinstance(side, Listing) else (side,))
    ]
    is_words = place.is_words or place.kind in _ONE_TONGUE
    return is_words and all(
        isinstance(leaf, Leaf) and isinstance(leaf.value, str) for leaf in leaves
    )


def _field(name: str, base: Record, ours: Record, theirs: Record) -> Sides:
    return base.fields.get(name), ours.fields.get(name), theirs.fields.get(name)


def _only(record: Record, names: Iterable[str]) -> Record:
    return Record({name: record.fields[name] for name in names if name in record.fields})


def _names(*records: Record) -> list[str]:
    return list(dict.fromkeys(name for record in records for name in record.fields))


def _node_of(choice: Choice) -> Node:
    if isinstance(choice.text, str):
        return Leaf(choice.text)
    names = tuple(map(str, range(len(choice.text))))
    return Listing(MatchedBy.LIKENESS, names, tuple(map(Leaf, choice.text)))
