"""所属長: whom the rows of a department name leads it, from the next saving on."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from ...common import clock
from ..names import name_key
from .cells import Path, RosterRow, RowProblem, problem
from .columns import Column
from .comparison import Known, Roster

# The row's own member.
_MARKS: Final = frozenset(["○", "〇", "◯", "はい", "yes", "self", "本人"])


@dataclass(frozen=True, slots=True)
class Leading:
    """Somebody who leads a department: a member, or a row that is added."""

    department: Path
    name: str
    known: Known | None = None
    row: RosterRow | None = None


@dataclass(slots=True)
class LeaderLine:
    """A role that the list gives or takes."""

    name: str
    department: Path
    member: uuid.UUID
    is_given: bool


@dataclass(slots=True)
class Leaders:
    """Who leads which department by a list, and the cells that name nobody."""

    rows: Collection[RosterRow]
    roster: Roster
    bad: set[int]
    named: list[Leading] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    lines: list[LeaderLine] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Find whom each cell means; of the same words in one department once."""
        if not any(row.leader for row in self.rows):
            return
        people = _People(self.rows, self.roster, self.bad)
        seen: dict[tuple[str, Path], Leading | None] = {}
        for row in self.rows:
            if not row.leader or not row.department or row.number in self.bad:
                continue
            if row.leader.casefold() in _MARKS:
                self.named.append(people.leading(row, row))
                continue
            key = (row.leader, row.department)
            if key not in seen:
                seen[key] = people.find(row)
            if seen[key] is None:
                message = _shared() if people.share_a_name(row.leader) else _unknown()
                self.problems.append(problem(row.number, Column.LEADER, row.leader, message))
        self.named.extend(one for one in seen.values() if one is not None)


def _unknown() -> str:
    return _(
        "この所属長が見つかりません。社員番号かメールを入力するか、その人の行を一覧に加えてください。"
    )


def _shared() -> str:
    return _("同じ氏名の人が何人かいます。所属長の社員番号かメールを入力してください。")


class _People:
    """Everybody whom a cell may name: rows of the list before members of the roster."""

    def __init__(self, rows: Iterable[RosterRow], roster: Roster, bad: set[int]) -> None:
        self.roster = roster
        self.today = clock.today()
        self.keys: dict[str, RosterRow] = {}
        self.names: dict[str, list[RosterRow]] = defaultdict(list)
        for row in rows:
            if row.number in bad or (row.left_on and row.left_on <= self.today):
                continue
            for key in (row.employee_number, row.email):
                if key:
                    self.keys[key] = row
            self.names[name_key(row.name)].append(row)

    def find(self, row: RosterRow) -> Leading | None:
        """The leader whom a row names; `None`: nobody, or several people of that name."""
        word = row.leader
        if found := self.keys.get(word) or self.keys.get(word.lower()):
            return self.leading(row, found)
        known = self.roster.by_number.get(word) or self.roster.by_email.get(word.lower())
        if known is None:
            same = self.names.get(name_key(word), [])
            if len(same) == 1:
                return self.leading(row, same[0])
            key = name_key(word)
            members = [one for one in self.roster.members if name_key(one.name) == key]
            known = members[0] if not same and len(members) == 1 else None
        if known is None or known.has_left(self.today):
            return None
        return Leading(row.department, known.name, known)

    def share_a_name(self, word: str) -> bool:
        """Whether several people of the list, or of the roster, have this name."""
        key = name_key(word)
        members = [one for one in self.roster.members if name_key(one.name) == key]
        return max(len(self.names.get(key, [])), len(members)) > 1

    def leading(self, row: RosterRow, leader: RosterRow) -> Leading:
        """That the person of a row leads the department of another one."""
        known = self.roster.by_number.get(leader.employee_number or "")
        known = known or self.roster.by_email.get(leader.email or "")
        return Leading(row.department, leader.name, known, None if known else leader)
