"""What a merge writes down while it goes: conflicts, notices, and what choices say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..fields import FieldPath, fields_of
from ..model import Change
from .model import Choice, Conflict, Misfit, MisfitReason, Notice, NoticeKind, Take
from .tree.parts import PartKind, Tongues

_Path = tuple[str, ...] | None


@dataclass(frozen=True)
class Place:
    """A field of a part, as it is called in the base, in ours and in theirs; `None`: not there.

    `legal` are the fields of the part that a legal change covers, "" the whole part. `is_words`
    says that the field is a text of one language, not the structure of the part.
    """

    kind: PartKind
    part_id: str
    language: str = ""
    base: _Path = ()
    ours: _Path = ()
    theirs: _Path = ()
    legal: tuple[FieldPath, ...] = ()
    is_words: bool = False

    def below(self, base: str | None, ours: str | None, theirs: str | None) -> Place:
        """A node below this one, under its name on each side."""
        return replace(
            self,
            base=_longer(self.base, base),
            ours=_longer(self.ours, ours),
            theirs=_longer(self.theirs, theirs),
        )

    def called(self, name: str) -> Place:
        """A node below this one that has the same name on every side."""
        return self.below(name, name, name)

    @property
    def field(self) -> FieldPath:
        """The path in the base, or where the base has none, in ours or theirs."""
        for path in (self.base, self.ours, self.theirs):
            if path is not None:
                return ".".join(path)
        return ""

    @property
    def is_legal(self) -> bool:
        """Whether a legal change is on this very field, above or below it."""
        paths = {".".join(path) for path in (self.base, self.theirs) if path is not None}
        return any(covers(legal, path) for legal in self.legal for path in paths)


def _longer(path: _Path, name: str | None) -> _Path:
    return None if path is None or name is None else (*path, name)


def covers(one: FieldPath, other: FieldPath) -> bool:
    """Whether one of two fields is the other or stands below it; "" is the whole part."""
    return (
        "" in (one, other)
        or one == other
        or one.startswith(f"{other}.")
        or other.startswith(f"{one}.")
    )


@dataclass
class Ledger:
    """Collects what is found. An attempt that may be given up writes into a `fork`."""

    choices: dict[str, Choice]
    open: list[Conflict] = field(default_factory=list)
    settled: list[tuple[Conflict, Choice]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    unfit: set[str] = field(default_factory=set)
    asked: int = 0  # how many conflicts there were, open or not
    given_up: list[tuple[Conflict, Choice]] = field(default_factory=list)
    put_aside: list[Choice] = field(default_factory=list)

    def fork(self) -> Ledger:
        """An empty ledger with the same choices."""
        return Ledger(self.choices)

    def take(self, other: Ledger) -> None:
        """Write down what an attempt has found."""
        self.open += other.open
        self.settled += other.settled
        self.notices += other.notices
        self.unfit |= other.unfit
        self.given_up += other.given_up

    def give_up(self, attempt: Ledger) -> None:
        """Remember which choices led to no part, so that they lead there again another time."""
        self.given_up += attempt.settled

    def fitting(self, conflict: Conflict) -> Choice | None:
        """The choice for a conflict, if it was made for the same values."""
        choice = self.choices.get(conflict.id)
        return choice if choice is not None and choice.seen == conflict.seen else None

    def settle(self, conflict: Conflict) -> Choice | None:
        """The choice that resolves a conflict, or `None` after writing it down as open."""
        self.asked += 1
        choice = self.fitting(conflict)
        if choice is None:
            self.open.append(conflict)
            return None
        if not _fits(choice, conflict):
            self.unfit.add(conflict.id)
            self.open.append(conflict)
            return None
        self.settled.append((conflict, choice))
        return choice

    def settle_as_one(self, conflict: Conflict, fields: Sequence[Conflict]) -> Take | None:
        """What was taken of a rewritten part, whose `fields` would be asked about one by one.

        How somebody wants to be asked holds whatever the texts are by now. Whoever has answered
        for a field and not for the whole is asked field by field. What was answered for fields is
        put aside while the whole is decided.
        """
        answered = [one for one in map(self.fitting, fields) if one is not None]
        known = self.choices.get(conflict.id)
        if known.take == "fields" if known is not None else answered:
            self.choices[conflict.id] = conflict.choose("fields")
        choice = self.settle(conflict)
        take = choice.take if choice is not None else None
        if take != "fields":
            self.put_aside += answered
        return take

    def notice(self, kind: NoticeKind, place: Place) -> None:
        """Write down a notice on a field, or on the part where the place has none."""
        self.notices.append(
            Notice(
                kind=kind,
                part=place.kind,
                part_id=place.part_id,
                language=place.language,
                field=place.field,
            )
        )

    def superseded(self) -> tuple[Choice, ...]:
        """Choices that did not go together, so that more was asked for as a whole, and those for
        fields of what is decided as a whole."""
        given_up = [choice for _, choice in self.given_up]
        return tuple(dict.fromkeys([*given_up, *self.put_aside]))

    def misfits(self) -> tuple[Misfit, ...]:
        """The choices that resolved nothing, in their order; those that did not go together only
        as long as that is undecided."""
        reasons: dict[str, MisfitReason] = {conflict.id: "changed" for conflict in self.open}
        reasons |= dict.fromkeys(self.unfit, "unfit")
        undecided = {(conflict.part, conflict.part_id) for conflict in self.open}
        done = {conflict.id for conflict, _ in self.settled}
        done |= {choice.conflict for choice in self.put_aside}
        for conflict, _ in self.given_up:
            if (conflict.part, conflict.part_id) in undecided:
                reasons[conflict.id] = "together"
            else:
                done.add(conflict.id)
        return tuple(
            Misfit(choice=choice, reason=reasons.get(choice.conflict, "gone"))
            for choice in self.choices.values()
            if choice.conflict not in done
        )


def _fits(choice: Choice, conflict: Conflict) -> bool:
    """Whether a text is given for a text and a list of texts for a list; fields where there are."""
    if choice.take != "text":
        return choice.take != "fields" or conflict.takes_fields
    sides = [side for side in (conflict.ours, conflict.theirs) if side is not None]
    wants_list = any(isinstance(side, list) for side in sides)
    return conflict.takes_text and wants_list == isinstance(choice.text, tuple)


class LegalChanges:
    """Which fields of which parts the vendor changed because of the law."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._fields: dict[str, list[FieldPath]] = {}
        for change in changes:
            target = change.slide or change.item
            if change.kind == "legal" and target is not None:
                self._fields.setdefault(target, []).append(change.field)

    def fields(self, part_id: str, *sides: Tongues | None) -> tuple[FieldPath, ...]:
        """The fields of a part that legal changes cover; "" for one that names no field."""
        named = self._fields.get(part_id)
        if not named:
            return ()
        known = {
            path
            for tongues in sides
            for part in (tongues or {}).values()
            for path in fields_of(part)
        }
        return tuple(
            name if any(path == name or path.startswith(f"{name}.") for path in known) else ""
            for name in named
        )
