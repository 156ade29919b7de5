"""What a merge answers: the edition, the conflicts, the notices, and what became of choices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from ..edition import Edition
from ..field_names import field_label
from ..fields import FieldPath
from ..model import SCHEMA, Change
from ..revision import canonical
from .tree.parts import PartKind

ALL = "all"


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ConflictKind(StrEnum):
    """Why a person must decide."""

    CHANGED = "changed"  # both changed the field, differently
    REWRITTEN = "rewritten"  # the company rewrote the part, and the vendor changed it too
    REMOVED = "removed"  # the vendor removed what the company changed
    ADDED = "added"  # both added a part with this id, differently
    HIDDEN_LEGAL = "hidden-legal"  # a legal change on a slide that the company hides
    REMOVED_LEGAL = "removed-legal"  # a legal change on what the company removed


class NoticeKind(StrEnum):
    """What happened without asking, though somebody may want to know."""

    CHANGED_HIDDEN = "changed-hidden"  # the vendor changed a slide that stays hidden
    CHANGED_REMOVED = "changed-removed"  # the vendor changed what stays removed
    REMOVED_HIDDEN = "removed-hidden"  # the vendor removed a hidden slide
    MOVED = "moved"  # both moved it; it stands where the company put it
    PUT_ASIDE = "put-aside"  # the vendor put into the bank what the company changed; it stays
    LEGAL = "legal"  # a legal change on another field of a part that the company changed
    KEPT = "kept"  # removed on one side, still needed by what the other has
    NAMED_REMOVED = "named-removed"  # a question one of whose slides is gone; it names the others
    RESTS_ON_REMOVED = "rests-on-removed"  # a question all of whose slides are gone
    VERSION = "version"  # both gave a new version label; the vendor's stands


Take = Literal["ours", "theirs", "text", "fields"]


class Choice(_Answer):
    """A person's answer to one conflict; `seen` says which three values they had before them.

    `fields` asks about a rewritten part field by field.
    """

    conflict: str
    take: Take
    text: str | tuple[str, ...] = ""
    seen: str


class Conflict(_Answer):
    """One place where a person must decide; until then the result holds `ours`.

    `language` is empty for what is the same in all languages. `field` is the path as numbered in
    the base, `field_ours` and `field_theirs` where it stands on these sides (`None`: not there);
    empty where the part as a whole is meant. `base`, `ours`, `theirs` are JSON values, `None` for
    nothing. `legal` marks a change that the law asks for. `takes_text` says whether it may be
    resolved by a text or, where a side is a list, by a list of texts; `takes_fields` whether one
    may ask to decide field by field.
    """

    kind: ConflictKind
    part: PartKind
    part_id: str
    language: str = ""
    field: FieldPath = ""
    field_ours: FieldPath | None = ""
    field_theirs: FieldPath | None = ""
    base: Any = None
    ours: Any = None
    theirs: Any = None
    legal: bool = False
    takes_text: bool = False
    takes_fields: bool = False

    @property
    def id(self) -> str:
        """A name that stays the same as long as the place is in conflict."""
        part = f"{self.part}/{self.part_id}" if self.part_id else str(self.part)
        if self.field:
            return f"{part}/{self.language or ALL}/{self.field}"
        return f"{part}/{self.language}" if self.language else part

    @property
    def seen(self) -> str:
        """A hash of the kind and the three values, by which a choice is known to still fit."""
        values = [self.kind, self.base, self.ours, self.theirs]
        return hashlib.sha256(canonical(values)).hexdigest()[:16]

    def choose(self, take: Take, text: str | Iterable[str] = "") -> Choice:
        """The choice of one side, of a text or of texts, or to decide field by field."""
        value = text if isinstance(text, str) else tuple(text)
        return Choice(conflict=self.id, take=take, text=value, seen=self.seen)

    def label(self, language: str) -> str:
        """The name of the field for people."""
        return field_label(self.field, language)

    def as_json(self) -> dict[str, Any]:
        """The conflict for a program or a page."""
        return {"id": self.id, "seen": self.seen, **self.model_dump(mode="json")}


class Notice(_Answer):
    """Something that was decided by the rules of `docs/algorithms/merge.md`."""

    kind: NoticeKind
    part: PartKind
    part_id: str = ""
    language: str = ""
    field: FieldPath = ""


MisfitReason = Literal["gone", "changed", "unfit", "together"]


class Misfit(_Answer):
    """A recorded choice that was not applied, and why.

    `gone`: there is no such conflict. `changed`: the values are others than when it was chosen.
    `unfit`: the text cannot stand there. `together`: with the other choices it would make no
    part, so that a conflict asks for more as a whole.
    """

    choice: Choice
    reason: MisfitReason


@dataclass(frozen=True)
class Inputs:
    """What was merged."""

    base: Edition
    ours: Edition
    theirs: Edition
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Merged:
    """The merged edition.

    `conflicts` are open, `settled` those that choices have resolved. `superseded` are choices that
    did not go together, whereupon more was asked for as a whole; they lead there another time.
    So are those about fields of a part that was then decided as a whole; they hold again once
    somebody asks for its fields.
    `of` is what was merged, for `resolve`.
    """

    edition: Edition
    conflicts: tuple[Conflict, ...]
    notices: tuple[Notice, ...]
    of: Inputs = field(repr=False)
    settled: tuple[tuple[Conflict, Choice], ...] = ()
    misfits: tuple[Misfit, ...] = ()
    superseded: tuple[Choice, ...] = ()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All that has to be chosen again to come to the same edition."""
        return (*self.superseded, *(choice for _, choice in self.settled))

    def as_json(self) -> dict[str, Any]:
        """All but the edition itself."""
        return {
            "schema": SCHEMA,
            "conflicts": [conflict.as_json() for conflict in self.conflicts],
            "settled": [
                {**conflict.as_json(), "take": choice.take, "text": choice.text}
                for conflict, choice in self.settled
            ],
            "notices": [notice.model_dump(mode="json") for notice in self.notices],
            "misfits": [misfit.model_dump(mode="json") for misfit in self.misfits],
        }
