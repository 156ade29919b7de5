"""Published tables and teaching written by hand."""

from __future__ import annotations

from typing import Any

from terakoya.portal.proposals.rules import Teaching
from terakoya.portal.surveys.tables import NO_COMPARISON, Comparison, Table, read_table

Cell = tuple[int, int] | int | None  # index and margin, a band, or hidden
RICH = Teaching(slides=("a", "b"), cases=("c",), questions=5)
NOTHING_BEFORE: Comparison = NO_COMPARISON


def cell(shown: Cell) -> dict[str, int] | None:
    """A cell as it is stored."""
    if shown is None:
        return None
    if isinstance(shown, int):
        return {"band": shown}
    return {"score": shown[0], "margin": shown[1]}


def row(n: str, **topics: Cell) -> dict[str, Any]:
    """A row as it is stored."""
    return {"n": n, "topics": {topic: cell(shown) for topic, shown in topics.items()}}


def stored(company: dict[str, Any] | None, **units: dict[str, Any]) -> dict[str, Any]:
    """A table as it is stored; units by the key that they have in it, without its `u`."""
    groups = {unit.removeprefix("u"): one for unit, one in units.items()}
    return {
        "answered": "60",
        "company": {**company, "shares": {}} if company else None,
        "groups": groups,
        "hidden": {},
        "names": {unit: f"部署{unit}" for unit in groups},
    }


def table(company: dict[str, Any] | None, **units: dict[str, Any]) -> Table:
    """A table as the page reads it."""
    return read_table(stored(company, **units))
