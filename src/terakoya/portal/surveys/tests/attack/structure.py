"""Whether two worlds can be told apart in which the same people answered differently.

One world is played twice. What is the same both times is a function of who answered in which
order, so it must be the same in the other world too; of what is drawn by lot, such as a
ciphertext, the length must be the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .states import State


@dataclass
class World:
    """What shows after each ballot: rows, SQL statements, sizes of files or tables, files that
    were opened to write, and the size of the answer."""

    opening: State = field(default_factory=dict)
    """The rows before the first ballot."""
    states: list[State] = field(default_factory=list)
    statements: list[Any] = field(default_factory=list)
    sizes: list[dict[str, int]] = field(default_factory=list)
    opened: list[list[str]] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)


def differences(world: World, again: World, other: World) -> list[str]:
    """By what the other world differs from one that was played twice."""
    found: list[str] = []
    triples = zip(world.states, again.states, other.states, strict=True)
    for number, states in enumerate(triples, 1):
        first, second, third = map(_cells, states)
        for place in sorted(first.keys() | second.keys() | third.keys()):
            values = [cells.get(place) for cells in (first, second, third)]
            if not _alike(*values):
                found.append(f"after ballot {number}: {place}")
    for what in ("statements", "sizes", "opened", "pages"):
        found += _uneven(what, [getattr(w, what) for w in (world, again, other)])
    return found


def _alike(one: Any, same: Any, other: Any) -> bool:
    if one == same:
        return bool(other == one)
    return len({_length(one), _length(same), _length(other)}) == 1


def _length(value: Any) -> tuple[str, int]:
    if isinstance(value, bytes | memoryview):
        return "bytes", len(bytes(value))
    # A number drawn by lot has no length that says anything.
    return type(value).__name__, 0 if isinstance(value, int) else len(str(value))


def _cells(state: State) -> dict[str, Any]:
    return dict(_places(state))


def _places(state: State) -> Iterator[tuple[str, Any]]:
    written = {row["xmin"] for rows in state.values() for row in rows if "xmin" in row}
    for table, rows in state.items():
        yield f"{table}: rows", len(rows)
        for number, row in enumerate(rows):
            for column, value in row.items():
                # Transactions are counted from the newest: the server goes on between worlds.
                shown = sum(x > value for x in written) if column == "xmin" else value
                yield f"{table}[{number}].{column}", shown


def _uneven(what: str, worlds: list[list[Any]]) -> Iterator[str]:
    for number, (one, same, other) in enumerate(zip(*worlds, strict=True), 1):
        if one == same != other:
            yield f"after ballot {number}: {what} {one} and {other}"
