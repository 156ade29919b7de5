"""The groups in the order shown: no gaps where a department is not listed or listed twice."""

from __future__ import annotations

from ..sheet import Sheet
from ..styles import BODY, Style
from .plan import COMPANY_KEY, GROUP_KEYS, NO_DEPARTMENT_KEY, Kind, PlannedTopic, SurveyPlan
from .tally import Group, State, Tally

PLAIN: Style = {**BODY, "text_wrap": False}


class ShownGroups:
    """A table in the hidden sheet, row by row what the sheet of results shows.

    `columns` are those of the table by group that stands beside it, in the same rows: the key,
    the name, the number of people, the state of each kind of topics, the score of each topic.
    """

    def __init__(
        self, sheet: Sheet, plan: SurveyPlan, *, first_row: int, columns: dict[str, int]
    ) -> None:
        self._sheet, self._plan, self._first_row = sheet, plan, first_row
        self._from = columns
        start = max(columns.values()) + 2
        self._candidate, self._key = start, start + 1
        self._to = {name: start + 2 + i for i, name in enumerate(columns) if name != "key"}

    def _cell(self, position: int, name: str) -> str:
        return self._sheet.ref(self._first_row + position, self._to[name])

    def name(self, position: int) -> str:
        """The cell with the name of the group in a row of the results."""
        return self._cell(position, "name")

    def respondents(self, position: int) -> str:
        """The cell with its number of people."""
        return self._cell(position, "respondents")

    def state(self, position: int, kind: Kind) -> str:
        """The cell with its state for a kind of topics."""
        return self._cell(position, state_column(kind))

    def topic_score(self, position: int, topic: PlannedTopic) -> str:
        """The cell with its score of a topic."""
        return self._cell(position, topic_column(topic))

    def groups(self, tally: Tally) -> tuple[Group | None, ...]:
        """The group of each row; `None` where the table has ended."""
        shown = [group for group in tally.groups if _is_shown(group)]
        return (*shown, *[None] * (len(GROUP_KEYS) - len(shown)))

    def write(self, tally: Tally) -> None:
        """Write the table."""
        for group, shown in zip(tally.groups, self.groups(tally), strict=True):
            self._write_candidate(group)
            self._write_row(group.key, shown, tally)

    def _write_candidate(self, group: Group) -> None:
        """Write the key of a group that is to be shown."""
        row = self._first_row + group.key
        key, name, people = (
            self._sheet.ref(row, self._from[column]) for column in ("key", "name", "respondents")
        )
        wanted = "TRUE" if group.key == COMPANY_KEY else f"LEN({name})>0"
        if group.key == NO_DEPARTMENT_KEY:
            wanted = f"{people}>0"
        value = group.key if _is_shown(group) else ""
        self._sheet.formula(row, self._candidate, f'IF({wanted},{key},"")', value, PLAIN)

    def _write_row(self, position: int, shown: Group | None, tally: Tally) -> None:
        row, sheet = self._first_row + position, self._sheet
        last = self._first_row + NO_DEPARTMENT_KEY
        candidates = sheet.range(self._first_row, self._candidate, last, self._candidate)
        number = position + 1
        formula = f'IF({number}>COUNT({candidates}),"",SMALL({candidates},{number}))'
        sheet.formula(row, self._key, formula, "" if shown is None else shown.key, PLAIN)
        key = sheet.ref(row, self._key)
        for name, column in self._to.items():
            source = sheet.range(self._first_row, self._from[name], last, self._from[name])
            none = State.EMPTY if name.startswith("state") else '""'
            value = self._value(name, shown, tally)
            formula = f'IF({key}="",{none},INDEX({source},{key}+1))'
            sheet.formula(row, column, formula, value, PLAIN)

    def _value(self, name: str, shown: Group | None, tally: Tally) -> str | int:
        if shown is None:
            return int(State.EMPTY) if name.startswith("state") else ""
        if name in ("name", "respondents"):
            return shown.name if name == "name" else shown.respondents
        for kind in self._plan.kinds:
            if name == state_column(kind):
                return int(tally.state(shown, kind))
            for topic in kind.topics:
                if name == topic_column(topic):
                    return tally.seen_score(shown, kind, topic)
        raise KeyError(name)


def _is_shown(group: Group) -> bool:
    if group.key == NO_DEPARTMENT_KEY:
        return group.respondents > 0
    return bool(group.name)


def state_column(kind: Kind) -> str:
    """The name of the column with the state for a kind of topics."""
    return f"state {kind.minimum}"


def topic_column(topic: PlannedTopic) -> str:
    """The name of the column with the score of a topic."""
    return f"topic {topic.id}"
