"""States of a database, whatever they come from, and what two of them say of a ballot."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from .ballots import Pairs, Question, Reading

Row = dict[str, Any]
State = dict[str, list[Row]]
"""Table → its rows in physical order."""

CONTENT = "catalogue_"
"""Tables of published courses, which are left out; files are searched with them."""

Path = tuple[Any, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The values in a value; text that is JSON is read."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            value = json.loads(value)
        except ValueError:
            yield path, value
            return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, str(key)))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    else:
        yield path, value


def numbers(state: State) -> dict[Path, int]:
    """Every number of a state by table, row and place in the row."""
    return {
        (table, row["id"], *path): value
        for table, rows in state.items()
        for row in rows
        if "id" in row
        for path, value in leaves(row)
        if isinstance(value, int) and not isinstance(value, bool)
    }


def texts(state: State) -> Counter[str]:
    """Every text of a state."""
    return Counter(
        value
        for rows in state.values()
        for row in rows
        for _path, value in leaves(row)
        if isinstance(value, str)
    )


def pair_of(path: Path, questions: Iterable[Question]) -> tuple[str, str] | None:
    """The item and option that a place in a row names."""
    words = {part for part in path if isinstance(part, str)}
    for question in questions:
        if question.id in words:
            return next(((question.id, o) for o in question.options if o in words), None)
    return None


def read_between(before: State, after: State, questions: list[Question]) -> Reading:
    """What has grown by one between two states, and whose row is new."""
    old, new = changed(before, after), changed(after, before)
    earlier = numbers(old)
    grown = [path for path, value in numbers(new).items() if value - earlier.get(path, 0) == 1]
    pairs = frozenset(filter(None, (pair_of(path, questions) for path in grown)))
    members = new_members(old, new)
    comments = texts(new) - texts(old)
    return Reading(pairs, members.pop() if len(members) == 1 else None, frozenset(comments))


def changed(state: State, other: State) -> State:
    """The rows of a state that the other has not."""
    found: State = {}
    for table, rows in state.items():
        known = {row.get("id"): row for row in other.get(table, [])}
        found[table] = [row for row in rows if known.get(row.get("id")) != row]
    return found


def new_members(before: State, after: State) -> set[int]:
    """Members of rows that the earlier state has not."""
    found: set[int] = set()
    for table, rows in after.items():
        known = {row.get("id") for row in before.get(table, [])}
        found |= {
            row["member_id"]
            for row in rows
            if row.get("member_id") is not None and row.get("id") not in known
        }
    return found


def read_row_of_states(states: Iterable[State], questions: list[Question]) -> list[Reading]:
    """What each pair of neighbouring states says."""
    found, before = [], None
    for state in states:
        if before is not None:
            found.append(read_between(before, state, questions))
        before = state
    return found


def read_alone(state: State, questions: list[Question]) -> list[Reading]:
    """What one state says: in each cell, options that everybody there has chosen."""
    done = {
        row["member_id"]
        for table, rows in state.items()
        if "participation" in table
        for row in rows
    }
    counted_in = {
        row["member_id"]: row["cell_id"]
        for rows in state.values()
        for row in rows
        if row.get("member_id") in done and row.get("cell_id") is not None
    }
    sizes = Counter(counted_in.values())
    chosen: dict[int, set[tuple[str, str]]] = {}
    for path, value in numbers(state).items():
        pair, cell = pair_of(path, questions), path[1]
        if pair is not None and "cell" in path[0] and value and value == sizes.get(cell):
            chosen.setdefault(cell, set()).add(pair)
    comments = frozenset(texts(state)) if len(done) == 1 else frozenset()
    return [
        Reading(frozenset(chosen.get(cell, ())), member, comments)
        for member, cell in counted_in.items()
    ]


def read_rows(state: State, questions: list[Question]) -> list[Reading]:
    """Rows that hold a ballot: beside a member, or as many and in the order of participations."""
    done = [row["member_id"] for t, rows in state.items() if "participation" in t for row in rows]
    found = []
    for rows in state.values():
        for place, row in enumerate(rows):
            pairs = _written_pairs(row, questions)
            member = row.get("member_id") or (done[place] if len(done) == len(rows) else None)
            comments = frozenset(text for _p, text in leaves(row) if isinstance(text, str))
            if pairs:
                found.append(Reading(pairs, member, comments))
    return found


def _written_pairs(row: Row, questions: list[Question]) -> Pairs:
    options = {question.id: question.options for question in questions}
    return frozenset(
        (part, value)
        for path, value in leaves(row)
        for part in path
        if isinstance(value, str) and value in options.get(part, ())
    )
